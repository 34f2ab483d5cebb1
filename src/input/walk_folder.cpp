// SPDX-License-Identifier: Apache-2.0
#include "walk_folder.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "ecrify/base/system.hpp"
#include "ecrify/input/ignore.hpp"
#include "failure.hpp"

namespace ecrify::input {
namespace {

using HiddenFiles = WalkOptions::HiddenFiles;
using IgnoreFiles = WalkOptions::IgnoreFiles;
using Links = WalkOptions::Links;

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};
using Folder = std::unique_ptr<DIR, CloseFolder>;

enum class Type { folder, file, link, other };

struct FolderEntry {
  std::string name;
  Type type = Type::other;
};

Folder take_folder(Descriptor descriptor) {
  if (!descriptor.ok()) return nullptr;
  Folder folder(::fdopendir(descriptor.number()));
  if (folder) descriptor.release();
  return folder;
}

Failure list_failure(int error, const std::string& path) {
  if (error == ELOOP) return exchanged_failure(path);
  return {"the folder can't be listed: " + system_reason(error),
          "give this user the right to read and search it, or name the files instead", path};
}

Type type_of(DIR* folder, const dirent& entry) {
  switch (entry.d_type) {
    case DT_DIR:
      return Type::folder;
    case DT_REG:
      return Type::file;
    case DT_LNK:
      return Type::link;
    case DT_UNKNOWN:
      break;
    default:
      return Type::other;
  }
  // Some file systems leave the type to be asked for.
  struct stat info {};
  if (::fstatat(::dirfd(folder), entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return Type::other;
  if (S_ISDIR(info.st_mode)) return Type::folder;
  if (S_ISLNK(info.st_mode)) return Type::link;
  return S_ISREG(info.st_mode) ? Type::file : Type::other;
}

bool is_manifest_name(std::string_view name) {
  // kustomize knows a third name for its file.
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json") ||
         name == "Kustomization";
}

// Beside manifests the templates of a chart hold named ones, whose images are no less pulled.
bool is_template_name(std::string_view name) { return name.ends_with(".tpl"); }

// Hidden, and read by Argo CD all the same.
bool is_argo_source_name(std::string_view name) {
  return name.starts_with(".argocd-source") && name.ends_with(".yaml");
}

bool is_there(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0;
}

constexpr std::string_view templates_folder = "templates";
constexpr std::string_view chart_file = "Chart.yaml";

// True if the folder is that of a chart's templates, or lies in it.
bool lies_in_templates(std::string_view folder) {
  while (folder.size() > 1) {
    const std::size_t slash = folder.rfind('/');
    if (slash == std::string_view::npos) return false;
    const std::string_view above = folder.substr(0, slash);
    if (folder.substr(slash + 1) == templates_folder && is_there(join(std::string(above), chart_file)))
      return true;
    folder = above;
  }
  return false;
}

// A folder that is still to be walked.
struct PendingFolder {
  RootedPath folder;
  std::string prefix;         // of what is in it; differs from its path at the top alone, which may be `.`
  Ignores ignores;            // without its own rules
  bool in_templates = false;  // of a chart
  bool holds_chart = false;   // known when it is entered
};

// A link that is still to be followed.
struct PendingLink {
  RootedPath folder;  // that it lies in
  bool in_templates = false;
};

template <class T>
void sort_from(std::vector<T>& all, std::size_t first, std::string T::*key) {
  std::sort(all.begin() + static_cast<std::ptrdiff_t>(first), all.end(),
            [key](const T& a, const T& b) { return a.*key < b.*key; });
}

class Walk {
 public:
  Walk(const Resolver& resolver, const WalkOptions& options, const Takes& takes,
       std::vector<FoundFile>& files, Expansion& expansion)
      : resolver_(resolver), options_(options), takes_(takes), files_(files), expansion_(expansion) {}

  void run(const RootedPath& top, const std::string& prefix) {
    const std::size_t first_failure = expansion_.failures.size();
    const std::size_t first_passed_over = expansion_.passed_over.size();
    top_ = top.resolved;
    if (!begin({top, prefix, {}})) return;
    drain();
    // Links come when everything has its path without one, in the order of their paths; they may lead to more
    // links.
    while (!links_.empty()) {
      const auto link = links_.extract(links_.begin());
      follow(link.key(), link.mapped());
      drain();
    }
    // Folders list their entries in any order.
    std::sort(files_.begin(), files_.end(),
              [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
    sort_from(expansion_.failures, first_failure, &Failure::file);
    sort_from(expansion_.passed_over, first_passed_over, &SkippedEntry::path);
  }

 private:
  // A folder whose rules from above have to be read first.
  bool begin(PendingFolder folder) {
    if (options_.ignore_files == IgnoreFiles::obey) {
      Result<Ignores> above = Ignores::above(folder.folder.resolved);
      if (!above.ok()) {
        expansion_.failures.push_back(above.failure());
        return false;
      }
      folder.ignores = std::move(above).value();
    }
    folder.in_templates = lies_in_templates(folder.folder.resolved);
    pending_.push_back(std::move(folder));
    return true;
  }

  void drain() {
    while (!pending_.empty()) {
      PendingFolder folder = std::move(pending_.back());
      pending_.pop_back();
      // Only links can lead to a folder twice.
      if (options_.links == Links::follow && !seen_folders_.insert(folder.folder.resolved).second) continue;
      enter(std::move(folder));
    }
  }

  void enter(PendingFolder folder) {
    std::vector<FolderEntry> entries;
    Folder open = open_folder(folder.folder);
    if (!open || !list(open.get(), entries)) {
      expansion_.failures.push_back(list_failure(errno, folder.folder.path));
      return;
    }
    const auto holds = [&](std::string_view name) {
      return std::any_of(entries.begin(), entries.end(),
                         [&](const FolderEntry& entry) { return entry.name == name; });
    };
    folder.holds_chart = holds(chart_file);
    if (options_.ignore_files == IgnoreFiles::obey) {
      const Status status =
          folder.ignores.read_own(::dirfd(open.get()), folder.folder.path,
                                  holds(".git") ? Ignores::Marks::repository : Ignores::Marks::none,
                                  holds(".gitignore") ? Ignores::OwnFile::present : Ignores::OwnFile::absent);
      if (!status.ok()) {
        expansion_.failures.push_back(status.failure());
        return;
      }
    }
    for (const FolderEntry& entry : entries) visit(folder, entry);
    last_ = std::move(open);
    last_path_ = std::move(folder.folder.resolved);
  }

  // From the folder that was entered last where it is the one above: the way from the top down would take
  // deep trees long.
  [[nodiscard]] Folder open_folder(const RootedPath& folder) const {
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    if (folder.path.size() >= PATH_MAX) {  // nothing in it could be read by its path
      errno = ENAMETOOLONG;
      return nullptr;
    }
    const std::size_t slash = folder.resolved.rfind('/');
    const bool is_above = last_ && slash == last_path_.size() && folder.resolved.starts_with(last_path_);
    return take_folder(is_above ? open_below(::dirfd(last_.get()), folder.name(), flags)
                                : folder.open(flags));
  }

  static bool list(DIR* folder, std::vector<FolderEntry>& entries) {
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(folder);
      if (entry == nullptr) return errno == 0;
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") entries.push_back({std::string(name), type_of(folder, *entry)});
    }
  }

  void visit(const PendingFolder& folder, const FolderEntry& entry) {
    if (entry.name == ".git" || entry.name == ".ecrify.yaml") return;
    if (options_.hidden == HiddenFiles::skip && entry.name.front() == '.' &&
        !is_argo_source_name(entry.name)) {
      const bool counts = entry.type == Type::folder ||
                          (entry.type == Type::file && is_read(entry.name, folder.in_templates));
      if (counts)
        expansion_.passed_over.push_back({join(folder.prefix, entry.name), std::string(hidden_reason)});
      return;
    }
    if (folder.ignores.ignores(entry.name,
                               entry.type == Type::folder ? EntryKind::folder : EntryKind::other)) {
      if (entry.type == Type::folder) ++expansion_.ignored_folders;
      if (entry.type == Type::file && is_read(entry.name, folder.in_templates)) ++expansion_.ignored_files;
      return;
    }
    std::string path = join(folder.prefix, entry.name);
    if (options_.exclude.any_matches(path)) return;
    switch (entry.type) {
      case Type::folder:
        pending_.push_back({{path, join(folder.folder.resolved, entry.name), folder.folder.root, true},
                            path,
                            folder.ignores.below(entry.name),
                            folder.in_templates || (folder.holds_chart && entry.name == templates_folder)});
        break;
      case Type::file:
        if (takes(path, entry.name, folder.in_templates))
          add({std::move(path), join(folder.folder.resolved, entry.name), folder.folder.root});
        break;
      case Type::link:
        if (options_.links == Links::follow) {
          links_.emplace(std::move(path), PendingLink{folder.folder, folder.in_templates});
        } else if (takes(path, entry.name, folder.in_templates)) {
          expansion_.passed_over.push_back({std::move(path), "a symbolic link; --follow takes it"});
        }
        break;
      case Type::other:
        if (takes(path, entry.name, folder.in_templates))
          expansion_.passed_over.push_back({std::move(path), "no regular file"});
        break;
    }
  }

  // Where it leads is resolved once; from there on no link is followed but those that are met.
  void follow(const std::string& link, const PendingLink& from) {
    const std::string name = link.substr(link.rfind('/') + 1);
    const bool is_taken = takes(link, name, from.in_templates);
    const Descriptor folder = from.folder.open(O_PATH | O_DIRECTORY | O_CLOEXEC);
    std::optional<RootedPath> target =
        folder.ok() ? resolver_.resolve_in(folder.number(), name, link) : std::nullopt;
    if (!target) {
      if (is_taken) expansion_.failures.push_back(read_failure(errno, link));
      return;
    }
    if (target->is_folder) {
      if (!seen_folders_.contains(target->resolved)) begin({std::move(*target), link, {}});
    } else if (is_taken && target->root) {
      add(std::move(*target));
    } else if (is_taken) {
      expansion_.passed_over.push_back({link, "no regular file"});
    }
  }

  // True for a file that is read without --include.
  static bool is_read(std::string_view name, bool in_templates) {
    return is_manifest_name(name) || is_template_of_manifest(name) ||
           (in_templates && is_template_name(name));
  }

  [[nodiscard]] bool takes(const std::string& path, std::string_view name, bool in_templates) const {
    if (!options_.include.empty() && !options_.include.any_matches(path)) return false;
    return takes_(path, !options_.include.empty() || is_read(name, in_templates));
  }

  void add(RootedPath file) {
    if (options_.links == Links::follow && !seen_files_.insert(file.resolved).second) return;
    const bool outside = !file.resolved.starts_with(top_ == "/" ? top_ : top_ + "/");
    files_.push_back({std::move(file), false, 0, outside});
  }

  const Resolver& resolver_;
  const WalkOptions& options_;
  const Takes& takes_;
  std::vector<FoundFile>& files_;
  Expansion& expansion_;
  std::string top_;
  Folder last_;  // that was entered
  std::string last_path_;
  std::vector<PendingFolder> pending_;
  std::map<std::string, PendingLink> links_;  // by path
  std::unordered_set<std::string> seen_folders_;
  std::unordered_set<std::string> seen_files_;
};

}  // namespace

std::string join(const std::string& folder, std::string_view name) {
  if (folder.empty() || folder.back() == '/') return folder + std::string(name);
  return folder + '/' + std::string(name);
}

void walk_folder(const Resolver& resolver, const RootedPath& top, const std::string& prefix,
                 const WalkOptions& options, const Takes& takes, std::vector<FoundFile>& files,
                 Expansion& expansion) {
  Walk(resolver, options, takes, files, expansion).run(top, prefix);
}

bool is_template_of_manifest(std::string_view path) {
  constexpr std::string_view endings[] = {".j2",  ".jinja", ".jinja2", ".tmpl",     ".gotmpl",   ".ftl",
                                          ".erb", ".tpl",   ".tftpl",  ".template", ".mustache", ".ejs"};
  for (const std::string_view ending : endings) {
    if (path.ends_with(ending)) return is_manifest_name(path.substr(0, path.size() - ending.size()));
  }
  return false;
}

}  // namespace ecrify::input
