// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "containers.hpp"
#include "ecrify/locate/location.hpp"
#include "parameter.hpp"
#include "patched_field.hpp"
#include "place.hpp"
#include "rows.hpp"
#include "values.hpp"

namespace ecrify::locate {
namespace {

using namespace rows;  // the rows below are named as the functions are

// Places at which a row may look at other fields than the one of the place.
bool looks_beside(const Place& place) {
  const std::string_view key = place.key();
  return place.patched || place.step(0).kind != StepKind::value || key == "value" || key == "default" ||
         place.key(1) == "env" || place.ends_with({"registry", "url"}) || is_in_values(place) ||
         may_be_named(place);
}

// The things that the answer of a row depends on, at places where looks_beside() is false.
enum class Looks : std::uint8_t {
  path,      // the path and the ValueForm: it is remembered for other values of that form
  variable,  // also what append_beside() tells of an entry of `env`, where it is remembered with that
  beside,    // the value itself, other fields, the object: each value is looked at
};

struct Row {
  LocationClass cls;
  MatchResult (*fits)(const Place&);
  std::string_view why;
  Looks looks = Looks::beside;
};

// The table of classes, in order of precedence: the first row that fits decides.
constexpr Row precedence[] = {
    {LocationClass::ignored, status, "what a controller wrote about itself"},
    {LocationClass::other, schema_default, "default of a schema, which the API server writes into objects"},
    {LocationClass::ignored, schema, "text of a schema"},
    {LocationClass::ignored, client_side, "read by a tool on somebody's machine, not by a node"},
    {LocationClass::ignored, prose, "words to people"},
    {LocationClass::ignored, description, "metadata that nothing pulls from"},
    {LocationClass::ignored, secret, "data of a Secret"},
    {LocationClass::ignored, web_url, "a web address"},
    {LocationClass::ignored, no_image, "looks like an image and is none that a node pulls"},
    {LocationClass::ignored, push_target, "where something is pushed to"},
    {LocationClass::ignored, bare_host, "a registry without a repository"},
    {LocationClass::other, placeholder_registry, "a registry that is a placeholder"},
    {LocationClass::policy, policy, "matched by a policy, not pulled"},
    {LocationClass::policy, pattern, "a pattern that images are matched with"},
    {LocationClass::ignored, entry_of_pair, "an entry of images, beside the one for the new name"},
    {LocationClass::other, entry_elsewhere, "an entry of images, in a place where it is not followed"},
    {LocationClass::artifact, artifact, "fetched by a controller with a login of its own"},
    {LocationClass::ignored, injected, "a placeholder that an injector replaces"},
    {LocationClass::container, container, "image of a container", Looks::path},
    {LocationClass::image_volume, image_volume, "image of a volume", Looks::path},
    {LocationClass::other, beside_values, "a field beside the values of a release"},
    {LocationClass::image_field, node_pulled_url, "image behind a URL that a node pulls"},
    {LocationClass::image_field, known_image_field, "field of this kind that names an image", Looks::path},
    {LocationClass::image_field, operator_registry, "registry that an operator puts before its images"},
    {LocationClass::image_field, image_key, "field named image that holds one full reference", Looks::path},
    {LocationClass::image_field, image_word, "field whose name says image, with one full reference"},
    {LocationClass::split_image, image_in_parts, "image in parts under a key that says image"},
    {LocationClass::other, short_owner_in_values,
     "the first part of a name without a registry in the values of a chart"},
    {LocationClass::split_image, split_image, "image in the values of a chart"},
    {LocationClass::argument, argument, "argument or variable that names an image", Looks::variable},
    {LocationClass::annotation, annotation, "annotation that names an image that runs", Looks::path},
    {LocationClass::patch, json_patch, "patch of an image field"},
    {LocationClass::config_value, config_value, "entry of a ConfigMap that is one image"},
    {LocationClass::config_value, generator_literal, "literal of a generator that is one image"},
    {LocationClass::config_value, generator_input,
     "input of a generator that becomes an entry that is one image"},
    {LocationClass::nested, nested, "a document in a string"},
    {LocationClass::other, halves,
     "a registry beside its repository, in fields that are not known to name an image"},
    {LocationClass::other, near_reference, "text that begins with a registry and is no legal reference"},
    {LocationClass::other, placeholder_path, "text that begins with a registry that is a placeholder"},
    {LocationClass::embedded, embedded, "reference inside prose or a script"},
    {LocationClass::other, short_name_outside_of_containers,
     "a name without a registry, outside of containers"},
    {LocationClass::ignored, no_reference, "no reference", Looks::path},
    {LocationClass::other, anything, "no field that is known to name an image"},
};

bool is_remembered(const Row& row, const Place& place, const Match& match) {
  if (row.looks == Looks::variable) return place.ends_with({"env", "[]", "value"}) && !is_in_values(place);
  return row.looks == Looks::path && !match.join && !looks_beside(place);
}

}  // namespace

const std::vector<ClassRow>& class_table() {
  static const std::vector<ClassRow> table{
      {LocationClass::ignored, "ignored", Action::leave, "nothing that is pulled from there"},
      {LocationClass::policy, "policy", Action::warn, "kinds and patterns that judge images"},
      {LocationClass::artifact, "artifact", Action::tell,
       "charts, bundles and other artifacts that a controller fetches"},
      {LocationClass::unresolved, "unresolved", Action::warn, "which image it is depends on a placeholder"},
      {LocationClass::container, "container", Action::rewrite, "image of a container of any pod spec"},
      {LocationClass::image_volume, "image-volume", Action::rewrite, "image of a volume of any pod spec"},
      {LocationClass::image_field, "image-field", Action::rewrite,
       "fields that are known to name an image, and any field `image` or `imageName` with one full "
       "reference"},
      {LocationClass::split_image, "split-image", Action::rewrite,
       "images in the values of charts, whole or in parts"},
      {LocationClass::argument, "argument", Action::rewrite,
       "arguments and variables of containers that name an image"},
      {LocationClass::annotation, "annotation", Action::rewrite, "annotations that name an image that runs"},
      {LocationClass::kustomize, "kustomize", Action::rewrite, "the images transformer of kustomize"},
      {LocationClass::patch, "patch", Action::rewrite, "patches of image fields"},
      {LocationClass::config_value, "config-value", Action::rewrite,
       "entries of a ConfigMap that are one image"},
      {LocationClass::nested, "nested", Action::enter,
       "YAML or JSON in a string, read with the same classes"},
      {LocationClass::embedded, "embedded", Action::warn, "references inside prose and scripts"},
      {LocationClass::other, "other", Action::warn, "a full reference in a field that nobody knows"},
  };
  return table;
}

std::vector<PrecedenceRow> precedence_table() {
  std::vector<PrecedenceRow> table;
  for (const Row& row : precedence) table.push_back({row.cls, row.why});
  return table;
}

const ClassRow& row_of(LocationClass cls) { return class_table()[static_cast<std::size_t>(cls)]; }

bool may_be_document(std::string_view text) {
  text = text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  if (text.empty()) return false;
  // `{{ template }}` is no JSON.
  if ((text.front() == '{' && !text.starts_with("{{")) || text.front() == '[') return true;
  // One line that is a mapping or a list: `image: ghcr.io/org/app`, `- {op: replace, …}`.
  if (text.starts_with("- ") || text.find(": ") != std::string_view::npos) return true;
  const std::size_t line_end = text.find('\n');
  return line_end != std::string_view::npos &&
         text.find_first_not_of(" \t\r\n", line_end) != std::string_view::npos;
}

Location as_prose(Location location, std::string_view value, const rules::Mapping& mapping) {
  location.cls = LocationClass::embedded;
  location.why = "reference inside prose or a script";
  location.parts = parts_of_prose(value, find_mentions(value, mapping));
  if (location.parts.empty()) location.cls = LocationClass::ignored;
  return location;
}

namespace {

// The class of a place that a JSON patch writes is the patch's own where a node pulls the image of the field.
LocationClass class_of(const Place& place, const Row& row) {
  const bool is_image = row.cls == LocationClass::container || row.cls == LocationClass::image_volume ||
                        row.cls == LocationClass::image_field;
  return place.patched && is_image ? LocationClass::patch : row.cls;
}

Location first_that_fits(Place place) {
  place.name = name_of(place);
  place.setting = setting_of(place);
  place.argument = argument_of(place);
  for (const Row& row : precedence) {
    auto match = row.fits(place);
    if (!match) continue;
    match->cls = class_of(place, row);
    match->why = row.why;
    match->by_path = is_remembered(row, place, *match);
    return *std::move(match);
  }
  return {};
}

}  // namespace

Location classify(const Context& context, const Document& document, const FieldPath& path,
                  std::string_view value) {
  const auto field = PatchedField::at(context, document, path);
  Place place = place_of(context, document, path, value);
  // A tool's own file is what its patches are about: profiles of Skaffold. Of patches that are known as such,
  // their object says what comes of them: Talos.
  if (field && !is_client_side(place.object.group) && !place.known_field) {
    Place patched = place_at(context, document, field->path(), field->object(), value);
    patched.patched = true;
    return first_that_fits(std::move(patched));
  }
  const auto parameter = Parameter::at(place);
  if (!parameter) return first_that_fits(std::move(place));
  Place among_values = place_at(context, document, parameter->path(), place.object, value);
  among_values.parameter = &*parameter;
  return first_that_fits(std::move(among_values));
}

std::optional<Join> halves_at(const Context& context, const Document& document, const FieldPath& path,
                              std::string_view value) {
  return halves_of(place_of(context, document, path, value));
}

bool is_secret_data(const Document& document, const FieldPath& path) {
  const Object object = object_of(document, path);
  return object.kind == "Secret" && path.size() == object.depth + 2 && path[object.depth].key == "data";
}

Resource resource_of(const Document& document, const FieldPath& path) {
  return document.resource(object_of(document, path).node);
}

}  // namespace ecrify::locate
