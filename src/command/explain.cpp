// SPDX-License-Identifier: Apache-2.0
#include "explain.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/rules/upstreams.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {
namespace {

using rules::Verdict;

// How a container runtime reads the text. Placeholders stand for themselves.
std::string reading(std::string_view text) {
  const reference::NormalizeResult result = reference::normalize(reference::mask_placeholders(text));
  if (!result.ok()) {
    const std::string_view precise = reference::describe_error(text);
    return "no reference: " + std::string(precise.empty() ? reference::error_message(result.error) : precise);
  }
  const reference::NormalForm& value = result.value;
  const auto part = [&](Span span) { return std::string(text.substr(span.begin, span.size())); };
  std::string line = "registry ";
  const bool is_official =
      !value.short_name && value.path.size() > value.path_in_text.size();  // library/ is left out
  line += value.short_name ? value.registry + " (implied), repository " + value.path
                           : part(value.registry_in_text) + ", repository " +
                                 (is_official ? value.path : part(value.path_in_text));
  if (!value.tag.empty()) line += ", tag " + part(value.tag);
  if (!value.digest.empty()) line += ", digest " + part(value.digest);
  return line;
}

}  // namespace

std::string_view verdict_name(Verdict verdict) {
  switch (verdict) {
    case Verdict::rewrite:
      return "rewrite";
    case Verdict::keep:
      return "keep";
    case Verdict::already:
      return "leave alone, it is where it should be";
    case Verdict::unmapped:
      return "leave alone, no rule is about it";
    case Verdict::invalid:
      return "leave alone, it is no reference";
    case Verdict::unresolved:
      return "leave alone, a placeholder hides what it is";
    case Verdict::refuse:
      return "refuse";
  }
  return "";
}

void append_line(std::string& text, std::string_view label, std::string_view content) {
  constexpr std::size_t column = 11;
  text += label;
  text.append(column - label.size(), ' ');
  text += write::no_command(write::printable(content));
  text += '\n';
}

std::string mapping_advice(const std::string& reference, const rules::RuleSet& rules) {
  const reference::NormalizeResult read = reference::normalize(reference::mask_placeholders(reference));
  if (!read.ok() || read.value.registry.empty() || reference::mask_placeholders(read.value.registry).any())
    return "";
  const std::string& host = read.value.registry;
  // The first rule that maps something takes the place of the default.
  const rules::Rule standard = rules::default_rule();
  const bool is_default =
      std::any_of(rules.rules().begin(), rules.rules().end(),
                  [&](const rules::Rule& rule) { return rule.origin.file == standard.origin.file; });
  const std::string flag = is_default ? " --rule " + standard.from + "=" + standard.to : "";
  const std::string row = is_default ? "{from: " + standard.from + ", prefix: " + standard.to + "}, " : "";
  if (const rules::Upstream* upstream = rules::find_upstream(host)) {
    const std::string prefix(upstream->prefix);
    return "to map it, add" + flag + " --rule " + host + "=" + prefix +
           ", or to rules in .ecrify.yaml: " + row + "{from: " + host + ", prefix: " + prefix + "}";
  }
  return "ECR has no pull-through cache for " + host + "; to map it to a mirror, add" + flag + " --rule " +
         host + "=//mirror.example.com/" + host.substr(0, host.find(':'));
}

run::ExitStatus run_explain(const Session& session) {
  const std::string& reference = session.options.paths.front();
  if (const findings::CatalogueRow* row = findings::find_row(reference))
    return session.out.print(about_finding(*row));
  if (const auto at = run::parse_file_line(reference)) return explain_line(session, *at);
  const rules::Decision decision = session.options.mapping.decide(reference, rules::ShortNames::count);

  std::string text;
  append_line(text, "reference", reference);
  const std::string read_as = reading(reference);
  append_line(text, "read as", read_as);
  const std::string rule = decision.rule == nullptr ? "none" : rules::describe(*decision.rule);
  append_line(text, "rule", rule);
  append_line(text, "decision", verdict_name(decision.verdict));
  // Where the reason is the rule itself, or what is wrong with the text, it has been said.
  if (decision.reason != rule && !read_as.ends_with(decision.reason))
    append_line(text, "because", decision.reason);
  if (decision.verdict == Verdict::rewrite) {
    append_line(text, "becomes", decision.text.empty() ? unknown_registry : std::string_view(decision.text));
  }
  if (const std::string advice = decision.verdict == Verdict::unmapped
                                     ? mapping_advice(reference, session.options.mapping.rules())
                                     : "";
      !advice.empty()) {
    append_line(text, "to do", advice);
  }
  session.out.write(text);
  if (const std::string_view near = near_finding(reference); !near.empty()) {
    session.messages.note("is it the finding that is meant? \"ecrify explain " + std::string(near) + "\"");
  }
  std::error_code error;
  if (std::filesystem::is_regular_file(reference, error)) {
    session.messages.note("is it the file that is meant? \"ecrify explain " + write::printable(reference) +
                          ":LINE\" explains a line of it");
  }
  return session.out.status();
}

}  // namespace ecrify::command
