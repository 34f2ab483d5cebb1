// SPDX-License-Identifier: Apache-2.0
// Every format of `check` and `list`, of any bytes in all of their places: JSON and XML are well-formed,
// nothing is raw that a terminal acts on, and what is one line stays one line.
#include "ecrify/report/formats.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../support/rewriting.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/report/collect.hpp"
#include "ecrify/report/list.hpp"
#include "fuzz.hpp"
#include "markup.hpp"
#include "well_formed_xml.hpp"

namespace ecrify::fuzz {
namespace {

// Cuts the bytes into as many texts as are asked for, at the bytes 0xFF. A long text in a hundred places of
// all formats is megabytes, which teach no more than a short one.
class Texts {
 public:
  explicit Texts(std::string_view bytes) : bytes_(bytes) {}
  std::string next() {
    const std::size_t end = std::min({bytes_.find('\xff', at_), bytes_.size(), at_ + most});
    std::string text(bytes_.substr(at_, end - at_));
    const std::size_t next = end + (bytes_.substr(end).starts_with('\xff') ? 1U : 0U);
    // From the beginning again, so that every place gets something.
    at_ = next >= bytes_.size() ? 0 : next;
    return text;
  }

 private:
  static constexpr std::size_t most = 48;
  std::string_view bytes_;
  std::size_t at_ = 0;
};

Resource resource_of(Texts& texts) {
  Resource resource;
  resource.api_version = texts.next();
  resource.kind = texts.next();
  resource.name = texts.next();
  resource.name_space = texts.next();
  return resource;
}

report::Report report_of(std::string_view bytes) {
  static const rules::Mapping mapping(test::default_rules());
  static const Examiner examiner(test::settings_of(mapping));
  report::Collector collector([](const std::string& name) { return name; },
                              [](const Finding&) { return true; });
  Texts texts(bytes);
  // What is found in the bytes …
  const SourceText source(texts.next() + ".yaml", bytes);
  const Examination out = examiner.examine(source, locate::Role::object);
  collector.add(source, out.findings);
  if (out.refused) collector.refuse(source.name());
  // … and what says anything at all, of any place in them.
  std::vector<Finding> findings;
  for (std::size_t i = 0; i < 3; ++i) {
    Finding finding;
    finding.id =
        static_cast<FindingId>((bytes.size() + i) % (static_cast<std::size_t>(FindingId::secret_data) + 1));
    finding.severity = static_cast<Severity>(i);
    finding.span = {bytes.size() / 3 * i, bytes.size() / 3 * (i + 1)};
    finding.message = texts.next();
    finding.help = texts.next();
    finding.resource = resource_of(texts);
    finding.path = texts.next();
    finding.reference = texts.next();
    if (i > 0) finding.replacement = texts.next();
    findings.push_back(std::move(finding));
  }
  collector.add(SourceText(texts.next(), bytes), findings);
  collector.add(Failure{texts.next(), texts.next(), texts.next(), no_offset});
  collector.report().version = "0";
  collector.report().summary = texts.next();
  return collector.report();
}

report::ListItems list_of(std::string_view bytes) {
  Texts texts(bytes);
  report::ListItems items(3);
  for (report::ListItem& item : items) {
    item.source = texts.next();
    item.target = texts.next();
    item.rule = texts.next();
    item.decision = "rewrite";
    item.tag = texts.next();
    item.digest = texts.next();
    item.file = texts.next();
    item.resource = resource_of(texts);
    item.path = texts.next();
  }
  report::sort_items(items);
  return items;
}

bool all_lines_are_json(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || !nlohmann::json::accept(text.substr(0, end))) return false;
    text.remove_prefix(end + 1);
  }
  return true;
}

void check_format(std::string_view name, const std::string& text) {
  // Of what the screen looks for, nothing may be left: control characters, broken UTF-8, separators of lines.
  const auto found = manifest::screen(text, manifest::TextStart::inside_stream);
  require(!found || found->reason == manifest::Refusal::noncharacter, name, text);
  require(text.find_first_of("\r\x1b") == std::string::npos, name, text);
  if (name == "json" || name == "gitlab" || name == "sarif" || name == "rdjson")
    require(nlohmann::json::accept(text), name, text);
  if (name == "html") {
    PageReader page(text);
    require(page.document() && nlohmann::json::accept(page.data()), name, text);
    require(page.data().find_first_of("<>&") == std::string_view::npos, "no markup in the data", text);
  }
  if (name == "jsonl") require(all_lines_are_json(text), name, text);
  if (name == "junit" || name == "checkstyle") require(XmlReader(text).document(), name, text);
}

}  // namespace

void formats(std::string_view bytes) {
  const report::Report report = report_of(bytes);
  for (const report::FormatRow& row : report::formats()) {
    const std::string text = row.render(report, write::Color::off);
    check_format(row.name, text);
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (row.name == "jsonl") require(lines >= report.entries.size(), "a line for each finding", text);
    if (row.name == "concise") {
      for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const std::string_view line = std::string_view(text).substr(at);
        require(!line.starts_with("::") && !line.starts_with("##["),
                "no line is a command of a build machine", text);
      }
    }
    if (row.name == "github") {
      for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
        const std::string_view line = std::string_view(text).substr(at);
        const bool known =
            line.starts_with("::error ") || line.starts_with("::warning ") || line.starts_with("::notice ");
        require(known || !line.starts_with("::"), "each line is an annotation", text);
      }
    }
  }
  const report::ListItems items = list_of(bytes);
  const auto same = [](const std::string& file) { return file; };
  const report::ListView linked{report::Places::shown, 0, "https://example.com/{file}#L{line}", same};
  for (const report::ListFormatRow& row : report::list_formats()) {
    check_format(row.name, row.render(items, {}));
    if (row.name == "html") check_format(row.name, row.render(items, linked));
    check_format(row.name, row.render(report::unique_items(items), {report::Places::counted, 40, {}, {}}));
  }
}

}  // namespace ecrify::fuzz
