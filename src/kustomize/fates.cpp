// SPDX-License-Identifier: Apache-2.0
#include "fates.hpp"

#include <algorithm>
#include <cstdint>

namespace ecrify::kustomize {

namespace {

EntryFate plain(NameFate fate) { return {fate, FindingId::kustomize_selector, "", ""}; }

EntryFate refused(FindingId id, std::string message, std::string help) {
  return {NameFate::refuse, id, std::move(message), std::move(help)};
}

EntryFate both_names(const std::string& name, const std::string& message) {
  return refused(
      FindingId::kustomize_both_names, message,
      "write " + name +
          " and its new name the same way in all of them first, or keep the image out of the mapping");
}

EntryFate too_much() {
  return refused(FindingId::kustomize_selector, "this selects images from more files than are followed",
                 "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite");
}

EntryFate not_read(const std::string& path) {
  return refused(FindingId::kustomize_selector, path + " can't be read, and this may select images in it",
                 "see what is wrong with it (ecrify check " + path + "), or rewrite the output of kustomize instead: kustomize build … | ecrify rewrite");
}

EntryFate both_rules(const std::string& where) {
  return refused(FindingId::kustomize_both_names,
                 "this selects the image at " + where + ", which gets another name: the configuration has another target for that path",
                 "name one target for both (--target), or rewrite the output of kustomize: kustomize build … | ecrify rewrite");
}

}  // namespace

std::string Lines::operator()(const Place& place) {
  auto source = sources_.find(place.path);
  if (source == sources_.end()) {
    std::string& text = texts_[place.path];
    text = tree_.read(place.path).value_or("");
    source = sources_.emplace(place.path, SourceText(place.path, text)).first;
  }
  return place.path + ":" + std::to_string(source->second.position(place.span.begin).line);
}

std::string Fates::where(std::optional<PlaceId> place) {
  return place ? lines_(evaluation_.places()[*place]) : "a kustomization";
}

void Fates::run() {
  const auto& units = repository_.units();
  for (UnitId unit = 0; unit < units.size(); ++unit) {
    std::vector<EntryFate>& fates = fates_[unit];
    for (std::size_t i = 0; i < units[unit].entries.size(); ++i) fates.push_back(decide(unit, i));
  }
  for (const Use& use : evaluation_.uses()) follow(use, Pass::compare);
  for (const Use& use : evaluation_.uses()) follow(use, Pass::tie);
}

EntryFate Fates::decide(UnitId unit, std::size_t index) {
  const UnitEntry& entry = repository_.units()[unit].entries[index];
  const Facts facts = evaluation_.facts(unit, index);
  const std::string& renamed = mapping_.of(entry.name);
  const bool changes = renamed != entry.name;
  const bool selects_old = facts.held.has_value() || facts.renamed.has_value();

  const std::string unreadable = evaluation_.unreadable(unit);
  if (!unreadable.empty() && (changes || facts.held || pattern_prefix(entry.name))) return not_read(unreadable);
  if (evaluation_.bounded(unit) && (changes || facts.held || pattern_prefix(entry.name))) return too_much();
  if (facts.pattern && image_name(entry.name).size() < entry.name.size()) {
    return refused(FindingId::kustomize_selector,
                   "a name with a tag or a digest selects images that have the same by their old names, such as perhaps the one at " +
                       where(facts.pattern),
                   "leave the tag or digest out of the name");
  }
  if (facts.pattern) {
    return refused(
        FindingId::kustomize_selector,
        "this pattern selects images by their old names, such as the one at " + where(facts.pattern),
        "write an entry for each image, or rewrite the output of kustomize: kustomize build … | ecrify "
        "rewrite");
  }
  if (!changes) {
    if (facts.held && facts.old_form) {
      return both_names(entry.name, "the image at " + where(facts.old_form) +
                                        " would get this name, which selects the one at " +
                                        where(facts.held) + " alone so far");
    }
    return plain(NameFate::stay);
  }
  if (entry.foreign) {
    if (!selects_old) return plain(NameFate::stay);
    return refused(FindingId::kustomize_selector,
                   "an ImageTagTransformer selects the image at " +
                       where(facts.held ? facts.held : facts.renamed) + " by its old name",
                   "write it as an entry of images in the kustomization");
  }
  if (facts.suppressed && !entry.foreign && !selects_old && !facts.remote) {
    return {NameFate::leave, FindingId::kustomize_both_names,
            "this gives a new name to the image at " + where(facts.suppressed) + ", whose rewrite is suppressed",
            "suppress the rewrite of this entry, too, or take that suppression away"};
  }
  if (mapping_.adds_placeholder(entry.name) && !facts.suppressed) return plain(NameFate::stay);
  if (facts.held && facts.renamed) {
    return both_names(entry.name, "the image at " + where(facts.held) + " has this name, the one at " +
                                      where(facts.renamed) +
                                      " already has the new one: after a rewrite this would select both");
  }
  if (selects_old && facts.left) {
    return both_names(entry.name, "this selects the image at " + where(facts.left) +
                                      ", which is left alone, and the one at " +
                                      where(facts.held ? facts.held : facts.renamed) +
                                      ", which is rewritten");
  }
  if (selects_old && facts.remote) {
    return both_names(entry.name, "this selects the image at " +
                                      where(facts.held ? facts.held : facts.renamed) +
                                      ", and one that is not in this tree");
  }
  if (selects_old) return plain(NameFate::rename);
  return plain(facts.copied ? NameFate::unknown : NameFate::stay);
}

std::string Fates::name_then(const UnitEntry& entry, const EntryFate& fate) {
  return fate.fate == NameFate::rename ? mapping_.of(entry.name) : entry.name;
}

// What the entry, as it will be, makes of a name of the rewritten tree.
void Fates::step(Live& live, const UnitEntry& entry, const EntryFate& fate, PlaceId place) {
  if (live.source == Source::suppressed) {
    if (!entry.new_name.empty()) live.new_name = std::string(image_name(entry.new_name));
  } else if (!entry.new_name.empty()) {
    const std::string to(image_name(entry.new_name));
    live.new_name = entry.foreign ? to : mapping_.of(to);
  } else if (fate.fate != NameFate::rename && !entry.foreign && mapping_.changes(entry.name)) {
    live.new_name = mapping_.of(entry.name);  // a newName is added
  }
  touch(live, entry, place, mapping_);
}

// An entry and the images that it selects must be renamed alike. `selects`: whether the entry does, by the old name or,
// after a rewrite, by this one.
std::optional<EntryFate> Fates::other_rules(const Live& live, const std::function<bool(const std::string&)>& selects) {
  if (!mapping_of_ || !is_rewritten(live.source)) return std::nullopt;
  for (const PlaceId place : live.origins) {
    if (!evaluation_.spend(1)) return too_much();
    const std::string there = mapping_of_(evaluation_.places()[place].path).of(live.old_name);
    if (there == *live.mapped || !selects(there)) continue;
    return both_rules(where(place));
  }
  return std::nullopt;
}

void Fates::follow(const Use& use, Pass pass) {
  const std::vector<UnitEntry>& entries = repository_.units()[use.unit].entries;
  std::vector<EntryFate>& fates = fates_.at(use.unit);
  if (!evaluation_.spend(use.inputs.size() * (entries.size() + 1))) {
    for (EntryFate& fate : fates) fate = too_much();
    return;
  }
  std::vector<Live> lives;
  for (const Input& input : use.inputs) {
    Live live = live_of(input, mapping_);
    const bool is_new = input.source == Source::touched || input.source == Source::claimed ||
                        (input.source == Source::raw && !mapping_.adds_placeholder(input.name));
    live.new_name = is_new ? *live.mapped : live.old_name;
    lives.push_back(std::move(live));
  }
  for (std::size_t e = 0; e < entries.size(); ++e) {
    const UnitEntry& entry = entries[e];
    EntryFate& fate = fates[e];
    if (const auto prefix = pattern_prefix(entry.name)) {
      if (pass == Pass::compare && fate.fate != NameFate::refuse) {
        for (const Live& live : lives) {
          auto other = other_rules(live, [&](const std::string& there) {
            return could_select(*prefix, live.old_name) || could_select(*prefix, there);
          });
          if (other) fate = std::move(*other);
        }
      }
      if (pass == Pass::compare || fate.fate != NameFate::refuse) continue;
      for (const Live& live : lives) {
        if (could_select(*prefix, live.old_name)) tie(use, e, live);
      }
      continue;
    }
    const std::string name = name_then(entry, fate);
    std::vector<bool> works(lives.size());
    for (const std::size_t i : matched(lives, entry, mapping_)) works[i] = true;
    for (std::size_t i = 0; i < lives.size(); ++i) {
      Live& live = lives[i];
      const bool will_work = selects(name, live.new_name);
      if (pass == Pass::tie && (works[i] || will_work)) tie(use, e, live);
      if (pass == Pass::compare && fate.fate != NameFate::refuse) {
        auto other = other_rules(live, [&](const std::string& there) { return works[i] || will_work || selects(name, there); });
        if (other) fate = std::move(*other);
      }
      if (pass == Pass::compare && works[i] != will_work && fate.fate != NameFate::refuse) {
        const std::optional<PlaceId> at =
            live.origins.empty() ? std::nullopt : std::optional(live.origins.front());
        fate =
            works[i]
                ? both_names(entry.name,
                             "this selects the image at " + where(at) + ", and would not after a rewrite")
                : both_names(entry.name, "after a rewrite this would also select the image at " + where(at));
      }
      if (!works[i]) continue;
      step(live, entry, fate, evaluation_.place_of_entry(use.unit, e));
      if (pass == Pass::compare && fate.fate != NameFate::refuse && live.source != Source::suppressed &&
          live.new_name != *live.mapped) {
        fate = both_names(entry.name, "after a rewrite this would make " + live.new_name +
                                          " of an image, not " + *live.mapped);
      }
    }
  }
}

// What the entry works on must be written with it, when its name changes.
void Fates::tie(const Use& use, std::size_t index, const Live& live) {
  const Unit& unit = repository_.units()[use.unit];
  const UnitEntry& entry = unit.entries[index];
  const EntryFate& fate = fates_.at(use.unit)[index];
  if (!is_rewritten(live.source) || *live.mapped == live.old_name) return;
  const bool is_stay = live.source == Source::raw && mapping_.adds_placeholder(live.old_name);
  if (is_stay) {
    for (const PlaceId place : live.origins) stays_.insert({evaluation_.places()[place].path, live.old_name});
  }
  const bool is_written = is_stay ? entry.new_name.empty() || mapping_.changes(entry.new_name)
                                  : fate.fate == NameFate::rename && mapping_.changes(entry.name);
  if (!is_written && fate.fate != NameFate::refuse) return;
  if (!evaluation_.spend(live.origins.size())) {
    fates_.at(use.unit)[index] = too_much();
    return;
  }
  const PlaceId place = evaluation_.place_of_entry(use.unit, index);
  const TieKind kind = is_stay ? TieKind::stays : TieKind::together;
  Tie& tie = ties_[{place, kind}];
  tie.kind = kind;
  tie.entry = evaluation_.places()[place];
  tie.name = entry.name;
  for (const PlaceId origin : live.origins) {
    const Place& held = evaluation_.places()[origin];
    if (held.path != unit.path) tie.held.push_back(held);
  }
}

}  // namespace ecrify::kustomize
