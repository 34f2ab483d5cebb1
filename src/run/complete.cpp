// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/complete.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "ecrify/findings/catalogue.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/facts.hpp"
#include "ecrify/run/messages.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::run {
namespace {

// Passes over a template that was found on a walk and not named, with a warning.
void pass_over_template(Examination& examined) {
  std::erase_if(examined.findings, [](const Finding& f) { return f.id != FindingId::template_text; });
  if (examined.findings.size() > 1) examined.findings.resize(1);
  for (Finding& finding : examined.findings) finding.severity = Severity::warning;
  examined.edits.clear();
  examined.rulings.clear();
  examined.refused = false;
  const std::size_t documents = examined.counts.documents;
  examined.counts = {};  // also of its documents that can be read: nothing in it is changed
  examined.counts.documents = documents;
}

// A warning about a source as a whole, before what is in it; none where the source suppresses it.
void warn_about_source(FindingId id, std::string message, std::string help, Examination& examined,
                       Span span = {}) {
  if (take_suppression(examined, id)) return;
  examined.findings.insert(examined.findings.begin(),
                           make_finding(id, Severity::warning, span, std::move(message), std::move(help)));
}

// A file that looks like a chart's values and that nothing in the run names as such.
void suggest_values(const SourceText& text, Examination& examined) {
  const Counts& counts = examined.counts;
  if (counts.not_kubernetes_references == 0 && counts.references_as_values == 0) return;
  if (!looks_like_values(text.name(), text.bytes())) return;
  warn_about_source(
      FindingId::values_file,
      "a file that looks like the values of a chart, and that nothing names as such, is left alone",
      "if it is: --values '" + text.name() + "', or a pattern for all of them", examined);
}

// References in a document that lacks apiVersion or kind: what was not understood is not green under
// --strict, unless it is known that no cluster reads it.
void refuse_unknown(const SourceText& text, Examination& examined) {
  if (examined.counts.not_kubernetes_references == 0 || is_no_input(text.name(), text.bytes())) return;
  const auto is_suggested = [](const Finding& finding) { return finding.id == FindingId::values_file; };
  if (std::any_of(examined.findings.begin(), examined.findings.end(), is_suggested)) return;
  warn_about_source(
      FindingId::unknown_field,
      "references in a document without apiVersion or kind are left alone, and what reads them is not known",
      "of values of a chart say --values '" + text.name() +
          "'; what no cluster reads can be ignored in the configuration",
      examined);
}

// A file that a tool will write again. One warning, however much is rewritten in it.
void warn_about_generated(const SourceText& text, Examination& examined) {
  if (examined.counts.references == 0) return;
  if (const std::optional<Span> notice = generated_notice(text.name(), text.bytes())) {
    warn_about_source(
        FindingId::generated_file, "a tool wrote this file, and will write it again with the upstream names",
        "tell the tool about the registry, for example flux bootstrap --registry", examined, *notice);
  }
}

// A chart that fails once its images have other names.
void warn_about_verifying_chart(const Options& options, const SourceText& text, locate::Role role,
                                Examination& examined) {
  if (role != locate::Role::values || examined.counts.references == 0 || !options.mapping.is_forward())
    return;
  if (const std::optional<Span> line = verifying_line(text.bytes())) {
    warn_about_source(FindingId::chart_verifies_images,
                      "the chart ends with an error where its images are not those that it lists",
                      "global.security.allowInsecureImages: true", examined, *line);
  }
}

bool has(const Examination& examined, bool (*property)(FindingId)) {
  return std::any_of(examined.findings.begin(), examined.findings.end(),
                     [&](const Finding& finding) { return property(finding.id); });
}

bool is_template(FindingId id) { return id == FindingId::template_text; }

// A file whose name says that it is a template, and which a walk came across, is one even where YAML can read
// it.
void take_by_name(LoadedSource& loaded) {
  Examination& examined = loaded.examined;
  if (loaded.named || !input::is_template_of_manifest(loaded.text->name())) return;
  const bool holds_image = examined.counts.references + examined.counts.not_kubernetes_references > 0 ||
                           !examined.findings.empty();
  if (!holds_image) return;
  const Span first = examined.edits.empty() ? Span{} : examined.edits.front().span;
  examined.findings.assign(
      1, make_finding(FindingId::template_text, Severity::error, first, "a template, not YAML",
                      "fill it in first, and give ecrify what comes out"));
  examined.counts = {};
}

// A part of a chart's named templates that can't be read is no broken YAML.
void take_for_template(const SourceText& text, Examination& examined) {
  if (!text.name().ends_with(".tpl")) return;
  for (Finding& finding : examined.findings) {
    if (finding.id != FindingId::not_yaml) continue;
    finding.id = FindingId::template_text;
    finding.message = "a Go template, not YAML";
    finding.help = "render it first: helm template … | ecrify rewrite";
  }
}

// Lists, place by place, the references that the user's configuration or suppressions leave alone.
void tell_left_alone(const LoadedSource& loaded, Messages& messages) {
  for (const Ruling& one : loaded.examined.rulings) {
    if (!(one.suppressed || one.ignored_by_user) || one.foreign) continue;
    const Position position = loaded.text->position(one.span.begin);
    std::string line = write::printable(loaded.text->name()) + ":" + std::to_string(position.line) + ":" +
                       std::to_string(position.column) + ": left alone: ";
    line += one.suppressed ? "suppressed" : "ignored by the configuration";
    const std::string reason = one.words == nullptr ? "" : one.words->left_because;
    if (!reason.empty()) line += ": " + write::printable(reason);
    messages.detail(line);
  }
}

}  // namespace

void tell_of_source(const Options& options, const SourceText& text, locate::Role role,
                    Examination& examined) {
  if (role == locate::Role::object) suggest_values(text, examined);
  const bool is_strict = options.lowest_error <= Severity::warning;
  if (role == locate::Role::object && is_strict) refuse_unknown(text, examined);
  warn_about_generated(text, examined);
  warn_about_verifying_chart(options, text, role, examined);
  report_unused(examined);
  sort_by_position(examined.findings);
}

void set_severities(const Options& options, Examination& examined) {
  for (Finding& finding : examined.findings) {
    if (finding.severity >= options.lowest_error) finding.severity = Severity::error;
  }
}

void count_in(const Options& options, Messages& messages, LoadedSource& loaded, RunTotals& walked) {
  if (options.verbosity == Verbosity::verbose) tell_left_alone(loaded, messages);
  take_for_template(*loaded.text, loaded.examined);
  take_by_name(loaded);
  const bool is_passed_over = !loaded.named && has(loaded.examined, is_template);
  if (is_passed_over) pass_over_template(loaded.examined);
  if (is_passed_over && is_no_input(loaded.text->name(), loaded.text->bytes())) {
    loaded.examined.findings.clear();  // the machine configuration of Talos, as a template
    ++loaded.examined.counts.not_kubernetes;
    ++loaded.examined.counts.not_kubernetes_references;  // one at least
  }
  set_severities(options, loaded.examined);
  if (is_passed_over) {
    // It is no manifest that could not be read.
  } else if (has(loaded.examined, [](FindingId id) { return findings::row_of(id).is_unreadable(); })) {
    ++walked.failed;
  }
  walked.counts += loaded.examined.counts;
  const std::string& name = loaded.text->name();
  const bool is_told = !walked.not_kubernetes.empty() && walked.not_kubernetes.back() == name;
  if (loaded.examined.counts.not_kubernetes_references > 0 && !is_told) walked.not_kubernetes.push_back(name);
}

void complete(const Options& options, Messages& messages, LoadedSource& loaded, RunTotals& walked) {
  tell_of_source(options, *loaded.text, loaded.role, loaded.examined);
  count_in(options, messages, loaded, walked);
  ++walked.sources;
  walked.examinations += loaded.examinations;
}

}  // namespace ecrify::run
