// SPDX-License-Identifier: Apache-2.0
// A source tree with kustomizations, as one text: a line `== PATH` before each file. What a run over all of it would
// write must be right for each file, and a second run must have nothing to do.
#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "../support/rewriting.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "ecrify/kustomize/tree.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

using kustomize::FileState;
using kustomize::MemoryTree;
using locate::Role;

using Files = std::map<std::string, std::string>;  // by path in the tree

constexpr std::size_t most_files = 8;

Files files_in(std::string_view bytes) {
  Files files;
  std::string path = "kustomization.yaml";  // of what stands before the first such line
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size() - 1) + 1;
    const std::string_view line = bytes.substr(begin, end - begin);
    begin = end;
    if (!line.starts_with("== ")) {
      files[path] += line;
    } else if (const auto joined = kustomize::join("", line.substr(3, line.find_last_not_of('\n') - 2));
               joined && !joined->empty() && files.size() < most_files) {
      path = *joined;
    }
  }
  return files;
}

struct Written {
  Files files;
  std::set<std::string> refused;
  std::string rewritten;  // a text of some file that was written, for who reads of a failure
};

// What the command line does with a tree (cli/tied.cpp), on texts.
class TreeRun {
 public:
  TreeRun(const Files& files, const Settings& settings) : files_(files), settings_(settings) {
    for (const auto& [path, text] : files) tree_.add(path, text);
  }

  Written run() {
    kustomize::Request request;
    request.tree = &tree_;
    request.decide = [this](std::string_view text, rules::ShortNames short_names) { return settings_.mapping->decide(text, short_names); };
    request.suppressed = [this](const std::string& path, Span span) { return is_suppressed(path, span); };
    for (const auto& [path, text] : files_) {
      request.files.push_back(path);
      // What is left alone: asked of the file alone, as by who does not know of the tree yet.
      if (text.find("ecrify") != std::string::npos) examined_[path] = ecrify::examine(SourceText(path, text), settings_, role_of(path));
    }
    const kustomize::Plan plan = kustomize::make_plan(request);
    settings_.plan = &plan;
    std::map<std::string, FileState> states;
    Written written;
    for (const auto& [path, text] : files_) {
      settings_.tree_path = path;
      const Role role = plan.is_values(path) ? Role::values : plan.is_patch(path) ? Role::patch : role_of(path);
      Examined& examined = examined_[path] = ecrify::examine(SourceText(path, text), settings_, role);
      check_spans(path, text, examined);
      if (examined.refused) written.refused.insert(path);
      states[path] = examined.refused ? FileState::refused : examined.edits.empty() ? FileState::unchanged : FileState::changed;
    }
    const kustomize::Coupling coupling = plan.couple(states);
    for (const kustomize::FileFinding& found : coupling.findings) {
      const auto file = files_.find(found.path);
      require(file != files_.end(), "what is found is in a file of the tree", found.path);
      require(found.finding.span.end <= file->second.size(), "what is found is in its file", found.path);
      written.refused.insert(found.path);
    }
    check_groups(coupling);
    for (const auto& group : coupling.groups) {
      const bool falls = std::any_of(group.begin(), group.end(), [&](const auto& path) { return written.refused.contains(path); });
      if (falls) written.refused.insert(group.begin(), group.end());
    }
    for (const auto& [path, text] : files_) {
      const bool stays = written.refused.contains(path);
      written.files[path] = stays ? text : splice::apply(text, examined_.at(path).edits);
      if (written.files[path] != text) written.rewritten += "== " + path + "\n" + written.files[path] + "\n";
    }
    return written;
  }

 private:
  static Role role_of(const std::string& path) {
    return kustomize::is_kustomization_name(path) ? Role::kustomization : Role::object;
  }

  [[nodiscard]] bool is_suppressed(const std::string& path, Span span) const {
    const auto known = examined_.find(path);
    return known != examined_.end() &&
           std::any_of(known->second.rulings.begin(), known->second.rulings.end(), [span](const Ruling& one) {
             return one.suppressed && one.span.begin < span.end && span.begin < one.span.end;
           });
  }

  static void check_spans(const std::string& path, std::string_view text, const Examined& out) {
    std::size_t end = 0;
    for (const splice::Edit& edit : out.edits) {
      require(edit.span.begin >= end && edit.span.begin <= edit.span.end && edit.span.end <= text.size(),
              "edits are apart, in order", path);
      end = edit.span.end;
    }
    for (const Finding& finding : out.findings) {
      require(finding.span.end <= text.size(), "a finding is about a place in the source", path);
      require(finding.id != FindingId::proof_failed, "no edit that is thought right is found to be wrong", finding.message);
    }
  }

  static void check_groups(const kustomize::Coupling& coupling) {
    std::set<std::string> seen;
    for (const auto& group : coupling.groups) {
      require(group.size() > 1, "a group has two members or more");
      for (const std::string& path : group) require(seen.insert(path).second, "no file is in two groups", path);
    }
  }

  const Files& files_;
  Settings settings_;
  MemoryTree tree_;
  std::map<std::string, Examined> examined_;
};

// A run, and a second one over what it leaves. The second may refuse something: in a kustomization with doubled keys, which
// kustomize does not take.
void check_tree(const Files& files, const Settings& settings) {
  const Written first = TreeRun(files, settings).run();
  const Written second = TreeRun(first.files, settings).run();
  require(second.files == first.files, "a second run changes nothing", first.rewritten + "\nand then\n" + second.rewritten);
}

}  // namespace

void kustomize(std::string_view bytes) {
  static const rules::Mapping forward(test::default_rules());
  static const rules::Mapping reverse(forward.rules(), rules::Direction::reverse);
  static const rules::Mapping with_placeholder(test::default_rules("${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com"));
  const Files files = files_in(bytes);
  check_tree(files, test::settings_of(forward));
  check_tree(files, test::settings_of(reverse));
  check_tree(files, test::settings_of(with_placeholder));
}

}  // namespace ecrify::fuzz
