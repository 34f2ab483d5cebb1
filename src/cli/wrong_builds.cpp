// SPDX-License-Identifier: Apache-2.0
// What kustomizations build is checked on the bytes that are about to be written, and refused where it would be wrong.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ecrify/cli/kustomizations.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "ecrify/splice/edit.hpp"

namespace ecrify::cli {
namespace {

using kustomize::WrongBuild;

constexpr std::size_t most_rounds = 12;

// The files as they would be written.
std::vector<kustomize::Written> written_files(const std::vector<Loaded>& sources, const kustomize::Run& files) {
  std::vector<kustomize::Written> all(files.files.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const Loaded& source = sources[i];
    const kustomize::RunFile& as = files.files[i];
    if (source.examined.refused || source.examined.edits.empty()) continue;
    kustomize::Written& written = all[i];
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
    const std::size_t at = is_source(place_.first) ? place_.first : wrong.files.empty() ? run_.sources.size() : wrong.files.front();
    finding.span = at == place_.first ? place_.second : Span{};
    const bool is_new = is_source(at) && !is_said(run_.sources[at], finding);
    if (wrong.why == WrongBuild::Why::finished) {
      finding.severity = Severity::warning;
      if (is_new) run_.sources[at].examined.findings.push_back(std::move(finding));
      return false;
    }
    bool any = is_new && !run_.sources[at].examined.refused;
    if (is_new) refuse(run_.sources[at], std::move(finding));
    for (const std::size_t file : wrong.files) {
      if (!is_source(file) || run_.sources[file].examined.refused) continue;
      any = true;
      refuse_with(run_.sources[file], files_.files[is_source(at) ? at : wrong.where].shown, "is refused");
    }
    return any;
  }

 private:
  [[nodiscard]] bool is_source(std::size_t file) const { return file < run_.sources.size(); }

  static bool is_said(const Loaded& source, const Finding& finding) {
    const auto& findings = source.examined.findings;
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& one) { return one.span == finding.span && one.message == finding.message; });
  }

  [[nodiscard]] std::string line_of(std::size_t file, Span span) const {
    const auto text = files_.text_of ? files_.text_of(files_.files[file].path) : std::nullopt;
    if (!text || span.begin > text->size()) return files_.files[file].shown;
    const auto lines = std::count(text->begin(), text->begin() + static_cast<std::ptrdiff_t>(span.begin), '\n');
    return files_.files[file].shown + ":" + std::to_string(1 + lines);
  }

  Finding finding_of(const WrongBuild& wrong) {
    Finding finding;
    finding.id = FindingId::kustomize_both_names;
    finding.reference = wrong.name;
    place_ = {wrong.where, wrong.entry};
    const bool is_beside = files_.files[wrong.where].outside;
    if (is_beside) place_ = {wrong.source, wrong.place};
    const std::string image = wrong.place.empty() ? "an image that is not among the files of this run" : "the image at " + line_of(wrong.source, wrong.place);
    switch (wrong.why) {
      case WrongBuild::Why::lost:
      case WrongBuild::Why::gained: {
        const bool is_lost = wrong.why == WrongBuild::Why::lost;
        finding.help = "write the image the same way in all places first, or keep it out of the mapping";
        finding.message = is_lost ? "this selects " + image + ", and would not after a rewrite" : "after a rewrite this would also select " + image;
        if (!is_beside) break;
        finding.id = FindingId::kustomize_elsewhere;
        finding.help = "name that file, too, or the folder that holds both";
        finding.message = std::string("a kustomization that is not among the files of this run ") +
                          (is_lost ? "selects this image by its old name: " : "would also select this image after a rewrite: ") + line_of(wrong.where, wrong.entry);
        break;
      }
      case WrongBuild::Why::finished:
        finding.message = "this does not select " + image + " now, and will once that has its new name";
        finding.help = "look whether that image is meant: one of the two has the new name already";
        break;
      case WrongBuild::Why::too_much:
        finding.id = FindingId::kustomize_selector;
        finding.message = "this selects images from more files than are followed";
        finding.help = "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite";
        break;
      case WrongBuild::Why::other:
        finding.id = FindingId::kustomize_selector;
        finding.message = files_.files[wrong.built].shown + " would build " + wrong.after + " after a rewrite, which is not the rewrite of " + wrong.before;
        finding.help = "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite";
    }
    return finding;
  }

  const KustomizationRun& run_;
  const kustomize::Run& files_;
  std::pair<std::size_t, Span> place_;
};

}  // namespace

void refuse_wrong_builds(const KustomizationRun& run, kustomize::Run& files) {
  WrongBuildFindings findings(run, files);
  for (std::size_t round = 0; round < most_rounds; ++round) {
    for (std::size_t i = 0; i < run.sources.size(); ++i) {
      files.files[i].names = run.sources[i].names;
      files.files[i].refused = run.sources[i].examined.refused || run.sources[i].ignored;
    }
    bool any = false;
    for (const WrongBuild& wrong : kustomize::wrong_builds(files, written_files(run.sources, files))) any = findings.add(wrong) || any;
    if (!any) return;
    refuse_groups(run.sources);
  }
  for (std::size_t i = 0; i < run.sources.size(); ++i) {
    Loaded& source = run.sources[i];
    if (source.examined.refused || source.examined.edits.empty()) continue;
    refuse_with(source, "others", "are refused");
  }
}

}  // namespace ecrify::cli
