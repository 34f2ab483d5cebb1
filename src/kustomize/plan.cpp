// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/plan.hpp"

#include <algorithm>

#include "evaluate.hpp"
#include "fates.hpp"
#include "repository.hpp"

namespace ecrify::kustomize {

class Planner {
 public:
  // `rules`: which of the mappings decides about the entries that this is about, those of files with these rules.
  Planner(const Request& request, Repository& repository, std::vector<Mapping>& mappings, std::size_t rules)
      : request_(request),
        repository_(repository),
        mappings_(mappings),
        rules_(rules),
        mapping_(mappings[rules]),
        evaluation_(repository_, mapping_, request.left_alone, request.suppressed),
        lines_(*request.tree),
        fates_(repository_, evaluation_, mapping_, mapping_of(), lines_) {}

  void add_to(Plan& plan) {
    plan.tree_ = request_.tree;
    evaluate();
    fates_.run();
    const auto uncovered = find_uncovered(fates_.stays());
    plan.refusals_.insert(plan.refusals_.end(), uncovered.begin(), uncovered.end());
    plan.stays_.insert(fates_.stays().begin(), fates_.stays().end());
    refuse_split(plan);
    tie_to_unreadable(plan);
    for (const auto& [key, tie] : fates_.ties()) {
      if (is_ours(tie.entry.path)) plan.ties_.push_back(tie);
    }
    for (UnitId id = 0; id < repository_.units().size(); ++id) {
      const Unit& unit = repository_.units()[id];
      if (!is_ours(unit.path)) continue;
      std::vector<EntryFate>& fates = plan.fates_[unit.path];
      for (std::size_t i = 0; i < unit.entries.size(); ++i) {
        const EntryFate& fate = fates_.of(id, i);
        if (!unit.entries[i].foreign) {
          fates.push_back(fate);
        } else if (fate.fate == NameFate::refuse) {
          plan.refusals_.push_back({unit.path, finding(unit, unit.entries[i], fate)});
        }
      }
      name_files(unit, unit.patches, plan.patches_);
      name_files(unit, unit.values, plan.values_);
    }
    plan.unread_ = repository_.unread();
    std::sort(plan.unread_.begin(), plan.unread_.end());
    plan.complete_ = plan.complete_ && repository_.complete();
    plan.bounded_ = plan.bounded_ || evaluation_.any_bounded();
  }

 private:
  [[nodiscard]] bool is_ours(const std::string& path) const { return !request_.rules_of || request_.rules_of(path) == rules_; }

  Fates::MappingOf mapping_of() {
    if (!request_.rules_of) return {};
    return [this](const std::string& path) -> Mapping& { return mappings_[request_.rules_of(path)]; };
  }

  // A replacement that takes images apart puts the wrong parts together once they have their new names.
  void refuse_split(Plan& plan) {
    for (const auto& [id, origins] : evaluation_.split()) {
      const Unit& unit = repository_.units()[id];
      if (!is_ours(unit.path) || origins.empty()) continue;
      const Place replacement{unit.path, *unit.splits, unit.document};
      Finding finding;
      finding.id = FindingId::kustomize_selector;
      finding.document = unit.document;
      finding.span = replacement.span;
      finding.message = "a replacement takes images apart, such as the one at " + lines_(evaluation_.places()[origins.front()]) +
                        ", and would put wrong parts together after a rewrite";
      finding.help = "rewrite the output of kustomize instead: kustomize build … | ecrify rewrite";
      plan.refusals_.push_back({unit.path, std::move(finding)});
      Tie tie{TieKind::split, replacement, "", {}};
      for (const PlaceId origin : origins) {
        const Place& held = evaluation_.places()[origin];
        if (held.path != unit.path) tie.held.push_back(held);
      }
      plan.ties_.push_back(std::move(tie));
    }
  }

  // What an entry selects is not known where something can't be read on the way: whatever has its name in the run may be.
  void tie_to_unreadable(Plan& plan) {
    if (!evaluation_.any_unreadable()) return;
    std::map<std::string, std::vector<Place>> by_name;
    for (const std::string& path : request_.files) {
      for (const TextKind kind : {TextKind::resources, TextKind::patch}) {
        for (const Held& one : repository_.held(path, kind).held) by_name[one.name].push_back({path, one.span, one.document});
      }
    }
    for (UnitId id = 0; id < repository_.units().size(); ++id) {
      const Unit& unit = repository_.units()[id];
      if (evaluation_.unreadable(id).empty() || !is_ours(unit.path)) continue;
      for (std::size_t i = 0; i < unit.entries.size(); ++i) {
        if (fates_.of(id, i).fate != NameFate::refuse || !evaluation_.spend(by_name.size())) continue;
        const UnitEntry& entry = unit.entries[i];
        const auto prefix = pattern_prefix(entry.name);
        Tie tie{TieKind::together, {unit.path, entry.span, unit.document}, entry.name, {}};
        for (const auto& [name, places] : by_name) {
          const bool selected = prefix ? could_select(*prefix, name) : selects(entry.name, name);
          if (!selected || !mapping_.changes(name)) continue;
          for (const Place& place : places) {
            if (place.path != unit.path) tie.held.push_back(place);
          }
        }
        if (!tie.held.empty()) plan.ties_.push_back(std::move(tie));
      }
    }
  }

  [[nodiscard]] bool matters(const Unit& unit) {
    return unit.splits || std::any_of(unit.entries.begin(), unit.entries.end(), [&](const UnitEntry& entry) {
      if (pattern_prefix(entry.name)) return true;
      return std::any_of(mappings_.begin(), mappings_.end(), [&](Mapping& mapping) {
        return mapping.verdict(entry.name) != rules::Verdict::unmapped || mapping.changes(std::string(image_name(entry.new_name)));
      });
    });
  }

  // Only what can matter is read: most kustomizations have no entry that is about a mapped registry. A
  // component works in its users; one that has none stands for itself.
  void evaluate() {
    const auto& units = repository_.units();
    const UnitId count =
        static_cast<UnitId>(units.size());  // reading may find more, which need no turn of their own
    std::vector<bool> wanted(count);
    bool component_matters = false;
    for (UnitId id = 0; id < count; ++id) {
      wanted[id] = matters(units[id]);
      component_matters = component_matters || (wanted[id] && units[id].component);
    }
    std::set<UnitId> used;
    for (UnitId id = 0; component_matters && id < count; ++id) {
      for (const std::string& text : units[id].components) {
        wanted[id] = true;
        used.insert(repository_.resolve(units[id], text).unit);
      }
    }
    for (UnitId id = 0; id < count; ++id) {
      if (wanted[id]) repository_.reach(id);
    }
    for (UnitId id = 0; id < count; ++id) {
      if (wanted[id] && !(units[id].component && used.contains(id))) evaluation_.run(id);
    }
  }

  // An image that stays since a kustomization writes its new name must not reach another build without one.
  using Stays = std::set<std::pair<std::string, std::string>>;
  std::vector<FileFinding> find_uncovered(const Stays& stays) {
    std::vector<FileFinding> refusals;
    if (stays.empty()) return refusals;
    const std::size_t count = repository_.units().size();
    for (UnitId id = 0; id < count; ++id) {
      if (!repository_.units()[id].component) evaluation_.run(id);
    }
    for (UnitId id = 0; id < count; ++id) {
      const Unit& unit = repository_.units()[id];
      if (unit.component || evaluation_.is_called(id)) continue;
      for (const auto& [key, origins] : evaluation_.outputs(id)) {
        if (key.second != Source::raw) continue;
        for (const PlaceId origin : origins) {
          const Place& place = evaluation_.places()[origin];
          if (!stays.contains({place.path, key.first})) continue;
          Finding finding;
          finding.id = FindingId::kustomize_elsewhere;
          finding.document = place.document;
          finding.span = place.span;
          finding.reference = key.first;
          finding.message = "the image stays, for another kustomization gives it its new name, but " +
                            unit.path + " builds it without an entry for it";
          finding.help = "add an entry for it to the images there, or name a registry without placeholders";
          refusals.push_back({place.path, std::move(finding)});
        }
      }
    }
    return refusals;
  }

  static Finding finding(const Unit& unit, const UnitEntry& entry, const EntryFate& fate) {
    Finding finding;
    finding.id = fate.id;
    finding.document = unit.document;
    finding.span = entry.span;
    if (!entry.foreign) finding.reference = entry.name;  // it stands at the place in the kustomization
    finding.message = fate.message;
    finding.help = fate.help;
    return finding;
  }

  static void name_files(const Unit& unit, const std::vector<std::string>& texts,
                         std::set<std::string>& out) {
    for (const std::string& text : texts) {
      if (auto path = join(unit.folder, text)) out.insert(std::move(*path));
    }
  }

  const Request& request_;
  Repository& repository_;
  std::vector<Mapping>& mappings_;
  std::size_t rules_;
  Mapping& mapping_;
  Evaluation evaluation_;
  Lines lines_;
  Fates fates_;
};

Plan make_plan(const Request& request) {
  Plan plan;
  Repository repository(*request.tree, request.files);
  std::vector<Mapping> mappings{Mapping(request.decide)};
  for (const Decide& other : request.others) mappings.emplace_back(other);
  for (std::size_t rules = 0; rules < mappings.size(); ++rules) Planner(request, repository, mappings, rules).add_to(plan);
  return plan;
}

const std::vector<EntryFate>& Plan::fates(const std::string& path) const {
  static const std::vector<EntryFate> none;
  const auto found = fates_.find(path);
  return found == fates_.end() ? none : found->second;
}

bool Plan::stays(const std::string& path, std::string_view reference) const {
  return !stays_.empty() && stays_.contains({path, std::string(image_name(reference))});
}

}  // namespace ecrify::kustomize
