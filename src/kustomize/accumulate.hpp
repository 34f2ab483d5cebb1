// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ecrify/kustomize/decide.hpp"
#include "name_index.hpp"
#include "tested_images.hpp"

// Which names reach which entries: kustomize's accumulation of resources, of names alone.
namespace ecrify::kustomize {

using NodeId = std::size_t;

// A name on its way through kustomizations: twice its id, plus one where it stays in the place that it comes
// from.
using Carried = std::uint32_t;
using NameSet = std::vector<Carried>;  // sorted
[[nodiscard]] constexpr NameId name_of(Carried one) { return one / 2; }
[[nodiscard]] constexpr bool stays(Carried one) { return one % 2 == 1; }

// What reaches an entry: names that are rewritten and that it selects, that stay and that it selects, or
// anything unknown.
struct ReachingName {
  bool rewritten = false;
  bool staying = false;
  bool unknown = false;
  NameSet reached = {};  // of ImageTransform::related
  bool operator==(const ReachingName&) const = default;
};

// An entry of the run, or an ImageTagTransformer.
struct ImageTransform {
  std::size_t file = 0;
  std::size_t index = 0;  // in the file's images, or transformers
  bool transformer = false;
  const ImageEntry* image = nullptr;
  Selector selector;
  std::string new_form =
      {};  // the name that selects the new form of what its name selects; the name itself where none does
  bool no_new_form = false;  // a pattern that none selects the new form of
  bool suppressed = false;
  std::vector<NameId> related =
      {};  // that it selects, or would under its new name, before or after a rewrite; sorted
  ReachingName met = {};

  // A pair would set the suffix twice; and of two transformers the names of the objects would be one.
  [[nodiscard]] bool never_pairs() const { return transformer || !image->tag_suffix.empty(); }
  [[nodiscard]] bool is_mapped() const { return new_form != selector.name(); }
};

// An image that a JSON patch of a kustomization expects.
struct PatchTest {
  Carried name = 0;
  PlacedRefusal place;    // where it would be refused
  bool is_known = false;  // the image that it works on is rewritten as it is
};

// Files, by index in Run::files.
using Configurations = std::set<std::size_t>;

// A kustomization of the run.
struct Node {
  std::size_t file = 0;
  std::vector<NodeId> kids;  // resources that are kustomizations
  std::vector<NodeId> components;
  std::vector<NodeId> users;                // kustomizations that have it among their kids or components
  std::vector<std::size_t> resources;       // files
  std::vector<std::size_t> patches;         // files …
  std::vector<std::size_t> late_patches;    // … and those of them that work behind entries: of transformers
  std::vector<std::size_t> inputs;          // files that generators make values of
  std::vector<std::size_t> configurations;  // files
  std::vector<std::size_t> entries;
  std::vector<Replacement> replacements;
  bool component = false;
  bool open = false;  // a part of it is not known
  NameSet own, patched, copied;
  std::vector<std::pair<std::size_t, ImageName>> copied_from;  // by files
  std::vector<PatchTest> tested;
  // What it makes, and, of a component, what its users have gathered.
  NameSet made, given;
  bool made_open = false, given_open = false;
};

class Accumulation {
 public:
  explicit Accumulation(Run& run);

  void accumulate();

  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] const std::vector<ImageTransform>& entries() const { return entries_; }
  [[nodiscard]] const std::string& name(NameId id) const { return names_[id]; }
  NameId id_of(const std::string& name);
  // More work than is worth it: what reaches entries is not known.
  [[nodiscard]] bool bounded() const { return work_left_ == 0; }
  [[nodiscard]] const std::vector<PlacedRefusal>& refusals() const { return refusals_; }
  [[nodiscard]] const std::vector<PlacedRefusal>& copied() const { return copied_; }
  // Places, by file, that stay though they would be rewritten: what a patch expects of an image that stays.
  [[nodiscard]] const std::vector<std::pair<std::size_t, Span>>& staying() const { return stays_; }
  // The place is what a patch expects, and no image.
  [[nodiscard]] bool is_tested(std::size_t file, const ImageName& place) const;
  [[nodiscard]] bool is_image_place(const ImageName& name, bool in_patch) const;
  // The files of `configurations` that have kustomize take a field for an image. They count where they are
  // named and above; none for a container's image, which is one everywhere.
  [[nodiscard]] Configurations configurations_of(const ImageName& name) const;
  [[nodiscard]] const std::vector<NodeId>& order() const { return order_; }  // inner ones first
  // A name that some entry has to do with, or whatever takes images apart.
  [[nodiscard]] bool is_relevant(const std::string& name) const;
  // The files that what a kustomization gathers comes from.
  [[nodiscard]] std::set<std::size_t> files_below(NodeId id);
  // A replacement copies what stands in this place: a field, a literal, or what a generator makes of a file.
  [[nodiscard]] bool is_source(const Replacement& replacement, std::size_t file,
                               const ImageName& place) const;
  [[nodiscard]] bool is_input(std::size_t file) const { return inputs_.contains(file); }

  // Visits the files below a kustomization that a name comes from, as a place in them or as a newName there;
  // each once. `entries_before`: which of its own entries come first. The visit returns false to stop.
  using VisitSource = std::function<bool(std::size_t file, const ImageName* place)>;
  void visit_sources(NodeId node, NameId name, const VisitSource& visit) const;

 private:
  struct Target {
    std::optional<NodeId> node;
    std::optional<std::size_t> file;
  };
  void add_nodes();
  void connect(NodeId id);
  void add_transformers(NodeId id, const Text& text);
  void add_transformer_file(NodeId id, std::size_t file);
  void take(NodeId id, const Transformers& found);
  [[nodiscard]] Target target_of(const Node& from, const std::string& text) const;
  [[nodiscard]] std::optional<std::string> text_of(std::size_t file) const;
  void add_inputs(Node& node, const GeneratorInputs& inputs);
  void add_configuration(std::size_t file);
  const std::optional<Replacements>& replacements_in(std::size_t file);
  void add_names();
  void add_copied(NodeId id);
  void add_short_names(std::size_t file, NameSet& names);
  void add_tested(NodeId id);
  [[nodiscard]] std::vector<std::pair<std::size_t, TestedImage>> tested_in(const Node& node);
  [[nodiscard]] bool is_patched(const Node& node, const std::string& name) const;
  [[nodiscard]] std::optional<bool> moves(const Node& node, const std::string& object,
                                          const std::string& name) const;
  void refuse_tested(const Node& node);
  void add_short_copied(Node& node, const Replacement& replacement, std::size_t file);
  void add_replaced(Node& node, const Replacement& replacement, std::size_t file, ImageName& source);
  void relate();
  static void set_new_form(ImageTransform& entry, NameMapping& mapping);
  [[nodiscard]] static bool is_container_image(const ImageName& name);
  void put_in_order();
  void start_round();
  bool pass(bool inner_first, const std::vector<ReachingName>& before);
  bool step(NodeId id, const std::vector<ReachingName>& before);
  [[nodiscard]] NameSet made_for(const Node& component, const NameSet& names) const;
  void meet(ImageTransform& entry, const ReachingName& before, NameSet& names, bool open);
  bool spend(std::size_t work);
  void merge(NameSet& into, const NameSet& from);

  Run& run_;
  std::vector<Node> nodes_;
  std::vector<ImageTransform> entries_;
  std::vector<NodeId> order_;  // inner first
  std::vector<std::string> names_;
  std::unordered_map<std::string, NameId> ids_;
  std::vector<bool> relevant_;  // by name
  std::unordered_map<std::string, std::size_t> file_at_;
  std::unordered_map<std::string, NodeId> node_at_;  // by folder
  // What a file says is read once, however many kustomizations name it.
  struct TransformerFile {
    std::optional<Transformers> says;
    std::vector<std::size_t> entries;
  };
  std::unordered_map<std::size_t, TransformerFile> transformer_files_;
  std::unordered_map<std::size_t, std::optional<Replacements>> replacement_files_;
  std::unordered_map<std::size_t, std::vector<Text>> inputs_;  // by file: what generators make of it
  std::map<std::size_t, std::vector<FieldSpec>> fields_;       // by the file of `configurations`
  std::vector<PlacedRefusal> refusals_;
  std::vector<PlacedRefusal> copied_;
  std::vector<std::pair<std::size_t, Span>> stays_;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> tested_;  // by file and begin: their ends
  bool takes_apart_ = false;                                           // some replacement does, images
  std::size_t work_left_ = std::size_t{1} << 28U;
};

}  // namespace ecrify::kustomize
