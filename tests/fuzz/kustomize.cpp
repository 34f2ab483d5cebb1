// SPDX-License-Identifier: Apache-2.0
// A source tree with kustomizations, as one text: a line `== PATH` before each file. What a run over all of
// it would write must be right for each file, and a second run must have nothing to do.
#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "../support/rewriting.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

using locate::Role;

using Files = std::map<std::string, std::string>;  // by absolute path

constexpr std::size_t most_files = 8;

Files files_in(std::string_view bytes) {
  Files files;
  std::string path = "/kustomization.yaml";  // of what stands before the first such line
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
    const std::string_view line = bytes.substr(begin, end - begin);
    begin = end;
    if (!line.starts_with("== ")) {
      files[path] += line;
    } else if (const std::string_view name = line.substr(3, line.find_last_not_of('\n') - 2);
               !name.empty() && files.size() < most_files) {
      path = "/" + std::string(name);
    }
  }
  return files;
}

struct WrittenFile {
  Files files;
  std::string rewritten;  // texts of files that were written, for messages
};

// A run as the command line makes one (cli/kustomizations.cpp), on texts.
class TreeRun {
 public:
  TreeRun(const Files& files, Settings settings) : files_(files), settings_(std::move(settings)) {
    settings_.kept = RulingScope::with_targets;
    settings_.entries = EntryDecision::by_run;
  }

  WrittenFile run() {
    const Examiner examiner(settings_);
    kustomize::Run run;
    run.mappings.emplace_back(*settings_.mapping);
    run.reverse = !settings_.mapping->is_forward();
    run.text_of = [this](const std::string& path) { return std::optional(files_.at(path)); };
    std::vector<Examination> all;
    for (const auto& [path, text] : files_) {
      all.push_back(examiner.examine(SourceText(path, text), role_of(path)));
      run.files.push_back(file_of(path, text, all.back()));
      run.bytes += text.size();
    }
    const kustomize::Decisions decisions = kustomize::decide_entries(run);
    check_groups(decisions);
    WrittenFile written;
    std::size_t index = 0;
    for (const auto& [path, text] : files_) {
      Examination& examined = all[index];
      for (OpenDocument& open : std::exchange(examined.open, {})) {
        const bool is_own =
            run.files[index].kustomization && open.index == run.files[index].kustomization->document;
        const std::vector<kustomize::EntryRuling> none(open.suppressed.size());
        examiner.close(SourceText(path, text), role_of(path), std::move(open),
                       is_own ? decisions.entries[index] : none, examined);
      }
      check_spans(path, text, examined);
      ++index;
    }
    const bool refused =
        !decisions.refusals.empty() || !decisions.stays.empty() ||
        std::any_of(all.begin(), all.end(), [](const Examination& one) { return one.refused; });
    index = 0;
    for (const auto& [path, text] : files_) {
      written.files[path] = refused ? text : splice::apply(text, all[index++].edits);
      if (written.files[path] != text) written.rewritten += "== " + path + "\n" + written.files[path] + "\n";
    }
    return written;
  }

 private:
  static Role role_of(const std::string& path) {
    return kustomize::is_kustomization_name(path) ? Role::kustomization : Role::object;
  }

  static kustomize::RunFile file_of(const std::string& path, const std::string& text,
                                    const Examination& examined) {
    kustomize::RunFile file;
    file.path = file.shown = path;
    file.names = image_names(examined);
    file.refused = examined.refused;
    kustomize::ReadKustomization read = kustomize::read_kustomization(path, text);
    if (!kustomize::is_kustomization_name(path) || read.status != kustomize::ReadStatus::read) return file;
    file.suppressed.assign(read.kustomization.images.size(), examined.refused);
    for (const OpenDocument& open : examined.open) {
      if (open.index != read.kustomization.document || examined.refused) continue;
      require(open.suppressed.size() == read.kustomization.images.size(),
              "both readers find the same entries", path);
      file.suppressed = open.suppressed;
    }
    file.kustomization = std::move(read.kustomization);
    return file;
  }

  static void check_spans(const std::string& path, std::string_view text, const Examination& out) {
    std::size_t end = 0;
    for (const Edit& edit : out.edits) {
      require(edit.span.begin >= end && edit.span.begin <= edit.span.end && edit.span.end <= text.size(),
              "edits are apart, in order", path);
      end = edit.span.end;
    }
    for (const Finding& finding : out.findings) {
      require(finding.span.end <= text.size(), "a finding is about a place in the source", path);
      require(finding.id != FindingId::proof_failed, "no edit that is thought right is found to be wrong",
              finding.message);
    }
  }

  static void check_groups(const kustomize::Decisions& decisions) {
    std::vector<std::size_t> all;
    for (const auto& group : decisions.groups) {
      require(group.size() > 1, "a group has two members or more");
      all.insert(all.end(), group.begin(), group.end());
    }
    std::sort(all.begin(), all.end());
    require(std::adjacent_find(all.begin(), all.end()) == all.end(), "no file is in two groups");
  }

  const Files& files_;
  Settings settings_;
};

// A run, and a second one over what it leaves. The second may refuse something: in a kustomization with
// doubled keys, which kustomize does not take.
void check_tree(const Files& files, const Settings& settings) {
  const WrittenFile first = TreeRun(files, settings).run();
  const WrittenFile second = TreeRun(first.files, settings).run();
  require(second.files == first.files, "a second run changes nothing",
          first.rewritten + "\nand then\n" + second.rewritten);
}

}  // namespace

void kustomize(std::string_view bytes) {
  static const rules::Mapping forward(test::default_rules());
  static const rules::Mapping reverse(forward.rules(), rules::Direction::reverse);
  static const rules::Mapping with_placeholder(
      test::default_rules("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"));
  const Files files = files_in(bytes);
  check_tree(files, test::settings_of(forward));
  check_tree(files, test::settings_of(reverse));
  check_tree(files, test::settings_of(with_placeholder));
}

}  // namespace ecrify::fuzz
