// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/tied.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <unordered_map>
#include <unordered_map>
#include <utility>

#include "ecrify/cli/entries.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "ecrify/kustomize/tree.hpp"
#include "ecrify/write/output.hpp"

namespace ecrify::cli {
namespace {

using kustomize::FileState;

kustomize::Decide decide_by(const rules::Mapping& mapping) {
  return [&mapping](std::string_view text, rules::ShortNames short_names) { return mapping.decide(text, short_names); };
}

std::string real_path(const std::string& path) {
  std::error_code error;
  return path.empty() ? "" : std::filesystem::canonical(path, error).string();
}

bool lies_in(const std::string& path, const std::string& folder) {
  return folder == "/" || (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

// The folders whose kustomizations have a say about the files of the run: their repositories. What is in none belongs to
// the working folder, or else to what the command line names; and never to all that somebody has, which nobody wants to
// have read for it.
class Roots {
 public:
  explicit Roots(const Options& options) : working_(real_path(options.folder)) {
    const std::string home = real_path(options.home);
    if (working_ == "/" || (!home.empty() && lies_in(home, working_))) working_.clear();
  }

  void add(const Loaded& source) {
    const std::string real = source.resolved.empty() ? real_path(source.path) : source.resolved;
    const std::string folder = real.substr(0, std::max<std::size_t>(real.rfind('/'), 1));
    if (real.empty() || !seen_.insert(folder).second) return;
    if (const std::string root = repository_of(folder); !root.empty()) {
      roots_.insert(root);
    } else if (!working_.empty() && lies_in(folder, working_)) {
      roots_.insert(working_);
    } else {
      const std::string named = real_path(source.folder);
      roots_.insert(!named.empty() && lies_in(folder, named) ? named : folder);
    }
  }

  [[nodiscard]] std::vector<std::string> all() const { return {roots_.begin(), roots_.end()}; }

 private:
  // The folder's repository is that of the folder above, but where the folder holds a `.git`: each is asked once.
  std::string repository_of(const std::string& folder) {
    std::vector<std::string> below;
    std::string root;
    for (std::string at = folder;; at.resize(std::max<std::size_t>(at.rfind('/'), 1))) {
      const auto known = repositories_.find(at);
      std::error_code error;
      if (known == repositories_.end()) below.push_back(at);
      const bool has_git = known == repositories_.end() && std::filesystem::exists(at + "/.git", error);
      if (known != repositories_.end() || has_git || at == "/") {
        root = known != repositories_.end() ? known->second : has_git ? kustomize::repository_root(at) : "";
        break;
      }
    }
    for (std::string& at : below) repositories_.emplace(std::move(at), root);
    return root;
  }

  std::unordered_map<std::string, std::string> repositories_;  // by folder; "" for none
  std::string working_;  // "" where it doesn't count
  std::set<std::string> seen_;
  std::set<std::string> roots_;
};

// Whether what a kustomization says of the file matters: a reference in it is rewritten.
bool may_be_tied(const Loaded& source) { return !source.path.empty() && source.examined.counts.references > 0; }

// A kustomization with entries of which nobody could say yet what they select.
bool is_in_doubt(const Loaded& source) {
  const auto& findings = source.examined.findings;
  return source.role == locate::Role::kustomization && !source.path.empty() &&
         std::any_of(findings.begin(), findings.end(), [](const Finding& one) { return one.id == FindingId::kustomize_selector; });
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

// Since another file of its group is not written.
void refuse_with(Loaded& source, const std::string& other, const std::string& what) {
  Finding finding;
  finding.id = FindingId::kustomize_elsewhere;
  finding.span = source.examined.edits.front().span;
  finding.message = "not written: a kustomization ties this file to " + other + ", which " + what;
  finding.help = "mend what is said of that file";
  refuse(source, std::move(finding));
}

// Nobody knows what kustomizations select.
void refuse_unplanned(Loaded& source, const std::string& why) {
  if (source.examined.edits.empty() || source.examined.refused) return;
  Finding finding;
  finding.id = FindingId::kustomize_elsewhere;
  finding.span = source.examined.edits.front().span;
  finding.message = "not written: which kustomizations select from it is not known: " + why;
  finding.help = "run it again; if it stays like this, check the disk and the permissions";
  refuse(source, std::move(finding));
}

class Tie {
 public:
  Tie(const Options& options, std::vector<Loaded>& sources, const kustomize::FolderTree& tree)
      : options_(options), sources_(sources), tree_(tree) {
    for (std::size_t i = 0; i < sources.size(); ++i) {
      if (sources[i].path.empty()) continue;
      const std::string& resolved = sources[i].resolved;
      if (const auto inside = resolved.empty() ? tree.inside(sources[i].path) : tree.inside_resolved(resolved)) {
        in_tree_[*inside] = i;
      } else if (!sources[i].examined.edits.empty()) {
        // It was read a moment ago.
        refuse_unplanned(sources[i], "where it is can't be looked at");
      }
    }
  }

  std::vector<std::string> run() {
    kustomize::Request request;
    request.tree = &tree_;
    for (const auto& [path, index] : in_tree_) request.files.push_back(path);
    request.decide = decide_by(options_.mapping);
    for (const PathTarget& target : options_.targets) request.others.push_back(decide_by(target.mapping));
    if (!options_.targets.empty()) request.rules_of = [this](const std::string& path) { return rules_of(path); };
    request.left_alone = [this](const std::string& path) { return is_ignored(options_, tree_.full(path), tree_.full(path)); };
    request.suppressed = [this](const std::string& path, Span span) { return is_suppressed(path, span); };
    const kustomize::Plan plan = kustomize::make_plan(request);
    for (const auto& [path, index] : in_tree_) examine_again(plan, path, sources_[index]);
    warn_of_missed(plan);
    for (const std::string& path : plan.unread()) {
      const auto own = in_tree_.find(path);
      if (own != in_tree_.end()) refuse_unplanned(sources_[own->second], "it can't be read any more");
    }
    std::map<std::string, FileState> states;
    for (const auto& [path, index] : in_tree_) states[path] = state_of(sources_[index]);
    const kustomize::Coupling coupling = plan.couple(states, [this](const std::string& path, Span span) { return changes(path, span); });
    for (const kustomize::FileFinding& found : coupling.findings) tell(found);
    for (std::size_t i = 0; i < coupling.groups.size(); ++i) join_group(coupling.groups[i], i + 1);
    std::vector<std::string> missing;
    for (const std::string& path : coupling.missing) missing.push_back(tree_.full(path));
    return missing;
  }

 private:
  // As Request::rules_of wants it.
  [[nodiscard]] std::size_t rules_of(const std::string& path) {
    const auto [known, is_new] = rules_of_.try_emplace(path, 0);
    if (!is_new) return known->second;
    const auto source = in_tree_.find(path);
    const rules::Mapping* mapping = source == in_tree_.end()
                                        ? mapping_for(options_, tree_.full(path), tree_.full(path))
                                        : mapping_for(options_, sources_[source->second].path, sources_[source->second].resolved);
    for (std::size_t i = 0; i < options_.targets.size(); ++i) {
      if (&options_.targets[i].mapping == mapping) known->second = i + 1;
    }
    return known->second;
  }

  [[nodiscard]] bool is_suppressed(const std::string& path, Span span) const {
    const auto known = in_tree_.find(path);
    if (known == in_tree_.end()) return false;
    const Rulings& all = sources_[known->second].examined.rulings;
    return std::any_of(all.begin(), all.end(), [span](const Ruling& one) {
      return (one.suppressed || one.ignored_by_user) && one.span.begin < span.end && span.begin < one.span.end;
    });
  }

  [[nodiscard]] bool changes(const std::string& path, Span span) const {
    const std::vector<splice::Edit>& edits = sources_[in_tree_.at(path)].examined.edits;
    const auto first = std::partition_point(edits.begin(), edits.end(), [span](const splice::Edit& one) { return one.span.end <= span.begin; });
    return first != edits.end() && first->span.begin < span.end;
  }

  static FileState state_of(const Loaded& source) {
    if (source.examined.refused) return FileState::refused;
    return source.examined.edits.empty() ? FileState::unchanged : FileState::changed;
  }

  // What the first look at the file alone could not know.
  void examine_again(const kustomize::Plan& plan, const std::string& path, Loaded& source) {
    const bool selects = source.role == locate::Role::kustomization && !plan.fates(path).empty();
    if (!selects && !plan.any_stays()) return;
    Settings settings = settings_for(options_, source.path, source.resolved);
    if (settings.mapping == nullptr || !load(source)) return;
    settings.plan = &plan;
    settings.tree_path = path;
    source.examined = ecrify::examine(*source.text, settings, source.role);
    ++source.examinations;
  }

  // What may have been missed, in one warning, beside the first thing that is rewritten.
  void warn_of_missed(const kustomize::Plan& plan) {
    // Those of the run are told of where they are read.
    const auto unread = std::find_if(plan.unread().begin(), plan.unread().end(),
                                     [this](const std::string& path) { return !in_tree_.contains(path); });
    const auto first = std::find_if(in_tree_.begin(), in_tree_.end(), [&](const auto& one) {
      return !sources_[one.second].examined.edits.empty();
    });
    if (first == in_tree_.end() || (plan.complete() && unread == plan.unread().end())) return;
    Examined& examined = sources_[first->second].examined;
    Finding finding;
    finding.id = FindingId::kustomize_elsewhere;
    finding.severity = Severity::warning;
    finding.span = examined.edits.front().span;
    finding.message = "a kustomization that selects images by their old names may have been missed: " +
                      (plan.complete() ? tree_.full(*unread) + " can't be read" : tree_.root() + " holds more than is looked at");
    finding.help = "name the folders with kustomizations, or rewrite the output of kustomize: kustomize build … | ecrify rewrite";
    examined.findings.insert(examined.findings.begin(), std::move(finding));
  }

  // Couplings are about files of the run alone.
  void tell(const kustomize::FileFinding& found) {
    Loaded& source = sources_[in_tree_.at(found.path)];
    if (load(source)) refuse(source, found.finding);
  }

  void join_group(const std::vector<std::string>& group, std::size_t number) {
    const auto source_of = [this](const std::string& path) -> Loaded* {
      const auto found = in_tree_.find(path);
      return found == in_tree_.end() ? nullptr : &sources_[found->second];
    };
    for (const std::string& path : group) {
      if (Loaded* source = source_of(path); source != nullptr) source->group = number;
    }
    const auto refused = std::find_if(group.begin(), group.end(), [&](const std::string& path) {
      const Loaded* source = source_of(path);
      return source != nullptr && source->examined.refused;
    });
    if (refused == group.end()) return;
    for (const std::string& path : group) {
      Loaded* source = source_of(path);
      if (source == nullptr || source->examined.refused || source->examined.edits.empty()) continue;
      refuse_with(*source, *refused, "is refused");
    }
  }

  const Options& options_;
  std::vector<Loaded>& sources_;
  const kustomize::FolderTree& tree_;
  std::map<std::string, std::size_t> in_tree_;  // tree path → index in sources_
  std::unordered_map<std::string, std::size_t> rules_of_;
};

}  // namespace

std::vector<std::string> tie_together(const Options& options, std::vector<Loaded>& sources) {
  // For one source that is named and not written nothing else is read.
  if (sources.size() == 1 && sources.front().named && options.destination == Destination::stream && options.command != Command::diff) return {};
  if (std::none_of(sources.begin(), sources.end(), [](const Loaded& one) { return may_be_tied(one) || is_in_doubt(one); })) return {};
  Roots roots(options);
  for (const Loaded& source : sources) {
    if (may_be_tied(source) || source.role == locate::Role::kustomization) roots.add(source);
  }
  const auto tree = kustomize::FolderTree::open(roots.all());
  if (!tree.ok()) {
    for (Loaded& source : sources) refuse_unplanned(source, tree.failure().file + ": " + tree.failure().message);
    return {};
  }
  return Tie(options, sources, *tree).run();
}

std::size_t refuse_unwritable(std::vector<Loaded>& sources, Messages& messages) {
  const auto is_written = [](const Loaded& one) { return one.group != 0 && !one.examined.refused && !one.examined.edits.empty(); };
  std::map<std::size_t, std::string> failed;  // group → the first of its files that can't be written
  std::size_t count = 0;
  for (Loaded& source : sources) {
    if (!is_written(source)) continue;
    Status status = write::can_replace(source.path, source.text->bytes());
    if (status.ok()) continue;
    messages.failure(status.failure());
    source.examined.refused = true;
    failed.try_emplace(source.group, source.path);
    ++count;
  }
  for (Loaded& source : sources) {
    const auto with = failed.find(source.group);
    if (with != failed.end() && is_written(source)) refuse_with(source, with->second, "can't be written");
  }
  return count;
}

}  // namespace ecrify::cli
