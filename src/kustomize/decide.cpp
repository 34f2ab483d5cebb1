// SPDX-License-Identifier: Apache-2.0
// The table of docs/rollout.md, row by row.
#include "ecrify/kustomize/decide.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

#include "accumulate.hpp"
#include "distribute.hpp"
#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"
#include "entry_index.hpp"

namespace ecrify::kustomize {

namespace {

EntryRuling& ruling_of(Decisions& out, const ImageTransform& entry) {
  return (entry.transformer ? out.transformers : out.entries)[entry.file][entry.index];
}

// Registries are the same in capitals, and kustomize's names are not. Only a host may have some.
bool has_capitals(std::string_view name) {
  const std::string masked = reference::mask_placeholders(name).text;  // but a placeholder may, too
  return std::any_of(masked.begin(), masked.end(), [](char c) { return is_upper(c); });
}

// The new name alone has a placeholder, the registry's: kustomize, which works before it is filled in, would
// select nothing by it. A name that has one itself is filled in first.
bool selects_nothing(const ImageTransform& entry) {
  return waits_for_value(entry.new_form) && !waits_for_value(entry.selector.name());
}

EntryRuling refused(std::string message, std::string help, FindingId id = FindingId::kustomize_selector) {
  EntryRuling ruling;
  ruling.refusal = Refusal{id, std::move(message), std::move(help)};
  return ruling;
}
EntryRuling refused_suffix() {
  return refused(
      "an entry for the old name and one for the new are needed here, and would both work on an image",
      "write newTag in an entry of images, in place of a tagSuffix or of an ImageTagTransformer");
}
EntryRuling refused_size() {
  return refused(std::string(too_much_to_follow),
                 "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite");
}
// Nothing else is done about an entry that is refused.
void refuse(EntryRuling& ruling) {
  ruling = refused(std::move(ruling.refusal->message), std::move(ruling.refusal->help), ruling.refusal->id);
}

void find_renamed(const Accumulation& accumulation, Decisions& out) {
  std::set<std::string> names;
  for (const ImageTransform& entry : accumulation.entries()) {
    const std::string& renamed = ruling_of(out, entry).name;
    if (!renamed.empty() && !Selector(renamed).selects(entry.selector.base()))
      names.insert(std::string(entry.selector.base()));
  }
  out.renamed.assign(names.begin(), names.end());
}

// An entry that changes goes with what it selects: a pair, too, is right only once it is written. So does
// one that is refused, and with it all of its file.
void group(const Run& run, Accumulation& accumulation,
           const std::vector<std::pair<std::size_t, std::size_t>>& ties, Decisions& out) {
  std::vector<std::size_t> parent(run.files.size());
  std::iota(parent.begin(), parent.end(), 0);
  const auto root = [&](std::size_t file) {
    while (parent[file] != file) file = parent[file] = parent[parent[file]];
    return file;
  };
  for (NodeId id = 0; id < accumulation.nodes().size(); ++id) {
    const Node& node = accumulation.nodes()[id];
    std::set<std::pair<NameId, std::size_t>> known;  // thousands of entries may select one name
    for (const std::size_t index : node.entries) {
      const ImageTransform& entry = accumulation.entries()[index];
      const EntryRuling& ruling = ruling_of(out, entry);
      if (!ruling.changes() && !ruling.refusal) continue;
      for (const Carried one : entry.met.reached) {
        if (stays(one) || !known.emplace(name_of(one), entry.file).second) continue;
        accumulation.visit_sources(id, name_of(one), [&](std::size_t file, const ImageName* place) {
          if (place == nullptr || place->rewritten) parent[root(file)] = root(entry.file);
          return true;
        });
      }
    }
  }
  // Configurations that nobody sees may make an image of any place that has the name of an entry.
  for (NodeId id = 0; id < accumulation.nodes().size(); ++id) {
    std::vector<const ImageTransform*> open;
    for (const std::size_t index : accumulation.nodes()[id].entries) {
      const ImageTransform& entry = accumulation.entries()[index];
      if (entry.met.unknown && entry.is_mapped()) open.push_back(&entry);
    }
    if (open.empty()) continue;
    for (const std::size_t file : accumulation.graph().files_below(id)) {
      if (!accumulation.graph().spend(run.files[file].names.size() * open.size())) break;
      for (const ImageName& name : run.files[file].names) {
        if (!name.rewritten || accumulation.graph().is_image_place(name, true)) continue;
        for (const ImageTransform* entry : open) {
          if (entry->selector.selects(name.name)) parent[root(file)] = root(entry->file);
        }
      }
    }
  }
  // The name that a patch expects goes with the image.
  for (NodeId id = 0; id < accumulation.nodes().size(); ++id) {
    std::set<std::pair<NameId, std::size_t>> known;  // a patch may test thousands of images for one name
    for (const PatchTest& tested : accumulation.nodes()[id].tested) {
      if (!known.emplace(name_of(tested.name), tested.place.file).second) continue;
      accumulation.visit_sources(id, name_of(tested.name), [&](std::size_t file, const ImageName*) {
        parent[root(file)] = root(tested.place.file);
        return true;
      });
    }
  }
  // What a transformer inside of a kustomization selects stays with it, where that is refused; where no work
  // is left, all that it may select.
  std::unordered_map<std::size_t, NodeId> node_of;
  if (!accumulation.graph().refusals().empty()) {
    for (NodeId id = 0; id < accumulation.nodes().size(); ++id)
      node_of.emplace(accumulation.nodes()[id].file, id);
  }
  for (const PlacedRefusal& refusal : accumulation.graph().refusals()) {
    const Selector selector(refusal.name);
    for (const std::size_t file : accumulation.graph().files_below(node_of.at(refusal.file))) {
      const std::vector<ImageName>& names = run.files[file].names;
      const bool is_selected = std::any_of(names.begin(), names.end(), [&](const ImageName& name) {
        return name.rewritten && selector.selects(name.name);
      });
      if (is_selected) parent[root(file)] = root(refusal.file);
      if (!accumulation.graph().spend(1 + names.size())) break;
    }
    if (!accumulation.bounded()) continue;
    for (std::size_t file = 0; file < parent.size(); ++file) parent[root(file)] = root(refusal.file);
    break;
  }
  for (const auto& [file, other] : ties) parent[root(file)] = root(other);
  std::map<std::size_t, std::vector<std::size_t>> groups;
  for (std::size_t i = 0; i < parent.size(); ++i) groups[root(i)].push_back(i);
  for (auto& [first, files] : groups) {
    if (files.size() > 1) out.groups.push_back(std::move(files));
  }
}

class Decider {
 public:
  explicit Decider(Run& run) : run_(run), accumulation_(run), index_(run, accumulation_) {}

  Decisions decide() {
    Decisions out;
    out.entries.resize(run_.files.size());
    out.transformers.resize(run_.files.size());
    for (std::size_t i = 0; i < run_.files.size(); ++i) {
      if (run_.files[i].kustomization) out.entries[i].resize(run_.files[i].kustomization->images.size());
      out.transformers[i].resize(run_.files[i].transformers.size());
    }
    accumulation_.accumulate();
    out.refusals = accumulation_.refusals();
    out.copied = accumulation_.names().copied();
    out.stays = accumulation_.names().expected().staying();
    late_ = distribute(run_, accumulation_, out);
    for (std::size_t i = 0; i < accumulation_.entries().size(); ++i) {
      const ImageTransform& entry = accumulation_.entries()[i];
      EntryRuling& ruling = ruling_of(out, entry);
      if (late_.decides(i)) {
        ruling = late_.ruling(i);
      } else {
        ruling = rule(entry);
      }
      if (ruling.refusal) refuse(ruling);
    }
    find_renamed(accumulation_, out);
    group(run_, accumulation_, late_.ties, out);
    for (const ImageTransform& entry : accumulation_.entries()) {
      EntryRuling& ruling = ruling_of(out, entry);
      if (accumulation_.bounded() && ruling.changes())
        ruling = refused_size();  // what it goes with is not known
    }
    return out;
  }

 private:
  // The new newName of an entry, "" where it stays or there is none.
  [[nodiscard]] std::string new_name_of(const ImageTransform& entry) const {
    const std::string& given = entry.image->new_name;
    if (late_.kept.contains(static_cast<std::size_t>(&entry - accumulation_.entries().data()))) return "";
    return given.empty() || !index_.mapping_of(entry).changes(given) ? ""
                                                                     : index_.mapping_of(entry).of(given);
  }

  // --- the rows ---

  [[nodiscard]] EntryRuling rule(const ImageTransform& entry) {
    const bool concerned = entry.is_mapped() || entry.met.rewritten || entry.selector.is_pattern();
    if (accumulation_.bounded() && concerned) return refused_size();
    if (entry.suppressed) return {};
    if (run_.reverse) {
      if (auto folded = fold(entry)) return std::move(*folded);
    }
    if (entry.selector.is_pattern()) return rule_pattern(entry);
    if (const ImageTransform* second = index_.second_of_pair(entry);
        second != nullptr && !second->suppressed) {
      EntryRuling ruling;
      if (!entry.met.staying) ruling.new_name = new_name_of(entry);
      return ruling;
    }
    if (!entry.is_mapped()) return rule_unmapped(entry);
    return rule_mapped(entry);
  }

  [[nodiscard]] EntryRuling rule_pattern(const ImageTransform& entry) {
    EntryRuling ruling;
    const std::string new_name = new_name_of(entry);
    if (entry.selector.failed())
      return refused("this pattern takes too long to compare", "write an entry for each image");
    if (entry.no_new_form) {
      if (!entry.met.rewritten && !entry.met.unknown) {
        ruling.new_name = new_name;
        return ruling;
      }
      return refused("no single pattern selects under their new names what this pattern selects",
                     "write an entry for each image");
    }
    ruling.new_name = new_name;
    if (!entry.is_mapped() || index_.has_partner(entry) || selects_nothing(entry)) return ruling;
    if (entry.image->never_pairs()) return refused_suffix();
    ruling.copy = EntryRuling::Copy{entry.new_form, new_name};
    return ruling;
  }

  [[nodiscard]] EntryRuling rule_unmapped(const ImageTransform& entry) const {
    EntryRuling ruling;
    ruling.new_name = new_name_of(entry);
    return ruling;
  }

  [[nodiscard]] EntryRuling rule_mapped(const ImageTransform& entry) {
    EntryRuling ruling;
    const std::string new_name = new_name_of(entry);
    if (entry.met.staying) return rule_staying(entry, new_name);
    // A later entry writes the new name.
    const auto index = static_cast<std::size_t>(&entry - accumulation_.entries().data());
    if (selects_nothing(entry) && late_.kept.contains(index)) return ruling;
    if (!entry.met.unknown && !selects_nothing(entry)) {
      ruling.name = entry.new_form;
      ruling.new_name = new_name;
      return ruling;
    }
    if (entry.image->never_pairs()) return rule_either(entry, new_name);
    if (has_capitals(entry.selector.base())) {
      return refused(
          "not all that this selects is known, and its new name would also select the same name in small "
          "letters",
          "write the host in small letters", FindingId::kustomize_both_names);
    }
    // The list has another entry for the new name: what was rewritten elsewhere would be that one's.
    if (const ImageTransform* const other = index_.of_new_name(entry);
        other != nullptr && !entry.met.rewritten) {
      if (other->index < entry.index)
        ruling.new_name = entry.image->new_name.empty() ? base_of(entry.new_form) : new_name;
      return ruling;
    }
    const std::string added = entry.image->new_name.empty() ? base_of(entry.new_form) : new_name;
    ruling.new_name = added;
    if (index_.spellings_of(entry).front() == &entry && !index_.has_partner(entry) && !selects_nothing(entry))
      ruling.copy = EntryRuling::Copy{entry.new_form, new_name};
    return ruling;
  }

  // The entry stays to the letter, and behind it comes one for the new name: of what is rewritten in the run,
  // or may be elsewhere.
  [[nodiscard]] EntryRuling rule_staying(const ImageTransform& entry, const std::string& new_name) const {
    EntryRuling ruling;
    if (entry.met.rewritten && entry.transformer) return rule_either(entry, new_name);
    const bool may_be_elsewhere = entry.met.unknown && !entry.image->never_pairs() &&
                                  !has_capitals(entry.selector.base()) && !selects_nothing(entry) &&
                                  index_.of_new_name(entry) == nullptr;
    if ((entry.met.rewritten || may_be_elsewhere) && !index_.has_partner(entry))
      ruling.copy = EntryRuling::Copy{entry.new_form, new_name};
    return ruling;
  }

  // Where two entries would both work on an image, one selects by either name: kustomize takes it for a
  // regular expression. Beside others of its name it would not be one of them any more to what keeps the last
  // entry of each name, as `kustomize edit set image` and Argo CD do.
  [[nodiscard]] EntryRuling rule_either(const ImageTransform& entry, const std::string& new_name) const {
    if (!entry.selector.tail().empty() || selects_nothing(entry) ||
        (entry.met.staying && !new_name.empty()) || !index_.is_alone(entry))
      return refused_suffix();
    EntryRuling ruling;
    ruling.name = entry.new_form.starts_with('\x01')
                      ? entry.new_form
                      : "(" + entry.selector.name() + "|" + entry.new_form + ")";
    ruling.new_name = new_name;
    return ruling;
  }

  // Back again, a pair is one entry: its first, without the newName that was added. Nothing where the entry
  // is of no pair.
  [[nodiscard]] std::optional<EntryRuling> fold(const ImageTransform& entry) {
    if (auto either = fold_either(entry)) return either;
    if (entry.selector.is_pattern()) return fold_pattern(entry);
    EntryRuling ruling;
    const bool goes_back = image_name(entry.image->new_name) ==
                           base_of(entry.new_form);  // the first of a pair in this direction
    const auto is_first = [&](const ImageTransform& first) {
      return is_pair(*first.image, *entry.image, index_.mapping_of(entry));
    };
    const bool is_second = entry.is_mapped() && !entry.met.staying && !goes_back &&
                           index_.by_forward(entry.selector.name(), entry, is_first) != nullptr;
    if (is_second) {
      // A name that comes back is spelled in one way: docker.io/library/nginx, not nginx.
      const bool is_there = index_.by_name(entry.new_form, entry, is_first) != nullptr;
      ruling.drops_entry = is_there;
      if (!is_there) {
        ruling.name = entry.new_form;
        ruling.new_name = new_name_of(entry);
      }
      return ruling;
    }
    const std::string forward = index_.mapping_of(entry).forward(base_of(entry.selector.name()));
    const ImageTransform* const second =
        index_.by_name(forward + std::string(entry.selector.tail()), entry, [&](const ImageTransform& other) {
          return is_pair(*entry.image, *other.image, index_.mapping_of(entry));
        });
    if (second != nullptr && !second->image->new_name.empty())
      return std::nullopt;  // it was there before the pair
    const std::string& given = entry.image->new_name;
    if (given.empty() || given != forward || forward == entry.selector.base()) return std::nullopt;
    ruling = {};
    ruling.drops_new_name = true;
    return ruling;
  }

  // The result of rule_either().
  [[nodiscard]] std::optional<EntryRuling> fold_either(const ImageTransform& entry) const {
    const std::string& name = entry.selector.name();
    const std::size_t bar = name.find('|');
    if (bar == std::string::npos || !name.starts_with('(') || !name.ends_with(')')) return std::nullopt;
    EntryRuling ruling;
    ruling.name = name.substr(1, bar - 1);
    if (index_.mapping_of(entry).forward(ruling.name) != name.substr(bar + 1, name.size() - bar - 2))
      return std::nullopt;
    ruling.new_name = new_name_of(entry);
    return ruling;
  }

  // The second of two patterns says what the first one says, once it is written back.
  [[nodiscard]] std::optional<EntryRuling> fold_pattern(const ImageTransform& entry) const {
    if (!entry.is_mapped() || entry.met.staying || entry.index == 0) return std::nullopt;
    NameMapping& mapping = index_.mapping_of(entry);
    const ImageEntry& before = run_.files[entry.file].kustomization->images[entry.index - 1];
    const auto back = [&](const std::string& name) { return name.empty() ? name : mapping.of(name); };
    if (before.name != entry.new_form || !same_effect(before, *entry.image) ||
        back(before.new_name) != back(entry.image->new_name))
      return std::nullopt;
    EntryRuling ruling;
    ruling.drops_entry = true;
    return ruling;
  }

  Run& run_;
  Accumulation accumulation_;
  EntryIndex index_;
  Distribution late_;
};

}  // namespace

Decisions decide_entries(Run& run) { return Decider(run).decide(); }

std::vector<EntryRuling> rule_unknown(std::vector<ImageEntry> list, std::vector<bool> suppressed,
                                      NameMapping& mapping, bool reverse) {
  Run run;
  RunFile file;
  file.path = "/kustomization.yaml";
  file.kustomization.emplace();
  file.kustomization->images = std::move(list);
  file.kustomization->charts = true;  // anything may come in
  file.suppressed = std::move(suppressed);
  run.files.push_back(std::move(file));
  run.mappings.push_back(std::move(mapping));
  run.reverse = reverse;
  Decisions decisions = decide_entries(run);
  mapping = std::move(run.mappings.front());
  return std::move(decisions.entries.front());
}

}  // namespace ecrify::kustomize
