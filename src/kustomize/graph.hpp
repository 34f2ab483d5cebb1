// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "documents.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "name_index.hpp"

// The kustomizations of a run, and what their paths lead to.
namespace ecrify::kustomize {

using NodeId = std::size_t;

// A name on its way through kustomizations: twice its id, plus one where it stays in the place that it comes
// from.
using Carried = std::uint32_t;
using NameSet = std::vector<Carried>;  // sorted
[[nodiscard]] constexpr NameId name_of(Carried one) { return one / 2; }
[[nodiscard]] constexpr bool stays(Carried one) { return one % 2 == 1; }

// The names that reach an entry: those that are rewritten and that it selects, that stay and that it selects,
// or anything unknown.
struct Reach {
  bool rewritten = false;
  bool staying = false;
  bool unknown = false;
  NameSet reached = {};  // of ImageTransform::related
  bool operator==(const Reach&) const = default;
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
  Reach met = {};

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
  std::vector<std::pair<std::size_t, std::size_t>> copied_from;  // by files: their names
  std::vector<PatchTest> tested;
  // What it makes, and, of a component, what its users have gathered.
  NameSet made, given;
  bool made_open = false, given_open = false;
};

// Of one comparison with a pattern.
constexpr std::size_t pattern_work = 16;

class Graph {
 public:
  explicit Graph(Run& run);

  [[nodiscard]] std::vector<Node>& nodes() { return nodes_; }
  [[nodiscard]] const std::vector<Node>& nodes() const { return nodes_; }
  [[nodiscard]] std::vector<ImageTransform>& entries() { return entries_; }
  [[nodiscard]] const std::vector<ImageTransform>& entries() const { return entries_; }
  [[nodiscard]] const std::vector<NodeId>& order() const { return order_; }  // inner ones first
  // By the file of `configurations`.
  [[nodiscard]] const std::map<std::size_t, std::vector<FieldSpec>>& fields() const { return fields_; }
  // Of what can't be done about a kustomization, whatever its names.
  [[nodiscard]] const std::vector<PlacedRefusal>& refusals() const { return refusals_; }

  [[nodiscard]] bool is_image_place(const ImageName& name, bool in_patch) const;
  // The files of `configurations` that have kustomize take a field for an image. They count where they are
  // named and above; none for a container's image, which is one everywhere.
  [[nodiscard]] Configurations configurations_of(const ImageName& name) const;
  // What generators make of a file.
  [[nodiscard]] std::span<const Text> inputs_of(std::size_t file) const;
  // The first image within a part of a file; nothing where there is none.
  [[nodiscard]] const ImageName* image_in(std::size_t file, Span span);
  const ImageName& add_image(std::size_t file, ImageName name);
  // The files that what a kustomization gathers comes from.
  [[nodiscard]] std::set<std::size_t> files_below(NodeId id);

  struct Target {
    std::optional<NodeId> node;
    std::optional<std::size_t> file;
  };
  [[nodiscard]] Target target_of(const Node& from, const std::string& text) const;
  [[nodiscard]] std::optional<std::string> text_of(std::size_t file) const;

  // Kustomizations multiply images by entries, replacements and overlays. That is followed as far as the size
  // of the files goes; a unit is some 40 ns. False where no work is left: what was looked at is not all.
  bool spend(std::size_t work);
  void stop() { work_left_ = 0; }

 private:
  void add_nodes();
  void connect(NodeId id);
  void connect_transformers(NodeId id);
  void add_transformers(NodeId id, const Text& text);
  void add_transformer_file(NodeId id, std::size_t file);
  void take(NodeId id, const Transformers& found);
  void add_inputs(Node& node, const GeneratorInputs& inputs);
  void add_configuration(std::size_t file);
  const std::optional<Replacements>& replacements_in(std::size_t file);
  void put_in_order();

  Run& run_;
  std::vector<Node> nodes_;
  std::vector<ImageTransform> entries_;
  std::vector<NodeId> order_;
  std::unordered_map<std::string, std::size_t> file_at_;
  std::unordered_map<std::string, NodeId> node_at_;  // by folder
  // A file is read once, however many kustomizations name it.
  struct TransformerFile {
    std::optional<Transformers> says;
    std::vector<std::size_t> entries;
  };
  std::unordered_map<std::size_t, TransformerFile> transformer_files_;
  std::unordered_map<std::size_t, std::optional<Replacements>> replacement_files_;
  std::unordered_map<std::size_t, std::vector<Text>> inputs_;  // by file: what generators make of it
  std::map<std::size_t, std::vector<FieldSpec>> fields_;
  std::unordered_map<std::string, std::map<std::string, Configurations>> files_by_field_;  // … and its kind
  std::unordered_map<std::size_t, std::map<std::size_t, std::size_t>>
      images_;  // by file: by where they begin
  std::vector<PlacedRefusal> refusals_;
  std::size_t work_left_;
};

}  // namespace ecrify::kustomize
