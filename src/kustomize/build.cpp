// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "evaluate.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::size_t max_steps = 50'000;  // components that are entered, and what they and the kustomization name
constexpr std::size_t max_nested_components = 64;

class ProgramBuilder {
 public:
  ProgramBuilder(Repository& repository, Program& program) : repository_(repository), program_(program) {}

  void run(UnitId root) {
    enter(root);
    while (!frames_.empty() && program_.steps < max_steps) {
      Frame& frame = frames_.back();
      const Unit& unit = repository_.units()[frame.unit];
      if (frame.component < unit.components.size()) {
        step_into(unit, unit.components[frame.component++]);
        continue;
      }
      for (const std::string& name : unit.patches) patch(unit, name);
      for (const std::string& path : unit.transformer_files) add({OpKind::patch_file, no_unit, path});
      if (!unit.inline_patches.empty()) add({OpKind::inline_patches, frame.unit, ""});
      if (!unit.entries.empty()) add({OpKind::images, frame.unit, ""});
      if (unit.splits) add({OpKind::splits, frame.unit, ""});
      if (unit.copies || !unit.literals.empty()) add({OpKind::copies, frame.unit, ""});
      frames_.pop_back();
    }
    program_.bounded = program_.bounded || !frames_.empty();
  }

 private:
  struct Frame {
    UnitId unit;
    std::size_t component = 0;
  };

  void add(Op op) { program_.ops.push_back(std::move(op)); }

  void enter(UnitId id) {
    const Unit& unit = repository_.units()[id];
    frames_.push_back({id, 0});
    program_.steps += 1 + unit.resources.size() + unit.patches.size();
    program_.open = program_.open || unit.opaque;
    if (!unit.unreadable.empty()) add({OpKind::unreadable, no_unit, unit.unreadable});
    for (const std::string& text : unit.resources) {
      Repository::Target target = repository_.resolve(unit, text);
      switch (target.kind) {
        case Repository::Kind::unknown:
          program_.open = true;
          break;
        case Repository::Kind::unreadable:
          add({OpKind::unreadable, no_unit, std::move(target.path)});
          break;
        case Repository::Kind::file:
          add({OpKind::file, no_unit, std::move(target.path)});
          break;
        case Repository::Kind::unit:
          add({OpKind::call, target.unit, ""});
          break;
      }
    }
  }

  void step_into(const Unit& unit, const std::string& text) {
    ++program_.steps;
    const Repository::Target target = repository_.resolve(unit, text);
    if (target.kind != Repository::Kind::unit) {
      program_.open = program_.open || target.kind == Repository::Kind::unknown;
      if (target.kind == Repository::Kind::unreadable) add({OpKind::unreadable, no_unit, target.path});
      return;
    }
    const bool is_cycle = std::any_of(frames_.begin(), frames_.end(),
                                      [&](const Frame& frame) { return frame.unit == target.unit; });
    if (is_cycle) return;  // kustomize refuses to build it
    if (frames_.size() >= max_nested_components) {
      program_.bounded = true;
      return;
    }
    enter(target.unit);
  }

  void patch(const Unit& unit, const std::string& name) {
    Repository::Target target = repository_.resolve(unit, name);
    if (target.kind == Repository::Kind::file) add({OpKind::patch_file, no_unit, std::move(target.path)});
    if (target.kind == Repository::Kind::unreadable) add({OpKind::unreadable, no_unit, std::move(target.path)});
  }

  Repository& repository_;
  Program& program_;
  std::vector<Frame> frames_;
};

}  // namespace

Program program_of(Repository& repository, UnitId unit) {
  Program program;
  ProgramBuilder(repository, program).run(unit);
  return program;
}

}  // namespace ecrify::kustomize
