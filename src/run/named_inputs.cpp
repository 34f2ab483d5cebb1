// SPDX-License-Identifier: Apache-2.0
#include "named_inputs.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "ecrify/base/glob.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/input/walk.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/known_fields.hpp"
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
      if (!input::has_manifest_extension(typed.string()) || role == Role::env_file)
        entries_[known->second].role = role;
      return;
    }
    const std::string lexical =
        (fs::path(kustomization.resolved).parent_path() / text).lexically_normal().string();
    if (lexical != resolved && options_.walk.links == input::WalkOptions::Links::skip) return;
    // A folder, most of the time: one more walk is for those that name files.
    if (fs::is_directory(typed, error) || !fs::exists(typed, error)) return;
    wanted_.emplace(resolved, Wanted{role, kustomization.path});
  }

  // Has the files that were asked for found by a walk like that of the run, so that what it must not enter or
  // follow stays out: a name in a kustomization is no leave to read `.git`, or what ignore rules and
  // --exclude leave out. Only hidden files count: it is usual to name them, `envs: [.env]`. Fails where one
  // is an output.
  [[nodiscard]] Status take(const Outputs& outputs) {
    if (wanted_.empty()) return Success{};
    input::WalkOptions walk = options_.walk;
    walk.hidden = input::WalkOptions::HiddenFiles::take;
    Result<Glob> any = Glob::parse("**");
    if (any.ok()) walk.include = Globs({std::move(any).value()});
    for (input::FoundFile& file : input::expand(folders_, walk).files) {
      const auto wanted = wanted_.find(file.resolved);
      if (wanted == wanted_.end() || known_.contains(file.resolved) || file.outside ||
          is_ignored(options_, file.path, file.resolved))
        continue;
      if (outputs.at(file.resolved)) return Outputs::would_replace(file.path, wanted->second.by);
      known_.emplace(file.resolved, entries_.size());
      InputEntry entry{std::move(file), folders_[file.argument], false};
      entry.role = wanted->second.role;
      entries_.push_back(std::move(entry));
    }
    wanted_.clear();
    return Success{};
  }

  // "" where there is none.
  [[nodiscard]] static std::string resolved_of(const InputEntry& kustomization, const std::string& text) {
    std::error_code error;
    const fs::path resolved = fs::weakly_canonical(fs::path(kustomization.path).parent_path() / text, error);
    return error ? "" : resolved.string();
  }

  // A file of generators that the kustomization names, where the run has it.
  [[nodiscard]] std::optional<std::string> text_of(const InputEntry& kustomization,
                                                   const std::string& text) const {
    const auto known = known_.find(resolved_of(kustomization, text));
    return known == known_.end() ? std::nullopt : text_of(entries_[known->second]);
  }

  [[nodiscard]] static std::optional<std::string> text_of(const InputEntry& entry) {
    auto bytes = input::load_file(entry);
    return bytes.ok() ? std::optional<std::string>(bytes->view()) : std::nullopt;
  }

 private:
  struct Wanted {
    Role role;
    std::string by;  // the file that names it
  };

  const Options& options_;
  std::vector<InputEntry>& entries_;
  std::unordered_map<std::string, Wanted> wanted_;      // by resolved path
  std::vector<std::string> folders_;                    // that the run walks
  std::unordered_map<std::string, std::size_t> known_;  // by resolved path
};

void add_inputs(const InputEntry& kustomization, const kustomize::GeneratorInputs& read,
                InputCollector& inputs) {
  for (const kustomize::Text& one : read.envs) inputs.add(kustomization, one.text, Role::env_file);
  for (const kustomize::Text& one : read.files) {
    if (input::has_manifest_extension(one.text)) continue;  // read as a document
    if (locate::names_no_image(one.key)) continue;          // DOCKER_MODS, OUTPUT_IMAGE
    inputs.add(kustomization, one.text, says_image(one.key) ? Role::image_entry_file : Role::entry_file);
  }
}

// kustomize reads its resources, patches and generators whatever they are called.
void add_documents(const InputEntry& entry, const kustomize::Kustomization& kustomization,
                   InputCollector& inputs) {
  const auto add = [&](const std::vector<kustomize::Text>& files, Role role) {
    for (const kustomize::Text& one : files) {
      if (!input::has_manifest_extension(one.text) && !kustomize::is_kustomization_name(one.text))
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
    if (!input::has_manifest_extension(file)) inputs.add(releases, file, Role::values);
  }
}

}  // namespace

Status add_named_inputs(const Options& options, const Kustomizations& kustomizations, const Outputs& outputs,
                        std::vector<InputEntry>& entries) {
  const auto names_values = [](const InputEntry& entry) { return is_releases_name(entry.resolved); };
  if (kustomizations.empty() && std::none_of(entries.begin(), entries.end(), names_values)) return Success{};
  InputCollector inputs(options, entries);
  const std::vector<InputEntry> files_of_run = entries;
  for (const InputEntry& entry : files_of_run) {
    if (names_values(entry)) add_values(entry, inputs);
    if (const auto found = kustomizations.find(entry.resolved); found != kustomizations.end()) {
      add_documents(entry, found->second, inputs);
      add_inputs(entry, found->second.generated, inputs);
    }
  }
  if (const Status status = inputs.take(outputs); !status.ok()) return status;
  // The files that those of generators and transformers name, which have just been found. Many may share one.
  std::unordered_map<std::string, std::vector<kustomize::Text>>
      patches_of;  // by resolved path of the transformer
  for (const InputEntry& entry : files_of_run) {
    const auto found = kustomizations.find(entry.resolved);
    if (found == kustomizations.end()) continue;
    for (const kustomize::Text& one : found->second.generators) {
      const std::optional<std::string> text = inputs.text_of(entry, one.text);
      if (text) add_inputs(entry, kustomize::read_generators(*text), inputs);
    }
    for (const kustomize::Text& one : found->second.transformers) {
      const auto [known, is_new] = patches_of.try_emplace(inputs.resolved_of(entry, one.text));
      if (is_new) {
        const std::optional<std::string> text = inputs.text_of(entry, one.text);
        if (text) known->second = kustomize::read_transformers(*text).patches;
      }
      for (const kustomize::Text& patch : known->second) inputs.add(entry, patch.text, Role::patch);
    }
  }
  return inputs.take(outputs);
}

}  // namespace ecrify::run
