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
    const auto entries = tree_.list(folder);
    if (!entries) {
      unread_.push_back(folder);
      continue;
    }
    for (const Listed& entry : *entries) {
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
  const UnitText read = text ? read_unit(path, *text, unit) : UnitText::unreadable;
  if (read == UnitText::unreadable) {
    unread_.push_back(path);
    unread_in_[folder_of(path)] = path;
  }
  if (read != UnitText::unit) return no_unit;
  load_transformers(unit);
  load_replacements(unit);
  load_configurations(unit);
  any_copied_ = any_copied_ || !unit.copied.empty();
  units_.push_back(std::move(unit));
  return entry->second = static_cast<UnitId>(units_.size() - 1);
}

void Repository::take(Unit& unit, const UnitTransformers& transformers) {
  unit.patches.insert(unit.patches.end(), transformers.patches.begin(), transformers.patches.end());
  unit.copied.insert(unit.copied.end(), transformers.copied.begin(), transformers.copied.end());
  unit.copies = unit.copies || !transformers.copied.empty();
}

void Repository::load_transformers(Unit& unit) {
  for (const Unit::Transformer& transformer : unit.transformers) {
    if (transformer.text.find('\n') != std::string::npos) {
      const UnitTransformers inner = read_unit_transformers(transformer.text, transformer.span);
      unit.entries.insert(unit.entries.end(), inner.entries.begin(), inner.entries.end());
      take(unit, inner);
      if (inner.splits) unit.splits = transformer.span;
      if (!inner.complete) unit.unreadable = unit.path;
      continue;
    }
    const auto path = join(unit.folder, transformer.text);
    if (!path) continue;
    const TransformerFiles& there = transformers_at(*path);
    // Many kustomizations may name one file of many transformers.
    foreign_ += there.all.entries.size() + there.all.patches.size() + there.all.copied.size() + there.files.size();
    if (foreign_ > max_foreign) {
      complete_ = false;
      return;
    }
    for (UnitEntry entry : there.all.entries) {
      entry.span = transformer.span;
      unit.entries.push_back(std::move(entry));
    }
    take(unit, there.all);
    unit.transformer_files.insert(unit.transformer_files.end(), there.files.begin(), there.files.end());
    if (there.all.splits) unit.splits = transformer.span;
    if (!there.unreadable.empty()) unit.unreadable = there.unreadable;
  }
}

// Those of a file, or of the resources of the kustomization in a folder, which kustomize builds for them.
const Repository::TransformerFiles& Repository::transformers_at(const std::string& path) {
  const auto [known, is_new] = transformers_.try_emplace(path);
  TransformerFiles& found = known->second;
  if (!is_new) return found;
  std::set<std::string> seen;
  std::vector<std::string> open{path};
  while (!open.empty() && seen.size() < max_transformer_files) {
    const Looked looked = tree_.look(open.back());
    open.pop_back();
    if (!seen.insert(looked.path).second) continue;
    if (looked.kind == EntryKind::unreadable) found.unreadable = looked.path;
    if (looked.kind == EntryKind::file) {
      const auto text = tree_.read(looked.path);
      const UnitTransformers inner = read_unit_transformers(text.value_or(""), {});
      found.all.entries.insert(found.all.entries.end(), inner.entries.begin(), inner.entries.end());
      found.all.patches.insert(found.all.patches.end(), inner.patches.begin(), inner.patches.end());
      found.all.copied.insert(found.all.copied.end(), inner.copied.begin(), inner.copied.end());
      found.all.splits = found.all.splits || inner.splits;
      if (!text || !inner.complete) found.unreadable = looked.path;
      found.files.push_back(looked.path);
    }
    if (looked.kind != EntryKind::folder) continue;
    const auto file = kustomization_in(looked.path);
    const std::optional<std::string> text = file ? tree_.read(*file) : std::nullopt;
    Unit inner;
    const UnitText read = text ? read_unit(*file, *text, inner) : UnitText::unreadable;
    if (file && read == UnitText::unreadable) found.unreadable = *file;
    if (read != UnitText::unit) continue;
    for (const std::string& resource : inner.resources) {
      if (auto joined = join(inner.folder, resource)) open.push_back(std::move(*joined));
    }
  }
  return found;
}

void Repository::load_replacements(Unit& unit) {
  for (const Unit::Transformer& file : unit.replacements) {
    const auto path = join(unit.folder, file.text);
    if (!path) continue;
    const Looked looked = tree_.look(*path);
    if (looked.kind == EntryKind::absent || looked.kind == EntryKind::outside) continue;
    const auto text = looked.kind == EntryKind::file ? tree_.read(looked.path) : std::nullopt;
    const UnitTransformers inner = read_unit_replacements(text.value_or(""));
    unit.copied.insert(unit.copied.end(), inner.copied.begin(), inner.copied.end());
    if (inner.splits) unit.splits = file.span;
    if (!text || !inner.complete) unit.unreadable = looked.path;
  }
}

void Repository::load_configurations(Unit& unit) {
  for (const std::string& name : unit.configurations) {
    const auto path = join(unit.folder, name);
    if (!path) continue;
    const Looked looked = tree_.look(*path);
    if (looked.kind != EntryKind::file && looked.kind != EntryKind::unreadable) continue;
    const auto [known, is_new] = configurations_.try_emplace(looked.path, false);
    if (is_new) {
      std::vector<std::string> keys;
      const auto text = tree_.read(looked.path);
      known->second = text && read_unit_configuration(*text, keys);
      image_keys_.insert(keys.begin(), keys.end());
    }
    if (!known->second) unit.unreadable = looked.path;
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
    if (looked.kind == EntryKind::file || looked.kind == EntryKind::unreadable) return std::move(looked.path);
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
  if (looked.kind == EntryKind::unreadable) return {Kind::unreadable, std::move(looked.path), no_unit};
  if (looked.kind == EntryKind::file) return {Kind::file, std::move(looked.path), no_unit};
  if (looked.kind != EntryKind::folder) return {};
  const UnitId unit = unit_in(looked.path);
  if (unit != no_unit) return {Kind::unit, "", unit};
  const auto unread = unread_in_.find(looked.path);
  return unread == unread_in_.end() ? Target{} : Target{Kind::unreadable, unread->second, no_unit};
}

const Repository::FileHeld& Repository::held(const std::string& path, TextKind kind) {
  const auto [entry, is_new] = held_.try_emplace({path, kind});
  FileHeld& found = entry->second;
  if (is_new) {
    const auto text = tree_.read(path);
    found.readable = text && collect_held(*text, kind, image_keys_, found.held);
  }
  return found;
}

const std::vector<Held>& Repository::copied(const std::string& path, const Unit::Copied& from) {
  const auto [entry, is_new] = copied_.try_emplace({path, from.kind, from.key});
  if (is_new) {
    if (const auto text = tree_.read(path)) collect_copied(*text, from.kind, from.key, entry->second);
  }
  return entry->second;
}

}  // namespace ecrify::kustomize
