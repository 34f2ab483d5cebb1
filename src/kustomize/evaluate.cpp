// SPDX-License-Identifier: Apache-2.0
#include "evaluate.hpp"

#include <algorithm>
#include <iterator>

namespace ecrify::kustomize {

void merge(Places& into, const Places& from) {
  if (from.empty()) return;
  if (into.empty() || into.back() < from.front()) {
    into.insert(into.end(), from.begin(), from.end());
    return;
  }
  Places both;
  both.reserve(into.size() + from.size());
  std::set_union(into.begin(), into.end(), from.begin(), from.end(), std::back_inserter(both));
  into = std::move(both);
}

Live live_of(const Input& input, Mapping& mapping) {
  return {input.name, &mapping.of(input.name), "", input.source, input.origins, false};
}

void touch(Live& live, const UnitEntry& entry, PlaceId place, Mapping& mapping) {
  if (!entry.new_name.empty()) {
    live.old_name = std::string(image_name(entry.new_name));
    live.mapped = &mapping.of(live.old_name);
  }
  live.worked_on = true;
  if (live.source == Source::suppressed) {
    live.origins = {place};
    return;
  }
  // From here on the name rests on the entry, which itself is tied to what was before; but an entry that
  // stays as it is is tied to nothing.
  if (!entry.new_name.empty() || live.source == Source::left || mapping.changes(entry.name))
    live.origins = {place};
  const bool was_remote = live.source == Source::remote || live.source == Source::claimed;
  live.source = was_remote ? Source::claimed : Source::touched;
}

std::vector<std::size_t> matched(const std::vector<Live>& lives, const UnitEntry& entry, Mapping& mapping) {
  std::vector<std::size_t> found;
  if (pattern_prefix(entry.name)) return found;
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (selects(entry.name, lives[i].old_name)) found.push_back(i);
  }
  if (!found.empty()) return found;
  const std::string& renamed = mapping.adds_placeholder(entry.name) ? entry.name : mapping.of(entry.name);
  for (std::size_t i = 0; i < lives.size(); ++i) {
    if (lives[i].worked_on) continue;
    const std::string& name = lives[i].old_name;
    if (selects(renamed, name) ||
        (selects(entry.name, *lives[i].mapped) && !mapping.adds_placeholder(name))) {
      found.push_back(i);
    }
  }
  return found;
}

bool Evaluation::spend(std::size_t amount) {
  budget_ -= std::min(budget_, amount);
  return budget_ > 0;
}

bool Evaluation::bounded(UnitId unit) const {
  const auto found = bounded_.find(unit);
  return (found != bounded_.end() && found->second) || (components_bounded_ && repository_.units()[unit].component);
}

// Inner kustomizations first; without recursion, for a tree may nest them as deep as it likes.
void Evaluation::run(UnitId root) {
  struct Frame {
    UnitId unit;
    std::size_t op = 0;
  };
  std::vector<Frame> frames;
  const auto enter = [&](UnitId unit) {
    const auto [entry, is_new] = done_.try_emplace(unit);
    if (!is_new) return;  // evaluated, or being evaluated: a cycle, which kustomize refuses to build
    Program& program = entry->second.program;
    program.bounded = budget_ == 0;
    if (!program.bounded) program = program_of(repository_, unit);
    program.bounded = !spend(program.steps) || program.bounded;
    components_bounded_ = components_bounded_ || program.bounded;
    frames.push_back({unit, 0});
  };
  enter(root);
  while (!frames.empty()) {
    Frame& frame = frames.back();
    Done& done = done_.at(frame.unit);
    if (frame.op < done.program.ops.size()) {
      const Op& op = done.program.ops[frame.op++];
      if (op.kind == OpKind::call) {
        called_.insert(op.unit);
        enter(op.unit);
      } else if (op.kind == OpKind::images && op.unit != frame.unit) {
        called_.insert(op.unit);
      }
      continue;
    }
    const UnitId unit = frame.unit;
    frames.pop_back();
    finish(unit, done);
  }
}

void Evaluation::add_call(const Done& inner, Done& done) {
  add_unknowns(inner.unknowns, done);
  done.bounded = done.bounded || inner.bounded;
  done.copies = done.copies || inner.copies;
  if (done.unreadable.empty()) done.unreadable = inner.unreadable;
  done.bounded = !spend(inner.files.size() + inner.units.size()) || done.bounded;
  done.files.insert(inner.files.begin(), inner.files.end());
  done.units.insert(inner.units.begin(), inner.units.end());
  for (const auto& [key, origins] : inner.items) {
    done.bounded = !spend(1 + origins.size()) || done.bounded;
    merge(done.items[key], origins);
  }
}

void Evaluation::finish(UnitId unit, Done& done) {
  if (done.program.open) done.unknowns[unit];
  done.bounded = done.program.bounded;
  for (const Op& op : done.program.ops) {
    if (repository_.any_copied() && op.unit != no_unit && op.kind != OpKind::call) done.units.insert(op.unit);
    switch (op.kind) {
      case OpKind::file:
      case OpKind::patch_file:
        add_file(op, done);
        break;
      case OpKind::call:
        if (const Done& inner = done_.at(op.unit); inner.finished) add_call(inner, done);
        break;
      case OpKind::inline_patches:
        add_inline_patches(op.unit, done.items);
        break;
      case OpKind::images:
        apply(op.unit, done);
        break;
      case OpKind::splits:
        note_split(op.unit, done.items);
        break;
      case OpKind::copies:
        done.copies = done.copies || repository_.units()[op.unit].copies;
        add_copied(op.unit, done);
        break;
      case OpKind::unreadable:
        if (done.unreadable.empty()) done.unreadable = op.path;
        break;
    }
    if (!spend(1)) done.bounded = true;
    if (done.bounded) break;
  }
  if (done.bounded) {
    // Whatever was to work here could meet more than was seen.
    for (const Op& op : done.program.ops) {
      if (op.kind == OpKind::images) bounded_[op.unit] = true;
    }
    bounded_[unit] = true;
  }
  for (const Op& op : done.program.ops) {
    if (!done.unreadable.empty() && op.kind == OpKind::images) unreadable_[op.unit] = done.unreadable;
  }
  done.program = {};
  done.finished = true;
}

Source Evaluation::source_of(const std::string& path, Span span) const {
  if (left_alone_ && left_alone_(path)) return Source::left;
  return suppressed_ && suppressed_(path, span) ? Source::suppressed : Source::raw;
}

void Evaluation::add_held(const std::vector<Held>& held, PlaceId first, const std::string& path, Items& items) {
  std::map<std::pair<std::string_view, Source>, Places> by_name;
  for (const Held& one : held) by_name[{one.name, source_of(path, one.span)}].push_back(first++);
  for (const auto& [key, places] : by_name) merge(items[{std::string(key.first), key.second}], places);
  spend(held.size());
}

void Evaluation::add_file(const Op& op, Done& done) {
  const TextKind kind = op.kind == OpKind::patch_file ? TextKind::patch : TextKind::resources;
  const Repository::FileHeld& file = repository_.held(op.path, kind);
  const std::vector<Held>& held = file.held;
  if (!file.readable && done.unreadable.empty()) done.unreadable = op.path;
  if (repository_.any_copied()) done.files.insert(op.path);
  const auto [entry, is_new] =
      first_place_.try_emplace({op.path, kind}, static_cast<PlaceId>(places_.size()));
  if (is_new) {
    for (const Held& one : held) places_.push_back({op.path, one.span, one.document});
  }
  add_held(held, entry->second, op.path, done.items);
}

// Texts that replacements copy into images may be such names, too.
void Evaluation::add_copied(UnitId id, Done& done) {
  for (const Unit::Copied& from : repository_.units()[id].copied) {
    done.bounded = !spend(done.files.size() + done.units.size()) || done.bounded;
    if (done.bounded) return;
    for (const std::string& path : done.files) {
      const std::vector<Held>& held = repository_.copied(path, from);
      const auto [entry, is_new] = first_copied_.try_emplace({path, from.kind, from.key}, static_cast<PlaceId>(places_.size()));
      if (is_new) {
        for (const Held& one : held) places_.push_back({path, one.span, one.document});
      }
      add_held(held, entry->second, path, done.items);
    }
    for (const UnitId maker : done.units) {
      const Unit& unit = repository_.units()[maker];
      const auto [entry, is_new] = first_literal_.try_emplace(maker, static_cast<PlaceId>(places_.size()));
      PlaceId place = entry->second;
      for (const Unit::Literal& literal : unit.literals) {
        if (is_new) places_.push_back({unit.path, literal.held.span, literal.held.document});
        if (literal.key == from.key) add_held({literal.held}, place, unit.path, done.items);
        ++place;
      }
    }
  }
}

void Evaluation::note_split(UnitId unit, const Items& items) {
  for (const auto& [key, origins] : items) {
    if (is_rewritten(key.second) && mapping_.changes(key.first)) merge(split_[unit], origins);
  }
}

std::string Evaluation::unreadable(UnitId unit) const {
  const auto found = unreadable_.find(unit);
  return found == unreadable_.end() ? "" : found->second;
}

void Evaluation::add_inline_patches(UnitId id, Items& items) {
  const Unit& unit = repository_.units()[id];
  const auto [entry, is_new] = first_inline_.try_emplace(id, static_cast<PlaceId>(places_.size()));
  if (is_new) {
    for (const Held& one : unit.inline_patches) places_.push_back({unit.path, one.span, one.document});
  }
  add_held(unit.inline_patches, entry->second, unit.path, items);
}

PlaceId Evaluation::place_of_entry(UnitId id, std::size_t index) {
  const Unit& unit = repository_.units()[id];
  const auto [entry, is_new] = first_entry_.try_emplace(id, static_cast<PlaceId>(places_.size()));
  if (is_new) {
    for (const UnitEntry& one : unit.entries) places_.push_back({unit.path, one.span, unit.document});
  }
  return entry->second + static_cast<PlaceId>(index);
}

Facts Evaluation::facts(UnitId unit, std::size_t entry) const {
  const auto found = facts_.find({unit, entry});
  return found == facts_.end() ? Facts{} : found->second;
}

void Evaluation::add_unknowns(const Unknowns& inner, Done& done) {
  for (const auto& [unit, claimed] : inner) {
    const auto [entry, is_new] = done.unknowns.try_emplace(unit, claimed);
    done.bounded = !spend(1 + claimed.size()) || done.bounded;
    // Where one thing comes on two ways, only what is claimed on both is.
    if (!is_new)
      std::erase_if(entry->second,
                    [&names = claimed](const std::string& name) { return !names.contains(name); });
  }
}

// What no local name answers to is about something unknown.
void Evaluation::add_remote(const std::vector<UnitEntry>& entries, const Unknowns& unknowns,
                            std::vector<Input>& inputs) {
  const std::size_t known = inputs.size();
  std::set<std::string_view> names;
  for (const UnitEntry& entry : entries) {
    if (pattern_prefix(entry.name) || !names.insert(entry.name).second) continue;
    const bool claimed = std::all_of(unknowns.begin(), unknowns.end(), [&](const auto& unknown) {
      return unknown.second.contains(mapping_.of(entry.name));
    });
    if (claimed) continue;
    const std::string& renamed = mapping_.of(entry.name);
    const bool answered = std::any_of(
        inputs.begin(), inputs.begin() + static_cast<std::ptrdiff_t>(known), [&](const Input& input) {
          return input.source != Source::claimed &&
                 (selects(entry.name, input.name) || selects(renamed, input.name));
        });
    if (!answered) inputs.push_back({entry.name, Source::remote, {}});
  }
}

void Evaluation::claim(const std::vector<UnitEntry>& entries, Done& done) {
  for (auto& [unit, claimed] : done.unknowns) {
    done.bounded = !spend(entries.size()) || done.bounded;
    for (const UnitEntry& entry : entries) {
      if (pattern_prefix(entry.name)) continue;
      claimed.insert(mapping_.of(entry.name));
      if (!entry.new_name.empty()) claimed.insert(mapping_.of(std::string(image_name(entry.new_name))));
    }
  }
}

void Evaluation::observe(const std::vector<Live>& lives, const UnitEntry& entry, Facts& facts) {
  const std::string& renamed = mapping_.of(entry.name);
  const auto prefix = pattern_prefix(entry.name);
  const auto note = [](std::optional<PlaceId>& fact, const Live& live) {
    if (!fact && !live.origins.empty()) fact = live.origins.front();
  };
  for (const Live& live : lives) {
    const bool changes = is_rewritten(live.source);
    if (prefix) {
      if (changes && *live.mapped != live.old_name && could_select(*prefix, live.old_name))
        note(facts.pattern, live);
    } else if (selects(entry.name, live.old_name)) {
      if (live.source == Source::remote) facts.remote = true;
      note(changes ? facts.held : facts.left, live);
      if (live.source == Source::suppressed) note(facts.suppressed, live);
    } else if (selects(renamed, live.old_name)) {
      note(facts.renamed, live);
    } else if (changes && selects(entry.name, *live.mapped) && !mapping_.adds_placeholder(live.old_name)) {
      note(facts.old_form, live);
    }
  }
}

void Evaluation::apply(UnitId id, Done& done) {
  const std::vector<UnitEntry>& entries = repository_.units()[id].entries;
  // Before each step that takes that long.
  done.bounded = !spend((done.items.size() + 1) * (entries.size() + 1)) || done.bounded;
  if (done.bounded) return;
  Use use{id, {}};
  for (const auto& [key, origins] : done.items) use.inputs.push_back({key.first, key.second, origins});
  if (!done.unknowns.empty()) add_remote(entries, done.unknowns, use.inputs);
  done.bounded = !spend((use.inputs.size() + 1) * (entries.size() + 1)) || done.bounded;
  if (done.bounded) return;

  std::vector<Live> lives;
  for (const Input& input : use.inputs) lives.push_back(live_of(input, mapping_));
  uses_.push_back(std::move(use));
  for (std::size_t e = 0; e < entries.size(); ++e) {
    Facts& facts = facts_[{id, e}];
    facts.copied = facts.copied || done.copies;
    observe(lives, entries[e], facts);
    for (const std::size_t i : matched(lives, entries[e], mapping_)) {
      touch(lives[i], entries[e], place_of_entry(id, e), mapping_);
    }
  }
  if (!done.unknowns.empty()) claim(entries, done);
  done.items.clear();
  for (const Live& live : lives) {
    if (live.source != Source::remote) merge(done.items[{live.old_name, live.source}], live.origins);
  }
}

}  // namespace ecrify::kustomize
