// SPDX-License-Identifier: Apache-2.0
// Kustomizations beside a run: they are read for what they select, and never written.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <unordered_map>
#include <vector>

#include "ecrify/input/read.hpp"
#include "ecrify/run/kustomizations.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_entries = std::size_t{1} << 18U;  // of folders that are listed
constexpr std::size_t most_kustomizations = 20'000;
constexpr std::size_t most_bytes = std::size_t{64} << 20U;  // of their texts: what is read of them is kept

// The text of a resolved path.
std::optional<std::string> load(const std::string& path) {
  static const input::Resolver resolver;
  const auto bytes = input::load_file({path, path, resolver.root_of(path)});
  return bytes.ok() ? std::optional(std::string(bytes->view())) : std::nullopt;
}

bool lies_in(const std::string& path, const std::string& folder) {
  return folder == "/" ||
         (path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/'));
}

// A submodule's `.git` is a file that names a folder in that of the repository that it is part of.
bool is_submodule(const std::string& git) {
  std::error_code error;
  if (!fs::is_regular_file(git, error)) return false;
  const auto text = load(git);
  return text && text->find("/modules/") != std::string::npos;
}

// The folders whose kustomizations have a say about files that are edited: their repositories. What is in
// none belongs to the working folder; never all that there is, nor all that belongs to somebody.
class Surroundings {
 public:
  explicit Surroundings(const Options& options) : working_(real_path(options.folder)) {
    const std::string home = real_path(options.home);
    if (working_ == "/" || (!home.empty() && lies_in(home, working_))) working_.clear();
  }

  void add(const LoadedSource& source) {
    const std::string real = source.resolved.empty() ? real_path(source.path) : source.resolved;
    const std::string folder = real.substr(0, std::max<std::size_t>(real.rfind('/'), 1));
    if (real.empty() || !seen_.insert(folder).second) return;
    const std::string repository = repository_of(folder);
    if (!repository.empty()) {
      tops_.insert(repository);
      repositories_.insert(repository);
    } else if (!working_.empty() && lies_in(folder, working_)) {
      tops_.insert(working_);
    }
  }

  [[nodiscard]] std::vector<std::string> tops() const {
    std::vector<std::string> tops;
    for (const std::string& top : tops_) {
      if (tops.empty() || !lies_in(top, tops.back())) tops.push_back(top);
    }
    return tops;
  }
  [[nodiscard]] const std::set<std::string>& repositories() const { return repositories_; }

 private:
  // The nearest folder above with a `.git`; of a submodule, that of the repository that it is part of, since
  // kustomizations there may name its folders as their own. "" where there is none. Each folder is asked
  // once.
  std::string repository_of(const std::string& folder) {
    std::vector<std::string> below;
    std::string repository;
    std::error_code error;
    for (std::string at = folder;; at.resize(std::max<std::size_t>(at.rfind('/'), 1))) {
      if (const auto known = repository_of_.find(at); known != repository_of_.end()) {
        repository = known->second;
        break;
      }
      below.push_back(at);
      if (at == "/" || (fs::exists(at + "/.git", error) && !is_submodule(at + "/.git"))) break;
    }
    for (auto at = below.rbegin(); at != below.rend(); ++at) {
      if (repository.empty() && fs::exists(*at + "/.git", error)) repository = *at;
      repository_of_.emplace(*at, repository);
    }
    return repository;
  }

  std::string working_;  // "" where it doesn't count
  std::set<std::string> seen_;
  std::unordered_map<std::string, std::string> repository_of_;  // by folder
  std::set<std::string> tops_;
  std::set<std::string> repositories_;
};

// Kustomizations below a folder, without hidden folders, links, and folders that another file system is
// mounted on.
std::vector<std::string> kustomizations_below(const std::string& top, std::size_t& entries_left) {
  std::vector<std::string> found;
  std::error_code error;
  fs::recursive_directory_iterator at(top, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (entries_left == 0 || found.size() >= most_kustomizations) break;
    --entries_left;
    const std::string name = at->path().filename().string();
    std::error_code ignored;
    if (at->is_directory(ignored)) {
      if (name.starts_with('.') || at->is_symlink(ignored)) at.disable_recursion_pending();
    } else if (kustomize::is_kustomization_name(name) && !at->is_symlink(ignored) &&
               at->is_regular_file(ignored)) {
      found.push_back(at->path().string());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// As seen from the working folder.
std::string shown(const Options& options, const std::string& path) {
  const fs::path relative = fs::path(path).lexically_relative(real_path(options.folder));
  return relative.empty() ? path : relative.string();
}

}  // namespace

bool look_beside(const KustomizationRun& run, DecidedRun decided) {
  kustomize::Run& files = decided.files;
  Surroundings around(run.options);
  // A name that stays, since a kustomization of the run writes it, isn't written by those beside it.
  std::set<std::size_t> stays;
  for (const auto& [file, span] : decided.decisions.stays) stays.insert(file);
  for (std::size_t i = 0; i < run.sources.size(); ++i) {
    const LoadedSource& source = run.sources[i];
    const bool concerned = !source.examined.edits.empty() || stays.contains(i);
    if (!source.path.empty() && concerned && !source.examined.refused) around.add(source);
  }
  if (around.tops().empty()) return true;
  std::set<std::string> own;
  for (const kustomize::RunFile& file : files.files) own.insert(file.path);
  std::size_t entries_left = most_entries;
  std::size_t bytes_left = most_bytes;
  bool is_complete = true;
  for (const std::string& top : around.tops()) {
    for (const std::string& path : kustomizations_below(top, entries_left)) {
      if (own.contains(path)) continue;
      const auto text = load(path);
      if (!text) continue;
      if (text->size() > bytes_left) {
        is_complete = false;
        continue;
      }
      bytes_left -= text->size();
      files.bytes += text->size();
      kustomize::ReadKustomization read = kustomize::read_kustomization(path, *text);
      if (read.status != kustomize::ReadStatus::read) continue;
      kustomize::RunFile& file = files.files.emplace_back();
      file.path = path;
      file.shown = shown(run.options, path);
      file.outside = true;
      file.mapping = mapping_index(run.options, path, path);
      file.kustomization = std::move(read.kustomization);
      const kustomize::Kustomization& says = *file.kustomization;
      std::vector<std::string> parts;  // `file` is no more once another one is added
      for (const auto* texts : {&says.transformers, &says.replacement_files, &says.configurations}) {
        for (const kustomize::Text& part_text : *texts) parts.push_back(part_text.text);
      }
      for (const std::string& part_text : parts) {
        const std::string real = real_path((fs::path(path).parent_path() / part_text).string());
        std::error_code error;
        if (real.empty() || !fs::is_regular_file(real, error) || !own.insert(real).second) continue;
        kustomize::RunFile& part = files.files.emplace_back();
        part.path = part.shown = real;
        part.outside = part.unread = true;
      }
    }
  }
  files.text_of = load;
  refuse_wrong_builds(run, decided);
  return is_complete &&
         std::all_of(
             around.repositories().begin(), around.repositories().end(), [&](const std::string& repository) {
               return std::any_of(run.sources.begin(), run.sources.end(), [&](const LoadedSource& source) {
                 return !source.folder.empty() && !source.named && real_path(source.folder) == repository;
               });
             });
}

}  // namespace ecrify::run
