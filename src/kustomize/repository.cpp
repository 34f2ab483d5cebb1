// SPDX-License-Identifier: Apache-2.0
#include "repository.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "ecrify/kustomize/entry.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t max_entries_listed = 1U << 20U;
constexpr std::size_t max_units = 100'000;
constexpr std::size_t max_foreign = 100'000;
constexpr std::size_t max_transformer_files = 1000;

// `../.base`, `.k/app`: where nobody looks for kustomizations.
bool leads_to_hidden(std::string_view path) {
  for (std::size_t begin = 0; begin < path.size();) {
    const std::size_t slash = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, slash - begin);
    if (part.starts_with('.') && part != "." && part != "..") return true;
    begin = slash + 1;
  }
  return false;
}

}  // namespace

Repository::Repository(const Tree& tree, const std::vector<std::string>& files) : tree_(tree) {
  discover();
  for (const std::string& path : files) {
    if (is_kustomization_name(path)) load(path);
  }
  for (std::size_t i = 0; i < units_.size(); ++i) {
    for (const std::vector<std::string>* texts : {&units_[i].resources, &units_[i].components}) {
      for (const std::string& text : *texts) {
        if (leads_to_hidden(text)) static_cast<void>(resolve(units_[i], text));
      }
    }
  }
}

void Repository::discover() {
  std::vector<std::string> open = tree_.tops();
  std::size_t left = max_entries_listed;
  while (!open.empty()) {
    const std::string folder = std::move(open.back());
    open.pop_back();
    for (const Listed& entry : tree_.list(folder)) {
      if (left-- == 0 || units_.size() >= max_units) {
        complete_ = false;
        return;
      }
      std::string path = folder.empty() ? entry.name : folder + "/" + entry.name;
      if (entry.kind == EntryKind::file) {
        if (is_kustomization_name(entry.name)) load(path);
      } else if (!entry.name.starts_with('.')) {
        open.push_back(std::move(path));
      }
    }
  }
}

// A file that is no kustomization keeps its place, so that nobody reads it again.
UnitId Repository::load(const std::string& path) {
  const auto [entry, is_new] = by_path_.try_emplace(path, no_unit);
  if (!is_new) return entry->second;
  const std::optional<std::string> text = tree_.read(path);
  Unit unit;
  if (!text || !read_unit(path, *text, unit)) return no_unit;
  load_transformers(unit);
  load_configurations(unit);
  units_.push_back(std::move(unit));
  return entry->second = static_cast<UnitId>(units_.size() - 1);
}

void Repository::load_transformers(Unit& unit) {
  for (const Unit::Transformer& transformer : unit.transformers) {
    if (transformer.text.find('\n') != std::string::npos) {
      read_transformers(transformer.text, transformer.span, unit.entries);
      continue;
    }
    const auto path = join(unit.folder, transformer.text);
    if (!path) continue;
    const std::vector<UnitEntry>& entries = transformers_at(*path);
    // Many kustomizations may name one file of many transformers.
    foreign_ += entries.size();
    if (foreign_ > max_foreign) {
      complete_ = false;
      return;
    }
    for (UnitEntry entry : entries) {
      entry.span = transformer.span;
      unit.entries.push_back(std::move(entry));
    }
  }
}

// Those of a file, or of the resources of the kustomization in a folder, which kustomize builds for them.
const std::vector<UnitEntry>& Repository::transformers_at(const std::string& path) {
  const auto [known, is_new] = transformers_.try_emplace(path);
  if (!is_new) return known->second;
  std::set<std::string> seen;
  std::vector<std::string> open{path};
  while (!open.empty() && seen.size() < max_transformer_files) {
    const Looked looked = tree_.look(open.back());
    open.pop_back();
    if (!seen.insert(looked.path).second) continue;
    if (looked.kind == EntryKind::file) {
      if (const auto text = tree_.read(looked.path)) read_transformers(*text, {}, known->second);
    }
    if (looked.kind != EntryKind::folder) continue;
    const auto file = kustomization_in(looked.path);
    const std::optional<std::string> text = file ? tree_.read(*file) : std::nullopt;
    Unit inner;
    if (!text || !read_unit(*file, *text, inner)) continue;
    for (const std::string& resource : inner.resources) {
      if (auto joined = join(inner.folder, resource)) open.push_back(std::move(*joined));
    }
  }
  return known->second;
}

void Repository::load_configurations(const Unit& unit) {
  for (const std::string& name : unit.configurations) {
    const auto path = join(unit.folder, name);
    if (!path) continue;
    const Looked looked = tree_.look(*path);
    if (looked.kind != EntryKind::file || !configurations_.insert(looked.path).second) continue;
    std::vector<std::string> keys;
    if (const auto text = tree_.read(looked.path)) read_configuration(*text, keys);
    image_keys_.insert(keys.begin(), keys.end());
  }
}

UnitId Repository::unit_in(const std::string& folder) {
  const auto [entry, is_new] = by_folder_.try_emplace(folder, no_unit);
  if (!is_new) return entry->second;
  const auto file = kustomization_in(folder);
  return file ? by_folder_[folder] = load(*file) : no_unit;
}

std::optional<std::string> Repository::kustomization_in(const std::string& folder) const {
  for (const char* name : {"kustomization.yaml", "kustomization.yml", "Kustomization"}) {
    Looked looked = tree_.look(folder.empty() ? name : folder + "/" + name);
    if (looked.kind == EntryKind::file) return std::move(looked.path);
  }
  return std::nullopt;
}

Repository::Target Repository::resolve(const Unit& from, const std::string& text) {
  std::string key = from.folder + '\n' + text;
  if (const auto known = targets_.find(key); known != targets_.end()) return known->second;
  return targets_.emplace(std::move(key), look_for(from, text)).first->second;
}

void Repository::reach(UnitId root) {
  std::vector<UnitId> open{root};
  while (!open.empty()) {
    const UnitId id = open.back();
    open.pop_back();
    if (!reached_.insert(id).second) continue;
    const Unit& unit = units_[id];
    for (const std::vector<std::string>* texts : {&unit.resources, &unit.components}) {
      for (const std::string& text : *texts) {
        if (const Target target = resolve(unit, text); target.kind == Kind::unit) open.push_back(target.unit);
      }
    }
  }
}

Repository::Target Repository::look_for(const Unit& from, const std::string& text) {
  const auto path = join(from.folder, text);
  if (!path) return {};
  Looked looked = tree_.look(*path);
  if (looked.kind == EntryKind::file) return {Kind::file, std::move(looked.path), no_unit};
  if (looked.kind != EntryKind::folder) return {};
  const UnitId unit = unit_in(looked.path);
  return unit == no_unit ? Target{} : Target{Kind::unit, "", unit};
}

const std::vector<Held>& Repository::held(const std::string& path, TextKind kind) {
  const auto [entry, is_new] = held_.try_emplace({path, kind});
  if (is_new) {
    if (const auto text = tree_.read(path)) collect_held(*text, kind, image_keys_, entry->second);
  }
  return entry->second;
}

}  // namespace ecrify::kustomize
