// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/tied.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "ecrify/cli/entries.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "ecrify/kustomize/tree.hpp"

namespace ecrify::cli {
namespace {

using kustomize::FileState;

rules::Decision decide(const Options& options, std::string_view text, rules::ShortNames short_names) {
  switch (options.direction) {
    case Direction::reverse:
      return options.rules.decide_reverse(text, rules::ReverseScope::configured_target);
    case Direction::reverse_any:
      return options.rules.decide_reverse(text, rules::ReverseScope::any_ecr);
    case Direction::forward:
      break;
  }
  return options.rules.decide(text, short_names);
}

// Whether what a kustomization says of the file matters: a reference in it is rewritten, or stands in a document without
// a kind, which may be a patch or the source of a generator.
bool may_be_tied(const Loaded& source) {
  const Counts& counts = source.examined.counts;
  return !source.path.empty() && (counts.references > 0 || counts.not_kubernetes_references > 0);
}

// The bytes of a source that was not kept.
bool load(Loaded& source) {
  if (source.text != nullptr && source.bytes != nullptr) return true;
  auto bytes = input::load_file(source.path);
  if (!bytes.ok()) return false;
  source.bytes = std::make_unique<const input::Bytes>(std::move(bytes).value());
  source.text = std::make_unique<const SourceText>(source.path, source.bytes->view());
  return true;
}

void refuse(Loaded& source, Finding finding) {
  source.examined.refused = true;
  source.examined.findings.push_back(std::move(finding));
}

class Tie {
 public:
  Tie(const Options& options, std::vector<Loaded>& sources, const kustomize::FolderTree& tree)
      : options_(options), sources_(sources), tree_(tree) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i].path.empty()) continue;
      const std::string& resolved = sources[i].resolved;
      if (const auto inside = resolved.empty() ? tree.inside(sources[i].path) : tree.inside_resolved(resolved)) in_tree_[*inside] = i;
      for (const std::string& path : sources[i].values_paths) add_values(path);
    }
  }

  std::vector<std::string> run() {
    kustomize::Request request;
    request.tree = &tree_;
    for (const auto& [path, index] : in_tree_) request.files.push_back(path);
    request.decide = [this](std::string_view text, rules::ShortNames short_names) {
      return decide(options_, text, short_names);
    };
    request.left_alone = [this](const std::string& path) {
      return is_ignored(options_, path);
    };
    request.suppressed = [this](const std::string& path, Span span) { return is_suppressed(path, span); };
    const kustomize::Plan plan = kustomize::make_plan(request);
    for (const auto& [path, index] : in_tree_) examine_again(plan, path, sources_[index]);
    std::map<std::string, FileState> states;
    for (const auto& [path, index] : in_tree_) states[path] = state_of(sources_[index]);
    const kustomize::Coupling coupling = plan.couple(states);
    for (const kustomize::FileFinding& found : coupling.findings) tell(found);
    for (const std::vector<std::string>& group : coupling.groups) refuse_group(group);
    std::vector<std::string> missing;
    for (const std::string& path : coupling.missing) missing.push_back(tree_.root() + "/" + path);
    return missing;
  }

 private:
  [[nodiscard]] bool is_suppressed(const std::string& path, Span span) const {
    const auto known = in_tree_.find(path);
    if (known == in_tree_.end()) return false;
    const std::vector<LeftAlone>& all = sources_[known->second].examined.left_alone;
    const auto first = std::partition_point(all.begin(), all.end(), [span](const LeftAlone& one) { return one.span.end <= span.begin; });
    return first != all.end() && first->span.begin < span.end;
  }

  void add_values(const std::string& path) {
    if (path.find('*') == std::string::npos) {
      values_paths_.insert(path);
    } else if (auto pattern = Glob::parse(path); pattern.ok()) {
      values_patterns_.push_back(std::move(pattern).value());
    }
  }

  // Paths in an Application begin at the root of a repository, which need not be that of the tree: tails are compared.
  [[nodiscard]] bool is_values(const std::string& path) const {
    if (values_paths_.contains(path)) return true;
    for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      const std::string tail = path.substr(slash + 1);
      if (tail.find('/') != std::string::npos && values_paths_.contains(tail)) return true;
    }
    return std::any_of(values_patterns_.begin(), values_patterns_.end(), [&](const Glob& one) { return one.matches(path); });
  }

  static FileState state_of(const Loaded& source) {
    if (source.examined.refused) return FileState::refused;
    return source.examined.edits.empty() ? FileState::unchanged : FileState::changed;
  }

  // What the first look at the file alone could not know.
  void examine_again(const kustomize::Plan& plan, const std::string& path, Loaded& source) {
    locate::Role role = source.role;
    const bool without_kind = source.examined.counts.not_kubernetes_references > 0;
    if (role == locate::Role::object && (plan.is_values(path) || (without_kind && is_values(path)))) role = locate::Role::values;
    if (role == locate::Role::object && plan.is_patch(path)) role = locate::Role::patch;
    const bool selects = role == locate::Role::kustomization;
    if (role == source.role && !selects && !plan.any_stays()) return;
    Settings settings = settings_for(options_, source.path);
    if (settings.rules == nullptr || !load(source)) return;
    settings.plan = &plan;
    settings.tree_path = path;
    source.role = role;
    source.examined = ecrify::examine(*source.text, settings, role);
  }

  // A finding in a file of the run, or in one that must be written with them and is not among them.
  void tell(const kustomize::FileFinding& found) {
    const auto known = in_tree_.find(found.path);
    if (known != in_tree_.end()) {
      if (load(sources_[known->second])) refuse(sources_[known->second], found.finding);
      return;
    }
    Loaded other;
    other.path = tree_.root() + "/" + found.path;
    if (!load(other)) return;
    other.text = std::make_unique<const SourceText>(found.path, other.bytes->view());
    refuse(other, found.finding);
    in_tree_[found.path] = sources_.size();
    sources_.push_back(std::move(other));
  }

  void refuse_group(const std::vector<std::string>& group) {
    const auto source_of = [this](const std::string& path) -> Loaded* {
      const auto found = in_tree_.find(path);
      return found == in_tree_.end() ? nullptr : &sources_[found->second];
    };
    const auto refused = std::find_if(group.begin(), group.end(), [&](const std::string& path) {
      const Loaded* source = source_of(path);
      return source != nullptr && source->examined.refused;
    });
    if (refused == group.end()) return;
    for (const std::string& path : group) {
      Loaded* source = source_of(path);
      if (source == nullptr || source->examined.refused || source->examined.edits.empty()) continue;
      Finding finding;
      finding.id = FindingId::kustomize_elsewhere;
      finding.span = source->examined.edits.front().span;
      finding.message = "not written: a kustomization ties this file to " + *refused + ", which is refused";
      finding.help = "mend what is said of that file";
      refuse(*source, std::move(finding));
    }
  }

  const Options& options_;
  std::vector<Loaded>& sources_;
  const kustomize::FolderTree& tree_;
  std::map<std::string, std::size_t> in_tree_;  // tree path → index in sources_
  std::set<std::string> values_paths_;          // of files that Applications name as values
  std::vector<Glob> values_patterns_;           // the same, of ApplicationSets
};

}  // namespace

std::vector<std::string> tie_together(const Options& options, std::vector<Loaded>& sources) {
  const auto first = std::find_if(sources.begin(), sources.end(), may_be_tied);
  if (first == sources.end()) return {};
  const auto tree = kustomize::FolderTree::open(kustomize::repository_root(first->path));
  if (!tree.ok()) return {};
  return Tie(options, sources, *tree).run();
}

}  // namespace ecrify::cli
