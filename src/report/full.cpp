// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "ecrify/base/ascii.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/text.hpp"
#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

constexpr std::string_view line_indent = "    ";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[1;31m";
constexpr std::string_view yellow = "\x1b[1;33m";
constexpr std::string_view cyan = "\x1b[1;36m";
constexpr std::string_view reset = "\x1b[0m";

class Style {
 public:
  explicit Style(write::Color color) : on_(color == write::Color::on) {}
  [[nodiscard]] std::string operator()(std::string_view sgr, std::string_view text) const {
    return on_ ? fmt::format("{}{}{}", sgr, text, reset) : std::string(text);
  }
  // OSC 8, which terminals that don't know it pass over.
  [[nodiscard]] std::string linked(const std::string& text, const std::string& url) const {
    return on_ && !url.empty() ? fmt::format("\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\", url, text) : text;
  }

 private:
  bool on_;
};

std::string_view severity_color(Severity severity) {
  if (severity == Severity::error) return red;
  return severity == Severity::warning ? yellow : cyan;
}

std::string one(std::string_view text) { return write::no_command(shown(text)); }

// A file's name and the colon behind it: `:` is a name, too.
std::string named(std::string_view file) { return write::no_command(shown(file) + ':'); }

std::string excerpt_text(const Excerpt& excerpt, std::string_view tone, const Style& style) {
  return fmt::format("{0}{1}\n{0}{2}{3}\n", line_indent, excerpt.line, excerpt.indent,
                     style(tone, excerpt.marks));
}

std::string resource_text(const ReportEntry& entry) {
  const Resource& resource = entry.resource;
  std::string text = one(resource.kind);
  if (!resource.name.empty()) {
    if (!text.empty()) text += ' ';
    if (!resource.name_space.empty()) text += one(resource.name_space) + '/';
    text += one(resource.name);
    if (!resource.owner.empty()) text += " of " + one(resource.owner);
  }
  if (!entry.path.empty()) {
    if (!text.empty()) text += ", ";
    text += one(entry.path);
  }
  return text;
}

// Nothing where the name is no file's: `<stdin>`.
std::string file_url(const std::string& folder, const std::string& name) {
  if (folder.empty() || name.starts_with('<')) return "";
  const std::string path = (std::filesystem::path(folder) / name).lexically_normal().string();
  std::string url = "file://";
  for (const char c : path) {
    const bool stays = is_alnum(c) || std::string_view("/-._~").find(c) != std::string_view::npos;
    url += stays ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return url;
}

// "deploy.yaml:12:16:", or the file alone.
std::string place_text(const ReportEntry& entry, const std::string& file) {
  const Position& at = entry.region.begin;
  return entry.has_place ? fmt::format("{}{}:{}:", named(file), at.line, at.column) : named(file);
}

std::string labelled(std::string_view label, std::string_view text, const Style& style) {
  return text.empty() ? std::string() : fmt::format("  {} {}\n", style(cyan, label), text);
}

}  // namespace

std::string full_text(const ReportEntry& entry, const std::string& file, write::Color color,
                      const std::string& link) {
  const Style style(color);
  const std::string_view tone = severity_color(entry.severity);
  const std::string place = style(bold, place_text(entry, file));
  std::string out = fmt::format("{} {} {} [{}]\n", style.linked(place, link),
                                style(tone, fmt::format("{}:", severity_name(entry.severity))),
                                style(bold, one(entry.message)), findings::name_of(entry.id));
  if (entry.has_place) out += excerpt_text(entry.excerpt, tone, style);
  out += labelled("in:", resource_text(entry), style);
  out += labelled("help:", one(entry.help), style);
  return out;
}

std::string full_finding(const SourceText& source, const Finding& finding, write::Color color) {
  return full_text(entry_of(source, finding), source.name(), color);
}

std::string full_failure(const SourceText* source, const Failure& failure, write::Color color) {
  const Style style(color);
  std::string where = failure.file;
  if (where.empty()) where = source != nullptr ? source->name() : "ecrify";
  std::string place = named(where);
  const bool has_place = source != nullptr && failure.offset != no_offset && where == source->name();
  if (has_place) {
    const Position position = source->position(failure.offset);
    place += fmt::format("{}:{}:", position.line, position.column);
  }
  std::string out =
      fmt::format("{} {} {}\n", style(bold, place), style(red, "error:"), style(bold, one(failure.message)));
  if (has_place) out += excerpt_text(excerpt_of(*source, {failure.offset, failure.offset}), red, style);
  out += labelled("help:", one(failure.remedy), style);
  return out;
}

// Files that could not be read are told on stderr.
std::string render_full(const Report& report, write::Color color) {
  std::string out;
  Bound bound(report.most_same);
  for (const ReportEntry& entry : report.entries) {
    if (entry.id == FindingId::unreadable_file || !bound.takes(entry.id)) continue;
    const std::string& name = report.files[entry.file].name;
    out += full_text(entry, name, color, file_url(report.links_to, name));
  }
  return out + bound.left_out();
}

// `deploy.yaml:12:16: error: message: reference -> new reference [unmapped-image]` a finding.
std::string render_concise(const Report& report, write::Color) {
  std::string out;
  Bound bound(report.most_same);
  for (const ReportEntry& entry : report.entries) {
    if (entry.id == FindingId::unreadable_file || !bound.takes(entry.id)) continue;
    out += fmt::format("{} {}: {} [{}]\n", place_text(entry, report.files[entry.file].name),
                       severity_name(entry.severity), one(sentence(entry)), findings::name_of(entry.id));
  }
  return out + bound.left_out();
}

std::string Bound::left_out() const {
  std::string lines;
  for (const auto& [id, count] : seen_) {
    if (most_ == 0 || count <= most_) continue;
    lines += fmt::format("not shown: {} more [{}] (all with --max-same-findings 0)\n", count - most_,
                         findings::name_of(id));
  }
  return lines;
}

}  // namespace ecrify::report
