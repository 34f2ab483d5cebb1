// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/ascii.hpp"
#include "ecrify/locate/merge_order.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/json_comments.hpp"
#include "ecrify/manifest/plain_text.hpp"
#include "ecrify/manifest/refusals.hpp"
#include "hidden_name.hpp"
#include "steps.hpp"

namespace ecrify {
namespace {

constexpr std::string_view image_key = "image";

// The document that can't be read: where it is, and what it is in.
struct Culprit {
  std::string_view text;
  std::size_t base;
  std::size_t index;
  std::size_t nesting;
};

void report_unreadable(const Culprit& culprit, manifest::Template kind, const Failure& failure,
                       suppress::Head& head, Examination& out) {
  // A file may be suppressed as a whole since it is something else than manifests.
  if (culprit.nesting == 0) {
    for (suppress::Suppression& one : head.file) {
      if (!one.directive.ids.empty()) continue;
      one.use(FindingId::not_yaml);
      ++out.counts.suppressed;
      return;
    }
  }
  Finding finding;
  finding.severity = Severity::error;
  finding.document = culprit.index;
  const std::size_t offset = std::min(failure.offset, culprit.text.size());
  finding.span = {culprit.base + offset, culprit.base + std::min(offset + 1, culprit.text.size())};
  if (kind == manifest::Template::helm) {
    finding.id = FindingId::template_text;
    finding.message = "a Go template, not YAML";
    finding.help = "render it first: helm template … | ecrify rewrite";
  } else if (kind == manifest::Template::other) {
    finding.id = FindingId::template_text;
    finding.message = "a template, not YAML";
    finding.help = "fill it in first, and give ecrify what comes out";
  } else {
    finding.id = FindingId::not_yaml;
    finding.message = "not readable as YAML: " + failure.message;
    finding.help = failure.remedy;
  }
  out.refused = true;
  out.findings.push_back(std::move(finding));
}

// Behind a `#` that begins its line, or in a template's own comment, `{{/* … */}}`. What is far away counts
// as none.
bool is_comment(std::string_view text, const manifest::Tape& tape, std::size_t at) {
  constexpr std::size_t longest = 4096;
  const std::size_t from = at > longest ? at - longest : 0;
  const std::string_view before = text.substr(from, at - from);
  const std::size_t line = before.rfind('\n') + 1;
  if ((line > 0 || from == 0) && before.find_first_not_of(" \t", line) == before.find('#', line) &&
      before.find('#', line) != std::string_view::npos)
    return true;
  const std::size_t open = before.rfind("/*");
  if (open == std::string_view::npos || before.find("*/", open) != std::string_view::npos) return false;
  const std::size_t behind = before.find_last_not_of(" \t-", open - 1) + 1;
  return before.substr(0, behind).ends_with("{{") && manifest::is_go_action(text, tape, from + behind - 2);
}

// True if a template names a mapped registry, or an image without one: `image: busybox`, not `image: {{
// .Values.image }}`.
bool template_names_image(const SourceContext& common, std::string_view text, const manifest::Tape& tape) {
  const std::vector<locate::Mention> mentions = locate::find_mentions(text, common.mapping);
  if (std::any_of(mentions.begin(), mentions.end(), [&](const locate::Mention& mention) {
        return !is_comment(text, tape, mention.span.begin);
      })) {
    return true;
  }
  std::vector<manifest::Hit> hits;
  common.prefilter.find(text, hits);
  bool has_escapes = false;
  for (const manifest::Hit& hit : hits) {
    has_escapes = has_escapes || hit.kind == manifest::HitKind::escape;
    if (!common.is_watched(hit, Watch::image_key)) continue;
    std::string_view behind = text.substr(hit.offset + image_key.size());
    if (!behind.empty() && (behind.front() == '"' || behind.front() == '\'')) behind.remove_prefix(1);
    if (!behind.starts_with(": ")) continue;
    const std::size_t value = behind.find_first_not_of(" \t\"'", 1);
    if (value != std::string_view::npos && is_alnum(behind[value])) return true;
  }
  return has_escapes && hides_registry(common, text);
}

// Inputs of generators that are no YAML. Nothing for anything else.
std::optional<manifest::ReadDocument> read_plain_text(std::string_view text, locate::Role role,
                                                      manifest::Tape& tape) {
  manifest::ReadDocument read{text.size(), manifest::Reader::env_lines, false};
  if (role == locate::Role::env_file) {
    manifest::read_env_lines(text, tape);
    return read;
  }
  if (role != locate::Role::entry_file && role != locate::Role::image_entry_file) return std::nullopt;
  manifest::read_whole_text(text, tape);
  read.reader = manifest::Reader::whole_text;
  return read;
}

// JSON with comments, which no tool applies: it holds no object, however a reader takes it, since the word
// that makes one is not in it. Read onto the tape without its comments; nothing for anything else.
std::optional<manifest::ReadDocument> read_json_of_no_object(std::string_view text,
                                                             const manifest::ReadOptions& options,
                                                             manifest::Tape& tape) {
  if (text.size() > options.most_for_yaml_cpp) return std::nullopt;
  const std::optional<std::string> json = manifest::without_json_comments(text);
  if (!json || spells(text, "apiVersion")) return std::nullopt;
  manifest::Tape read_tape;
  const auto read = manifest::read_document(*json, read_tape, options);
  // What comes behind it has been looked at already, too.
  if (!read.ok() || json->find_first_not_of(" \t\r\n", read->end) != std::string::npos) return std::nullopt;
  tape = std::move(read_tape);
  return manifest::ReadDocument{text.size(), read->reader, read->collection_keys};
}

}  // namespace

std::optional<manifest::ReadDocument> read_for_images(const SourceContext& common,
                                                      const DocumentCursor& cursor, locate::Role role,
                                                      std::size_t nesting, bool about_images, Memory& memory,
                                                      suppress::Head& head, Examination& out) {
  ++out.counts.candidates;
  const std::string_view text = cursor.text();
  if (const auto plain = read_plain_text(text, role, memory.tape)) return plain;
  const manifest::ReadOptions options = cursor.read_options(nesting > 0);
  const auto read = manifest::read_document(text, memory.tape, options);
  if (!about_images && !read.ok()) ++out.counts.passed_over;
  if (!about_images && (!read.ok() || (!common.lists_all && manifest::names_helm(text)))) return std::nullopt;
  if (!read.ok() && role == locate::Role::object && nesting == 0) {
    if (const auto json = read_json_of_no_object(text, options, memory.tape)) return json;
  }
  if (!read.ok()) {
    const manifest::Template kind = manifest::go_template_at(text, memory.tape, read.failure().offset);
    if (kind != manifest::Template::none && !template_names_image(common, text, memory.tape)) {
      ++out.counts.passed_over;
      return std::nullopt;
    }
    report_unreadable({text, cursor.base(), cursor.index(), nesting}, kind, read.failure(), head, out);
    return std::nullopt;
  }
  ++(read->reader == manifest::Reader::scanner ? out.counts.by_scanner : out.counts.by_yaml_cpp);
  return *read;
}

bool is_readable(const DocumentContext& context, const manifest::ReadDocument& read, std::size_t base,
                 bool about_images, suppress::Head& head, SuppressionFilter& suppressions, Examination& out) {
  const manifest::Tape& tape = context.tape();
  const std::string_view text = context.text();
  const Culprit culprit{text, base, context.index, context.nesting};
  const auto kind = read.collection_keys ? manifest::go_template(text, tape) : manifest::Template::none;
  const std::size_t begin = kind == manifest::Template::none ? 0 : text.find("{{");
  if (kind == manifest::Template::helm &&
      !(about_images && template_names_image(context.common, text, tape))) {
    ++out.counts.passed_over;
    return false;
  }
  if (kind == manifest::Template::helm) {
    report_unreadable(culprit, kind, {"", "", "", begin}, head, out);
    return false;
  }
  if (const auto late =
          context.is_foreign || !about_images ? std::nullopt : locate::late_merge_key(context.document)) {
    report_unreadable(culprit, manifest::Template::none,
                      {std::string(manifest::row_of(manifest::Refusal::late_merge_key).message),
                       "put the merge key first", "", *late},
                      head, out);
    return false;
  }
  // A string is text to kubectl, and its reader may well fill in templates.
  if (kind == manifest::Template::placeholders && context.nesting == 0 && about_images &&
      template_names_image(context.common, text, tape) &&
      !suppressions.take(FindingId::template_placeholder, out.counts)) {
    out.findings.push_back(make_finding(
        FindingId::template_placeholder, Severity::warning, {base + begin, base + begin + 2},
        "a template expression outside quotes, which kubectl does not accept", "render the template first"));
    out.findings.back().document = context.index;
  }
  if (context.nesting == 0 || tape.size() == 0 || tape[0].kind != manifest::NodeKind::scalar) return true;
  report_unreadable(culprit, manifest::go_template_at(text, {}, 0), {"not a document but a text", "", "", 0},
                    head, out);
  return false;
}

}  // namespace ecrify
