// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "ecrify/base/text.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/generate/images.hpp"
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/reference/reference.hpp"
#include "ecrify/rules/target_kinds.hpp"
#include "ecrify/run/ruling_rows.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::command {
namespace {

using locate::LocationClass;

// Collects the images that nodes will pull, source by source.
class ImageCollector {
 public:
  explicit ImageCollector(const GenerateSession& session) : session_(session) {}

  void take(const run::Source& source) {
    const rules::Mapping* const mapping =
        run::mapping_for(session_.options, source.text.name(), source.resolved);
    built_.clear();
    for (const kustomize::BuiltImage& image : source.built.images) built_.emplace(image.span.begin, &image);
    for (const Ruling& ruling : source.examined.rulings) {
      if (!run::is_listed(ruling, run::ListScope::pulled)) continue;
      if (ruling.cls == LocationClass::kustomize && is_decided_by_builds(source, ruling)) continue;
      take(source, ruling, mapping);
    }
    if (mapping == nullptr) return;
    for (const kustomize::EntryImage& entry : source.built.entries)
      add(source, entry.span, entry.image, mapping);
  }

  [[nodiscard]] const std::vector<generate::PulledImage>& images() const { return images_; }
  [[nodiscard]] std::size_t left_out() const { return left_out_.size(); }

 private:
  // An entry of a kustomization of the run names no image itself: what it gives is a part of what was built.
  static bool is_decided_by_builds(const run::Source& source, const Ruling& ruling) {
    return source.built.known && kustomize::is_kustomization_name(source.text.name()) &&
           ruling.words != nullptr;
  }

  void take(const run::Source& source, const Ruling& ruling, const rules::Mapping* mapping) {
    const RulingWords& words = *ruling.words;
    if (ruling.outcome == Outcome::refuse) {
      leave_out(source, ruling.span, words.reference + words.version, words.message);
      return;
    }
    if (ruling.cls == LocationClass::unresolved && !ruling.suppressed && !ruling.ignored_by_user) {
      leave_out(source, ruling.span, words.reference + words.version, "it holds a placeholder");
      return;
    }
    const bool is_image =
        locate::row_of(ruling.cls).action == locate::Action::rewrite || ruling.outcome == Outcome::rewrite;
    if (!is_image || ruling.suppressed || ruling.ignored_by_user || mapping == nullptr) return;
    const bool is_replaced = ruling.cls == LocationClass::kustomize ||
                             ruling.verdict == rules::Verdict::keep;  // by its entry, which has a ruling
    if (ruling.is_part && is_replaced) return;
    const std::string whole = words.reference + words.version;
    // The name that an entry selects by is none that is pulled.
    if (ruling.cls == LocationClass::kustomize && kustomize::image_name(whole).size() == whole.size()) return;
    if (ruling.is_part) {
      leave_out(source, ruling.span, words.reference, "a registry whose repository only the chart knows");
      return;
    }
    bool is_built = false;
    const auto [first, last] = built_.equal_range(ruling.span.begin);
    for (auto built = first; built != last; ++built) {
      is_built = true;
      const std::string own = whole.substr(kustomize::image_name(whole).size());
      add(source, ruling.span, built->second->name + built->second->given.of(own), mapping);
    }
    if (!is_built) add(source, ruling.span, whole, mapping);
  }

  void add(const run::Source& source, Span span, const std::string& reference,
           const rules::Mapping* mapping) {
    const rules::RuleSet& rules = mapping->rules();
    const rules::Decision decision = rules.decide(reference, rules::ShortNames::count);
    std::string target;
    switch (decision.verdict) {
      case rules::Verdict::rewrite:
        target = decision.text;
        break;
      case rules::Verdict::already:
        target = reference;
        break;
      case rules::Verdict::keep:
      case rules::Verdict::unmapped:
        return;
      default:
        leave_out(source, span, reference, decision.reason);
        return;
    }
    const rules::Decision back = rules.decide_reverse(target, rules::ReverseScope::configured_target);
    if (back.verdict != rules::Verdict::rewrite && decision.verdict == rules::Verdict::already)
      return;  // the registry's own
    const auto image = generate::pulled_image(back.text, target);
    if (image) {
      images_.push_back(*image);
    } else {
      leave_out(source, span, reference, why_no_image(reference, target));
    }
  }

  static std::string why_no_image(const std::string& reference, const std::string& target) {
    if (reference::mask_placeholders(reference).any()) return "it holds a placeholder";
    return reference::mask_placeholders(target).any() ? "its new name holds a placeholder"
                                                      : "it is no legal reference";
  }

  void leave_out(const run::Source& source, Span span, const std::string& reference,
                 const std::string& reason) {
    const Position position = source.text.position(span.begin);
    const std::string place = "left out: " + source.text.name() + ":" + std::to_string(position.line) + ":" +
                              std::to_string(position.column) + ": ";
    const std::string why = reason.empty() ? "" : ": " + reason;
    const std::string line = place + reference + why;
    if (!left_out_.insert(line).second) return;
    session_.messages.note(write::printable(line),
                           write::printable(place) + std::string(run::loggable(reference)) + why);
  }

  const GenerateSession& session_;
  std::unordered_multimap<std::size_t, const kustomize::BuiltImage*>
      built_;  // of the source at hand, by where they stand
  std::vector<generate::PulledImage> images_;
  std::set<std::string> left_out_;
};

// The registry of what is pulled has to be known by now: nobody fills in a placeholder of the registry later.
Status check_registries(const run::Options& options) {
  std::vector<std::string> hosts = {options.mapping.rules().registry_host()};
  for (const run::PathTarget& target : options.targets)
    hosts.push_back(target.mapping.rules().registry_host());
  for (const std::string& host : hosts) {
    if (!reference::mask_placeholders(host).any()) continue;
    return problem("the registry " + in_quotes(host) +
                       " holds a placeholder, and images are pulled from there as it stands",
                   "name it with --account and --region, or --registry");
  }
  return Success{};
}

// Images that no pull by tag brings into a cache that such pulls fill.
std::size_t count_without_tag(const std::vector<generate::PulledImage>& images) {
  std::set<std::string> alone;
  std::set<std::string> with_tag;
  for (const generate::PulledImage& image : images) {
    if (image.digest.empty() || !rules::target_kind(image.host).digest_first_pull) continue;
    (image.tag.empty() ? alone : with_tag).insert(image.host + "/" + image.repository + "@" + image.digest);
  }
  return static_cast<std::size_t>(std::count_if(
      alone.begin(), alone.end(), [&](const std::string& image) { return !with_tag.contains(image); }));
}

Result<const generate::ImagesForm*> form_of(const options::Flags& flags,
                                            std::span<const generate::ImagesForm> forms) {
  if (!flags.as) return &forms.front();
  if (const generate::ImagesForm* const form = find_named(forms, *flags.as)) return form;
  return problem("unknown --as " + in_quotes(*flags.as), "it is one of " + listed(names_of(forms)));
}

}  // namespace

Result<std::string> images_text(const GenerateSession& session, std::span<const generate::ImagesForm> forms) {
  const Result<const generate::ImagesForm*> form = form_of(session.flags, forms);
  if (!form.ok()) return form.failure();
  if (Status status = check_registries(session.options); !status.ok()) return status.failure();
  ImageCollector collector(session);
  const run::RunTotals walked = run::for_each_source(
      session.options, session.io, session.messages, run::EmptyInput::failure, [&](run::Source& source) {
        for (const Finding& finding : source.examined.findings) {
          if (findings::row_of(finding.id).is_unreadable()) session.messages.finding(source.text, finding);
        }
        collector.take(source);
      });
  if (walked.failed > 0)
    return problem("nothing was written: not all of the input could be read", "see above");
  Result<std::string> text = (*form)->write(collector.images());
  if (collector.images().empty()) session.messages.note("no image here has a new name");
  const bool warms = session.options.command == run::Command::generate_prewarm &&
                     session.options.settings.digest_first_pull != config::DigestFirstPull::off;
  if (const std::size_t alone = warms ? count_without_tag(collector.images()) : 0; alone > 0) {
    session.messages.note(
        count_of(alone, "image") +
        " pinned by digest alone: no tag is known, and the cache may fill on pulls by tag only; where the "
        "pull by digest fails, pull a tag of the image by hand");
  }
  if (text.ok()) {
    session.messages.detail(count_of(collector.images().size(), "reference") + " in " +
                            count_of(walked.sources, "file") +
                            ", left out: " + std::to_string(collector.left_out()));
  }
  return text;
}

}  // namespace ecrify::command
