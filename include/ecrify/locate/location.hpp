// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "ecrify/locate/mention.hpp"

namespace ecrify::locate {

// The class of a place: the meaning of an image reference in it. Every occurrence of a source registry has
// exactly one: the first row of the table in src/locate/classify.cpp that fits.
enum class LocationClass : std::uint8_t {
  ignored,
  policy,
  artifact,
  unresolved,
  container,
  image_volume,
  image_field,
  split_image,
  argument,
  annotation,
  kustomize,
  patch,
  config_value,
  nested,
  embedded,
  other,
};

// The action for a class. class_table() decides it; the documentation is made from that table.
enum class Action : std::uint8_t {
  rewrite,  // `rewrite` changes it, `check` fails on it
  warn,     // left alone, with a warning
  tell,     // left alone; counted in one summary line, each with -v
  leave,    // left alone, and counted
  enter,    // read as a document of its own, with the same classes
};

struct ClassRow {
  LocationClass cls;
  std::string_view name;  // image-field
  Action action;          // unless the configuration says otherwise
  std::string_view title;
};

[[nodiscard]] const std::vector<ClassRow>& class_table();
[[nodiscard]] const ClassRow& row_of(LocationClass cls);

// The rows that decide, in order of precedence: the class, and why a place has it.
struct PrecedenceRow {
  LocationClass cls;
  std::string_view why;
};
[[nodiscard]] std::vector<PrecedenceRow> precedence_table();

// The role that a text is read in. A file's name, or the field that holds the text, decides it.
enum class Role : std::uint8_t {
  object,            // Kubernetes objects; what lacks apiVersion or kind is something else's and left alone
  values,            // a chart's values
  kustomization,     // a kustomization.yaml, with or without apiVersion and kind
  argo_cd_source,    // .argocd-source.yaml: what overrides the source of an Application of Argo CD
  releases,          // fleet.yaml, helmfile.yaml: releases of charts, with values in them
  patch,             // a strategic-merge or JSON6902 patch
  fragment,          // text inside an object: a missing kind is no obstacle
  values_fragment,   // the same inside values: names without a registry may be images there as well
  images_fragment,   // the same in a variable whose name says images
  env_file,          // lines KEY=VALUE that a generator of kustomize makes entries of
  entry_file,        // a text that becomes one entry of a ConfigMap as a whole …
  image_entry_file,  // … whose key says that it is an image
};

// A reference that is spread over two fields of a mapping, which a chart joins: registry + "/" + repository.
struct Join {
  manifest::NodeIndex registry = manifest::no_node;
  manifest::NodeIndex repository = manifest::no_node;  // no_node: the chart's own default
  manifest::NodeIndex middle = manifest::no_node;  // of an image in three parts, between them: its namespace
};

// A place, and the class that it has there.
struct Location {
  LocationClass cls = LocationClass::other;
  std::string_view why;          // the row's reason, to be read behind a colon: "image of a container"
  std::vector<Span> parts = {};  // the references within the scalar's decoded value
  rules::ShortNames short_names = rules::ShortNames::ignore;
  std::optional<Join> join = {};
  bool pinned_beside = false;  // split-image: a field beside it holds the digest
  std::string version = {};  // split-image: `:v1`, `@sha256:…`, the tag and the digest that stand beside it
  Role inner = Role::fragment;  // nested: what the text in it is
  bool builder = false;         // argument: of a container that builds, copies or scans images
  bool near = false;            // begins with a registry and is no legal reference as it stands
  bool mixed = false;           // one of a list of images in which not each item can be moved
  bool selects = false;  // by this name an entry of images selects, in a place where it is not followed
  bool verifies =
      false;  // policy: where it stops matching, images run without their signatures being checked
  // True if path and form decide the class alone: any other value of the same ValueForm, on a path of the
  // same keys in an object of the same group and kind, read in the same role, and with the same
  // append_beside(), has this class for the same reason. Its parts are then all of the value, or none.
  bool by_path = false;
};

// The form of a value, for rows of the table that look only at a place's path and value.
enum class ValueForm : std::uint8_t {
  reference,  // one mention of a registry with its repository and nothing else, a legal reference without
              // placeholders
  word,       // no mention, no full reference, no document: a name without a registry, or something else
  other,
};
[[nodiscard]] ValueForm value_form(std::string_view value, const rules::Mapping& mapping);

// Appends what the class of a variable's value in `env` depends on besides its path and form: whether it is
// pinned, whether its name speaks of an image or is a setting of the tables, and whether its container builds
// images. Appends nothing for any other scalar. The document has no aliases.
void append_beside(const Document& document, manifest::NodeIndex leaf, std::string_view value,
                   std::string& text);

// What another object of the run says of an entry of a ConfigMap or a Secret: a HelmRelease, that it is
// values of a chart, with the path of the one value that it is (`targetPath`), "" where it holds a whole
// document; a container, that it is a variable of this name, of which no node pulls an image.
struct EntryUse {
  enum class As : std::uint8_t { values, variable };
  As as = As::values;
  std::string name;
};

// All that the objects of a run say of entries. Can be shared between threads, once all is added.
class NamedEntries {
 public:
  using Entry = std::pair<const std::string, EntryUse>;  // by KIND/NAME/KEY
  using Reader = std::function<std::vector<Entry>()>;

  void add(const std::vector<Entry>& entries) { entries_.insert(entries.begin(), entries.end()); }
  // Further ones, read when one is first asked for: most runs over one text never ask, and to read them takes
  // as long as to search it.
  void add_later(Reader reader) { later_ = std::move(reader); }
  [[nodiscard]] bool empty() const { return all().empty(); }
  [[nodiscard]] const EntryUse* find(std::string_view kind, std::string_view name,
                                     std::string_view key) const;

 private:
  using Entries = std::unordered_map<std::string, EntryUse>;
  [[nodiscard]] const Entries& all() const;

  mutable Entries entries_;
  Reader later_;
  mutable std::once_flag read_;
};

// The kind of the objects that a JSON patch is for; empty where that is not said.
struct PatchTarget {
  std::string group;
  std::string kind;
  friend bool operator==(const PatchTarget&, const PatchTarget&) = default;
};

// How a text is read: its role, and of a JSON patch the target where it is known, which has to live as long.
struct ReadAs {
  Role role = Role::object;
  const PatchTarget* patched = nullptr;

  ReadAs() = default;
  ReadAs(Role as, const PatchTarget* target = nullptr)
      : role(as), patched(target) {}  // NOLINT: a role says it all
};

// The inputs of classify() beside the document.
struct Context {
  Role role = Role::object;
  const rules::Mapping* mapping = nullptr;
  const NamedEntries* entries = nullptr;  // of the run; nullptr for none
  const PatchTarget* patched = nullptr;   // by the JSON patch that the document is
};

// The class of one scalar on one path to it. `value` is its decoded text, not empty.
[[nodiscard]] Location classify(const Context& context, const Document& document, const FieldPath& path,
                                std::string_view value);

// The registry at this place beside its repository, whatever reads the two; nothing where it is none.
[[nodiscard]] std::optional<Join> halves_at(const Context& context, const Document& document,
                                            const FieldPath& path, std::string_view value);

// An entry of a Secret's `data`, in base64.
[[nodiscard]] bool is_secret_data(const Document& document, const FieldPath& path);

// The object that the path leads into, as findings name it.
[[nodiscard]] Resource resource_of(const Document& document, const FieldPath& path);

// The class of a place whose text was taken for a document and is none: prose with references in it, or
// nothing.
[[nodiscard]] Location as_prose(Location location, std::string_view value, const rules::Mapping& mapping);

// True for a text that may be YAML or JSON of its own: several lines, or a JSON object or array.
[[nodiscard]] bool may_be_document(std::string_view text);

}  // namespace ecrify::locate
