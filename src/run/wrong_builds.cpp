// SPDX-License-Identifier: Apache-2.0
// Builds the kustomizations from the bytes that are about to be written, and refuses those that come out
// wrong.
#include <algorithm>
#include <memory>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "ecrify/kustomize/builds.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/run/kustomizations.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify::run {
namespace {

using kustomize::WrongBuild;

constexpr std::size_t most_rounds = 12;

// The files as they would be written. While no registry is known there are no bytes.
std::vector<kustomize::WrittenFile> written_files(const KustomizationRun& run, const DecidedRun& decided) {
  const kustomize::Run& files = decided.files;
  const std::vector<LoadedSource>& sources = run.sources;
  if (run.options.mapping.rules().registry_host().empty())
    return kustomize::written_by(files, decided.decisions);
  std::vector<kustomize::WrittenFile> all(files.files.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const LoadedSource& source = sources[i];
    const kustomize::RunFile& as = files.files[i];
    if (source.examined.refused || source.examined.edits.empty()) continue;
    kustomize::WrittenFile& written = all[i];
    written.changes = true;
    for (const Edit& edit : source.examined.edits) written.places.push_back(edit.span);
    if (!as.kustomization && as.transformers.empty() && as.controllers.empty()) continue;
    const std::string text = splice::apply(source.text->bytes(), source.examined.edits);
    if (as.kustomization) written.images = kustomize::read_kustomization(as.path, text).kustomization.images;
    if (!as.transformers.empty()) written.transformers = kustomize::read_transformers(text).images;
    if (!as.controllers.empty()) written.controllers = kustomize::read_controllers(as.path, text);
  }
  return all;
}

class WrongBuildFindings {
 public:
  WrongBuildFindings(const KustomizationRun& run, const kustomize::Run& files) : run_(run), files_(files) {}

  // Returns whether a file is refused that was not.
  bool add(const WrongBuild& wrong) {
    Finding finding = finding_of(wrong);
    const auto [file, span] = place_of(wrong);
    finding.span = span;
    const bool follows = wrong.left_alone && is_source(file) &&
                         run_.sources[file].examined.refused;  // from what is said of that file
    const bool is_registry = wrong.why == WrongBuild::Reason::registry;
    const bool is_entry = is_source(file) && file == wrong.where && (is_registry || !wrong.selector.empty());
    const bool is_new = is_source(file) && !follows && said_.emplace(file, span.begin, wrong.why).second &&
                        !is_said(run_.sources[file], finding);
    bool any = false;
    if (is_new) {
      LoadedSource& source = run_.sources[file];
      keep_text(source);
      if (wrong.why == WrongBuild::Reason::finished) {
        source.examined.findings.push_back(std::move(finding));
      } else {
        any = !source.examined.refused;
        if (is_entry)
          refuse_place(source.examined, finding, is_registry ? Rulings::all : Rulings::of_entries);
        refuse(source, std::move(finding));
      }
    }
    if (wrong.why == WrongBuild::Reason::finished) return false;
    for (const std::size_t one : wrong.files) {
      if (!is_source(one) || run_.sources[one].examined.refused || run_.sources[one].examined.edits.empty())
        continue;
      any = true;
      refuse_with(run_.sources[one], files_.files[is_source(file) ? file : wrong.where].shown, "is refused");
    }
    return any;
  }

 private:
  [[nodiscard]] bool is_source(std::size_t file) const { return file < run_.sources.size(); }

  // Where it is said: of the entry, or where that isn't in the run, of the image.
  [[nodiscard]] std::pair<std::size_t, Span> place_of(const WrongBuild& wrong) const {
    if (wrong.why == WrongBuild::Reason::too_much) return {wrong.built, {}};
    if (wrong.why == WrongBuild::Reason::stays && is_source(wrong.built))
      return {wrong.built, wrong.built == wrong.source ? wrong.place : Span{}};
    const bool is_apart =
        (wrong.why == WrongBuild::Reason::apart || wrong.why == WrongBuild::Reason::registry) &&
        !wrong.place.empty() && is_source(wrong.source);
    if (is_source(wrong.where) && !is_apart) return {wrong.where, wrong.entry};
    return {wrong.source, wrong.place};
  }

  // It is shown as refused wherever it is listed. A text that is copied may have rulings of its own.
  enum class Rulings { of_entries, all };
  static void refuse_place(Examination& examined, Finding& finding, Rulings which) {
    const auto is_it = [&](const Ruling& ruling) {
      const bool is_entry =
          which == Rulings::all || ruling.cls == locate::LocationClass::kustomize || ruling.ignored_by_user;
      return is_entry && ruling.span.begin < finding.span.end && finding.span.begin < ruling.span.end;
    };
    if (std::none_of(examined.rulings.begin(), examined.rulings.end(), is_it)) {
      Ruling added;
      added.span = finding.span;
      added.cls = locate::LocationClass::kustomize;
      put_in_order(std::move(added), examined.rulings);
    }
    for (Ruling& ruling : examined.rulings) {
      if (!is_it(ruling)) continue;
      ruling.outcome = Outcome::refuse;
      ruling.suppressed = false;
      ruling.finding = finding.id;
      ruling.severity = Severity::error;
      if (ruling.words == nullptr) ruling.words = std::make_unique<RulingWords>();
      if (ruling.words->reference.empty()) ruling.words->reference = finding.reference;
      ruling.words->target.clear();
      ruling.words->message = finding.message;
      ruling.words->help = finding.help;
      finding.path = ruling.words->path;
      finding.resource = ruling.words->resource;
      finding.span = ruling.span;
    }
    const auto erase = [&](FindingId id) {
      return std::erase_if(examined.findings,
                           [&](const Finding& one) { return one.id == id && one.span == finding.span; });
    };
    examined.counts.references -= std::min(erase(FindingId::unmapped_image), examined.counts.references);
    erase(FindingId::near_reference);
  }

  static bool is_said(const LoadedSource& source, const Finding& finding) {
    const auto& findings = source.examined.findings;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& one) {
      return one.span == finding.span && one.message == finding.message;
    });
  }

  [[nodiscard]] std::string line_of(std::size_t file, Span span) const {
    const auto text = files_.text_of ? files_.text_of(files_.files[file].path) : std::nullopt;
    if (!text || span.begin > text->size()) return files_.files[file].shown;
    const auto lines =
        std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(span.begin), '\n');
    return files_.files[file].shown + ":" + std::to_string(1 + lines);
  }

  [[nodiscard]] Finding finding_of(const WrongBuild& wrong) const {
    Finding finding;
    finding.id = FindingId::kustomize_both_names;
    finding.reference =
        wrong.selector.empty() || files_.files[wrong.where].outside ? wrong.name : wrong.selector;
    finding.help = "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite";
    switch (wrong.why) {
      case WrongBuild::Reason::lost:
      case WrongBuild::Reason::gained:
        word_selection(wrong, finding);
        break;
      case WrongBuild::Reason::finished:
        finding.severity = Severity::warning;
        finding.message =
            "this does not select " + image_of(wrong) + " now, and will once that has its new name";
        finding.help = "look whether that image is meant: one of the two has the new name already";
        break;
      case WrongBuild::Reason::too_much:
        finding.id = FindingId::kustomize_selector;
        finding.message = kustomize::too_much_to_follow;
        break;
      case WrongBuild::Reason::targets:
        finding.message =
            "this image is built for several targets, and no entry of images can write its name here";
        finding.help = "give each target a text of its own";
        break;
      case WrongBuild::Reason::apart:
        finding.id = FindingId::kustomize_selector;
        finding.message =
            "a replacement of " + files_.files[wrong.built].shown +
            " takes this image apart, and would put wrong parts together after a rewrite: " + wrong.after +
            " in place of " + wrong.before;
        break;
      case WrongBuild::Reason::registry:
        finding.id = FindingId::kustomize_selector;
        finding.message = "a replacement of " + files_.files[wrong.built].shown + " puts " + wrong.before +
                          " before images, which pass the cache by";
        finding.help = "write the registry and prefix of the cache here";
        break;
      case WrongBuild::Reason::stays:
        if (files_.files[wrong.built].outside) {
          finding.id = FindingId::kustomize_elsewhere;
          finding.message = "a kustomization that is not among the files of this run builds " + wrong.after +
                            " of this, which is not its new name there: " + files_.files[wrong.built].shown;
          finding.help = "name that file, too, or the folder that holds both";
          break;
        }
        finding.message =
            "this builds " + wrong.before + ", and no file that is written gives it its new name";
        finding.help = "add an entry for it to images, with the new name as newName";
    }
    return finding;
  }

  [[nodiscard]] std::string image_of(const WrongBuild& wrong) const {
    return wrong.place.empty() ? "images that are not among the files of this run"
                               : "the image at " + line_of(wrong.source, wrong.place);
  }

  void word_selection(const WrongBuild& wrong, Finding& finding) const {
    const bool is_lost = wrong.why == WrongBuild::Reason::lost;
    if (files_.files[wrong.where].outside) {
      finding.id = FindingId::kustomize_elsewhere;
      finding.help = "name that file, too, or the folder that holds both";
      finding.message = std::string("a kustomization that is not among the files of this run ") +
                        (is_lost ? "selects this image by its old name: "
                                 : "would also select this image after a rewrite: ") +
                        line_of(wrong.where, wrong.entry);
    } else if (wrong.left_alone) {
      finding.help = "suppress these images, too, or remove the suppression";
      finding.message = is_source(wrong.where)
                            ? "this entry is left alone, and " + image_of(wrong) +
                                  ", which it selects by this name, is rewritten"
                            : "the entry at " + line_of(wrong.where, wrong.entry) +
                                  ", which the configuration ignores, selects this image by its old name";
    } else {
      const bool is_pattern = kustomize::Selector(wrong.selector).is_pattern();
      if (is_pattern) finding.id = FindingId::kustomize_selector;
      finding.help = is_pattern
                         ? "write an entry for each image"
                         : "write the image the same way in all places first, or keep it out of the mapping";
      finding.message = is_lost ? "this selects " + image_of(wrong) + ", and would not after a rewrite"
                                : "after a rewrite this would also select " + image_of(wrong);
    }
  }

  const KustomizationRun& run_;
  const kustomize::Run& files_;
  std::set<std::tuple<std::size_t, std::size_t, WrongBuild::Reason>> said_;
};

}  // namespace

void refuse_wrong_builds(const KustomizationRun& run, DecidedRun& decided) {
  kustomize::Run& files = decided.files;
  WrongBuildFindings findings(run, files);
  for (std::size_t round = 0; round < most_rounds; ++round) {
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
      files.files[i].names = run.sources[i].names;
      files.files[i].refused = run.sources[i].examined.refused || run.sources[i].ignored;
    }
    bool any = false;
    for (const WrongBuild& wrong : kustomize::wrong_builds(files, written_files(run, decided)))
      any = findings.add(wrong) || any;
    if (!any) return;
    refuse_groups(run.sources);
  }
  for (LoadedSource& source : run.sources) {
    if (!source.examined.refused && !source.examined.edits.empty())
      refuse_with(source, "others", "are refused");
  }
}

}  // namespace ecrify::run
