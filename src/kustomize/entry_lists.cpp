// SPDX-License-Identifier: Apache-2.0
#include "entry_lists.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "ecrify/base/text.hpp"

namespace ecrify::kustomize {

namespace {

constexpr NameId as_it_came = 1;          // the number of `*`
constexpr std::size_t longest_chain = 8;  // of new names whose tags are asked for
constexpr std::size_t step_work = 4;      // of an entry that selects an image

}  // namespace

std::string with_suffix(std::string_view version, std::string_view suffix) {
  const std::string_view tag = version.substr(0, version.find('@'));
  return std::string(tag.empty() ? ":" : tag).append(suffix);
}

EntryLists::EntryLists(Run& run, const std::function<bool(const std::string&)>& is_relevant,
                       Accumulation& accumulation, const std::vector<WrittenFile>& written)
    : run_(run), graph_(accumulation.graph()), written_(written), names_(run.mappings.size()) {
  texts_.id("");
  texts_.id("*");
  for (const RunFile& file : run.files) {
    for (const ImageName& name : file.names) {
      if (is_relevant(name.name)) add_name(name.name);
    }
  }
  for (const ImageTransform& entry : accumulation.entries()) {
    for (const NameId id : entry.related) add_name(accumulation.names().name(id));
  }
  std::vector<const std::vector<ImageEntry>*> all;
  for (std::size_t i = 0; i < run.files.size(); ++i) {
    all.insert(all.end(), {&run.files[i].transformers, &written[i].images, &written[i].transformers});
    if (run.files[i].kustomization) all.push_back(&run.files[i].kustomization->images);
    for (const ControllerEntries& list : run.files[i].controllers) all.push_back(&list.images);
    for (const ControllerEntries& list : written[i].controllers) all.push_back(&list.images);
  }
  for (const auto* list : all) {
    for (const ImageEntry& entry : *list) {
      add_name(std::string(image_name(entry.name)));
      add_name(std::string(image_name(entry.new_name)));
    }
  }
  for (const NameId id : added_) index_.add(texts_[id], id);
  bool more = true;
  for (std::size_t pass = 0; more && pass < longest_chain; ++pass) {
    more = false;
    for (const auto* list : all) {
      for (const ImageEntry& entry : *list) more = add_tails(entry) || more;
    }
  }
  known_ = static_cast<NameId>(texts_.size());
}

ListPair& EntryLists::of(std::size_t file, std::size_t which) {
  auto& known = lists_[{file, which}];
  if (known) return *known;
  const RunFile& as = run_.files[file];
  const WrittenFile& then = written_[file];
  const std::vector<ImageEntry>* before = which == transformers ? &as.transformers : nullptr;
  const std::vector<ImageEntry>* after = which == transformers ? &then.transformers : &then.images;
  if (which == own) before = &as.kustomization->images;
  if (which >= controllers) {
    const std::size_t at = which - controllers;
    before = &as.controllers[at].images;
    after = at < then.controllers.size() ? &then.controllers[at].images : before;
  }
  known = std::make_unique<ListPair>(list_of(file, *before, which),
                                     list_of(file, then.changes ? *after : *before, which));
  return *known;
}

// kustomize api/filters/imagetag: an entry works on most images twice, which shows where a suffix is
// appended.
SelectedImage EntryLists::apply(EffectList& list, Image image, std::size_t next) {
  SelectedImage result{image};
  for (;;) {
    const std::vector<std::size_t>& found = selecting(list, result.image.name);
    const auto at = std::lower_bound(found.begin(), found.end(), next);
    if (at == found.end()) return result;
    next = *at + 1;
    if (!graph_.spend(step_work + texts_[result.image.version].size() / 2)) return result;
    const Effect& effect = list.effects[*at];
    const std::string& version = texts_[result.image.version];
    if (!effect.tail.empty() && version != effect.tail && !version.starts_with(effect.tail + "@")) continue;
    if (result.first == nullptr) result.first = &effect;
    result.last = &effect;
    if (effect.of_controller) result.of_controllers.push_back(&effect);
    result.fixed = result.fixed || effect.fixed;
    result.image = made_by(effect, result.image);
  }
}

Image EntryLists::made_by(const Effect& effect, Image image) {
  const std::string version = texts_[image.version];
  if (effect.new_name != 0) image.name = effect.new_name;
  const std::string& suffix = effect.image->tag_suffix;
  if (!effect.version.empty()) {
    image.version = texts_.id(effect.new_version + effect.version);
  } else if (!suffix.empty()) {
    const bool twice = effect.selector.selects(texts_[image.name]);
    image.version = texts_.id(with_suffix(version, suffix + (twice ? suffix : "")));
  } else if (!effect.new_version.empty()) {
    image.version = texts_.id(effect.new_version + version);
  }
  return image;
}

ListPair EntryLists::merged(const ListPair& lists, const ListPair& others, ControllerEntries::Place place) {
  std::set<std::string_view> added;
  for (const Effect& effect : others.second.effects) added.insert(effect.image->name);
  for (const Effect& effect : others.first.effects) added.erase(effect.image->name);
  return {merged(lists.first, others.first, place, added), merged(lists.second, others.second, place, {})};
}

// Another run may have rewritten the kustomization: an entry there that has a name which this run adds to the
// controller's entries is the one that the controller's had the place of.
EffectList EntryLists::merged(const EffectList& list, const EffectList& others,
                              ControllerEntries::Place place, const std::set<std::string_view>& added) {
  const bool is_sorted = place == ControllerEntries::Place::sorted;
  std::vector<const Effect*> all;
  std::map<std::string_view, std::size_t> places;
  const auto name_of = [&](const Effect& effect) -> std::string_view {
    if (added.empty() || effect.selector.is_pattern() || places.contains(effect.image->name))
      return effect.image->name;
    const std::string form = texts_[effect.new_form] + effect.tail;
    const auto renamed = added.contains(form) ? places.find(form) : places.end();
    return renamed == places.end() ? std::string_view(effect.image->name) : renamed->first;
  };
  const auto add = [&](const Effect& effect, std::string_view name, bool takes_place) {
    const auto [known, is_new] = places.emplace(name, all.size());
    if (is_new || !takes_place)
      all.push_back(&effect);
    else
      all[known->second] = &effect;
  };
  for (const Effect& effect : list.effects) add(effect, effect.image->name, is_sorted);
  for (const Effect& effect : others.effects) add(effect, name_of(effect), true);
  if (is_sorted) {
    std::sort(all.begin(), all.end(),
              [](const Effect* a, const Effect* b) { return a->image->name < b->image->name; });
  }
  EffectList merged;
  std::map<const Effect*, std::size_t> at;
  for (const Effect* effect : all) {
    at.emplace(effect, merged.effects.size());
    merged.add(*effect);
  }
  for (const EffectList* each : {&list, &others}) {
    for (const auto& [name, selecting] : each->selecting) {
      if (name >= known_) continue;
      std::vector<std::size_t>& places_of = merged.selecting[name];
      for (const std::size_t one : selecting) {
        if (const auto found = at.find(&each->effects[one]); found != at.end())
          places_of.push_back(found->second);
      }
      std::sort(places_of.begin(), places_of.end());
    }
  }
  return merged;
}

Image EntryLists::image(const std::string& reference) {
  const std::string name(image_name(reference));
  std::string version = reference.substr(name.size());
  if (version.starts_with(":*")) version.erase(0, 1);
  return {texts_.id(name), texts_.id(version)};
}

std::string EntryLists::text(const Image& image) const {
  const std::string& version = texts_[image.version];
  return texts_[image.name] + (version.starts_with('*') ? ":" : "") + version;
}

std::vector<NameId> EntryLists::versions_of(NameId name) {
  if (tails_.empty()) return {as_it_came};
  std::set<NameId> versions{as_it_came};
  const auto add = [&](NameId one) {
    const auto found = tails_.find(one);
    if (found != tails_.end()) versions.insert(found->second.begin(), found->second.end());
  };
  add(name);
  for (std::size_t i = 0; i < names_.size(); ++i) add(mapped(name, i));
  return {versions.begin(), versions.end()};
}

NameId EntryLists::mapped(NameId name, std::size_t mapping) {
  std::unordered_map<NameId, NameId>& known = names_[mapping];
  const auto found = known.find(name);
  if (found != known.end()) return found->second;
  const std::string text = texts_[name];
  return known[name] = texts_.id(run_.mappings[mapping].of(text));
}

bool EntryLists::is_form_of(NameId form, NameId name) {
  bool found = form == name;
  for (std::size_t i = 0; i < names_.size() && !found; ++i) found = form == mapped(name, i);
  return found;
}

void EntryLists::add_name(const std::string& name) {
  if (name.empty()) return;
  const NameId id = texts_.id(name);
  if (!added_.insert(id).second) return;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const NameId form = mapped(id, i);
    added_.insert(form);
    if (form != id) new_names_.insert(form);
  }
}

std::vector<NameId> EntryLists::selected_by(const Selector& selector) {
  std::vector<NameId> found;
  if (!selector.is_pattern()) {
    index_.find(selector.base(), found);
  } else {
    if (!graph_.spend(pattern_work * added_.size())) return found;
    std::copy_if(added_.begin(), added_.end(), std::back_inserter(found),
                 [&](NameId id) { return selector.selects(texts_[id]); });
  }
  sort_unique(found);
  return found;
}

// A tag that an entry asks for matters to what it selects, and to what gets that name before. Returns whether
// it is new.
bool EntryLists::add_tails(const ImageEntry& entry) {
  const Selector selector(entry.name);
  const std::string given(image_name(entry.new_name));
  const bool passes_on =
      !given.empty() && entry.new_tag.empty() && entry.digest.empty() && tails_.contains(texts_.id(given));
  const bool asks = !selector.is_pattern() && !selector.tail().empty();
  if (!passes_on && !asks) return false;
  bool any = false;
  for (const NameId name : selected_by(selector)) {
    if (!graph_.spend(1)) return false;
    if (asks) any = tails_[name].insert(texts_.id(std::string(selector.tail()))).second || any;
    if (!passes_on) continue;
    const std::set<NameId> passed = tails_[texts_.id(given)];
    if (!graph_.spend(step_work * passed.size())) return false;
    for (const NameId tail : passed) any = tails_[name].insert(tail).second || any;
  }
  return any;
}

EffectList EntryLists::list_of(std::size_t file, const std::vector<ImageEntry>& images, std::size_t which) {
  EffectList list;
  const RunFile& as = run_.files[file];
  for (const ImageEntry& image : images) {
    const std::size_t at = list.effects.size();
    Effect effect(&image, file, Selector(image.name));
    effect.base = texts_.id(std::string(effect.selector.base()));
    effect.new_form = mapped(effect.base, as.mapping);
    if (!effect.selector.is_pattern()) effect.tail = std::string(effect.selector.tail());
    effect.fixed =
        as.refused || as.outside || (which == own && at < as.suppressed.size() && as.suppressed[at]);
    effect.of_controller = which >= controllers;
    const std::string_view given = image_name(image.new_name);
    effect.new_name = given.empty() ? 0 : texts_.id(std::string(given));
    effect.new_version = image.new_name.substr(given.size());
    effect.version =
        (image.new_tag.empty() ? "" : ":" + image.new_tag) + (image.digest.empty() ? "" : "@" + image.digest);
    for (const NameId name : selected_by(effect.selector)) list.selecting[name].push_back(at);
    list.add(effect);
  }
  return list;
}

const std::vector<std::size_t>& EntryLists::selecting(EffectList& list, NameId name) const {
  static const std::vector<std::size_t> none;
  const auto found = list.selecting.find(name);
  if (found != list.selecting.end()) return found->second;
  if (name < known_) return none;
  std::vector<std::size_t>& later = list.selecting[name];
  graph_.spend(list.effects.size());
  for (std::size_t i = 0; i < list.effects.size(); ++i) {
    if (list.effects[i].selector.selects(texts_[name])) later.push_back(i);
  }
  return later;
}

}  // namespace ecrify::kustomize
