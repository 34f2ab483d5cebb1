// SPDX-License-Identifier: Apache-2.0
#include "generator_inputs.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "ecrify/input/read.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/other_names.hpp"
#include "ecrify/run/named_files.hpp"

namespace ecrify::run {
namespace {

namespace fs = std::filesystem;
using locate::Role;

bool says_image(std::string key) {
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return key.find("image") != std::string::npos;
}

bool is_yaml_or_json(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool lies_in(const fs::path& file, const std::string& walked) {
  const std::string folder = fs::path(walked).lexically_normal().string();
  if (folder == "." || folder == "./") return !file.empty() && *file.begin() != ".." && file.is_relative();
  return file.string().starts_with(folder.ends_with('/') ? folder : folder + "/");
}

class InputCollector {
 public:
  InputCollector(const Options& options, std::vector<InputEntry>& entries)
      : options_(options), entries_(entries) {
    for (std::size_t i = 0; i < entries.size(); ++i) {
      known_.emplace(entries[i].resolved, i);
      const bool is_new = !entries[i].named && (folders_.empty() || folders_.back() != entries[i].folder);
      if (is_new) folders_.push_back(entries[i].folder);
    }
    // A kustomization may be named beside a folder that holds it: `. overlays/Kustomization`.
    std::copy_if(options.paths.begin(), options.paths.end(), std::back_inserter(folders_),
                 [](const std::string& path) {
                   std::error_code error;
                   return fs::is_directory(path, error);
                 });
  }

  void add(const InputEntry& kustomization, const std::string& text, Role role) {
    if (text.empty() || text.find("://") != std::string::npos) return;
    const fs::path typed = (fs::path(kustomization.path).parent_path() / text).lexically_normal();
    std::error_code error;
    const std::string resolved = fs::weakly_canonical(typed, error).string();
    if (error) return;
    if (const auto known = known_.find(resolved); known != known_.end()) {
      if (!is_yaml_or_json(typed) || role == Role::env_file) entries_[known->second].role = role;
      return;
    }
    const auto folder = std::find_if(folders_.begin(), folders_.end(),
                                     [&](const std::string& one) { return lies_in(typed, one); });
    // A link on the way to it is not followed, nor is one that may come to be there.
    const std::string lexical =
        (fs::path(kustomization.resolved).parent_path() / text).lexically_normal().string();
    if (folder == folders_.end() || lexical != resolved ||
        fs::symlink_status(typed, error).type() != fs::file_type::regular)
      return;
    if (is_ignored(options_, typed.string(), resolved)) return;
    known_.emplace(resolved, entries_.size());
    InputEntry entry{{typed.string(), resolved, kustomization.root}, *folder, false};
    entry.role = role;
    entries_.push_back(std::move(entry));
  }

  // A file of generators that the kustomization names, where the run has it.
  [[nodiscard]] std::optional<std::string> text_of(const InputEntry& kustomization,
                                                   const std::string& text) const {
    std::error_code error;
    const std::string resolved =
        fs::weakly_canonical(fs::path(kustomization.path).parent_path() / text, error).string();
    if (error || known_.find(resolved) == known_.end()) return std::nullopt;
    return text_of(entries_[known_.at(resolved)]);
  }

  [[nodiscard]] static std::optional<std::string> text_of(const InputEntry& entry) {
    auto bytes = input::load_file(entry);
    return bytes.ok() ? std::optional<std::string>(bytes->view()) : std::nullopt;
  }

 private:
  const Options& options_;
  std::vector<InputEntry>& entries_;
  std::vector<std::string> folders_;                    // that the run walks
  std::unordered_map<std::string, std::size_t> known_;  // by resolved path
};

void add_inputs(const InputEntry& kustomization, const kustomize::GeneratorInputs& read,
                InputCollector& inputs) {
  for (const kustomize::Text& one : read.envs) inputs.add(kustomization, one.text, Role::env_file);
  for (const kustomize::Text& one : read.files) {
    if (is_yaml_or_json(one.text)) continue;        // read as a document
    if (locate::names_no_image(one.key)) continue;  // DOCKER_MODS, OUTPUT_IMAGE
    inputs.add(kustomization, one.text, says_image(one.key) ? Role::image_entry_file : Role::entry_file);
  }
}

// kustomize reads its resources, patches and generators whatever they are called.
void add_documents(const InputEntry& entry, const kustomize::Kustomization& kustomization,
                   InputCollector& inputs) {
  const auto add = [&](const std::vector<kustomize::Text>& files, Role role) {
    for (const kustomize::Text& one : files) {
      if (!is_yaml_or_json(one.text) && !kustomize::is_kustomization_name(one.text))
        inputs.add(entry, one.text, role);
    }
  };
  add(kustomization.resources, Role::object);
  add(kustomization.patches, Role::patch);
  for (const auto* files : {&kustomization.generators, &kustomization.transformers})
    add(*files, Role::object);
}

// Values of Fleet and Helmfile may have any name; those that a walk finds by theirs have their role from
// Facts.
void add_values(const InputEntry& releases, InputCollector& inputs) {
  for (const std::string& file : values_of_releases(InputCollector::text_of(releases).value_or(""))) {
    if (!is_yaml_or_json(file)) inputs.add(releases, file, Role::values);
  }
}

}  // namespace

void add_generator_inputs(const Options& options, const Kustomizations& kustomizations,
                          std::vector<InputEntry>& entries) {
  const auto names_values = [](const InputEntry& entry) { return is_releases_name(entry.resolved); };
  if (kustomizations.empty() && std::none_of(entries.begin(), entries.end(), names_values)) return;
  InputCollector inputs(options, entries);
  const std::size_t files_of_run = entries.size();
  for (std::size_t i = 0; i < files_of_run; ++i) {
    if (names_values(entries[i])) add_values(InputEntry(entries[i]), inputs);
    const auto found = kustomizations.find(entries[i].resolved);
    if (found == kustomizations.end()) continue;
    const InputEntry kustomization = entries[i];
    add_documents(kustomization, found->second, inputs);
    add_inputs(kustomization, found->second.generated, inputs);
    for (const kustomize::Text& one : found->second.generators) {
      const std::optional<std::string> text = inputs.text_of(kustomization, one.text);
      if (text) add_inputs(kustomization, kustomize::read_generators(*text), inputs);
    }
  }
}

}  // namespace ecrify::run
