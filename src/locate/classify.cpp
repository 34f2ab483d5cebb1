// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "ecrify/locate/location.hpp"
#include "ecrify/reference/reference.hpp"
#include "place.hpp"

namespace ecrify::locate {
namespace {

constexpr std::array container_lists{"containers", "initContainers", "ephemeralContainers"};

// Kinds that name images in order to judge them. `mutate` and `generate` bodies of Kyverno's are no exception yet.
constexpr std::array policy_groups{"kyverno.io",
                                   "policies.kyverno.io",
                                   "admissionregistration.k8s.io",
                                   "policy.sigstore.dev",
                                   "constraints.gatekeeper.sh",
                                   "templates.gatekeeper.sh"};
constexpr std::array policy_kinds{"ImageTagMirrorSet", "ImageDigestMirrorSet", "ImageContentSourcePolicy",
                                  "ImageContentPolicy"};

// Kinds that only a tool on somebody's machine reads; no node pulls what they name.
constexpr std::array client_side_groups{"kind.x-k8s.io",           "k3d.io",
                                        "kbld.k14s.io",            "content.hauler.cattle.io",
                                        "collection.hauler.cattle.io", "chainsaw.kyverno.io",
                                        "cli.kyverno.io"};

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<const char*, N>& list) {
  return std::any_of(list.begin(), list.end(), [&](const char* one) { return text == one; });
}

// A registry host and a repository, and nothing else; a placeholder may stand for parts of it.
bool is_full_reference(std::string_view value) {
  const reference::Masked masked = reference::mask_placeholders(value);
  const reference::NormalizeResult result = reference::normalize(masked.text);
  return result.ok() && !result.value.short_name;
}

bool is_container_image(const Place& place) {
  return place.ends_with({"[]", "image"}) && is_one_of(place.step(2).key, container_lists) &&
         place.step(2).kind == StepKind::value;
}

bool is_status(const Place& place) { return place.below({"status"}); }
bool is_schema(const Place& place) { return place.object.kind == "CustomResourceDefinition"; }
bool is_client_side(const Place& place) { return is_one_of(place.object.group, client_side_groups); }
bool is_metadata(const Place& place) {
  // Of the object, and of any pod template: annotations and labels describe, managedFields repeat.
  return place.below({"metadata"}) || place.ends_with({"metadata", "annotations", place.step(0).key}) ||
         place.ends_with({"metadata", "labels", place.step(0).key});
}
bool is_url(const Place& place) { return place.value.find("://") != std::string_view::npos; }
bool is_ceph_image(const Place& place) { return place.ends_with({"rbd", "image"}); }
bool is_push_target(const Place& place) { return place.ends_with({"build", "output", "image"}); }
bool is_policy(const Place& place) {
  return is_one_of(place.object.group, policy_groups) || is_one_of(place.object.kind, policy_kinds);
}
bool is_pattern(const Place& place) {
  return place.is_value_of("image") &&
         reference::mask_placeholders(place.value).text.find_first_of("*| ") != std::string::npos;
}
bool is_image_volume(const Place& place) { return place.ends_with({"volumes", "[]", "image", "reference"}); }
bool is_image_field(const Place& place) { return place.is_value_of("image") && is_full_reference(place.value); }
bool always(const Place& /*place*/) { return true; }

struct Row {
  LocationClass cls;
  bool (*fits)(const Place&);
  std::string_view why;
};

// In order of precedence: the first row that fits is the class.
constexpr Row rows[] = {
    {LocationClass::ignored, is_status, "what a controller wrote about itself"},
    {LocationClass::ignored, is_schema, "text of a schema"},
    {LocationClass::ignored, is_client_side, "read by a tool, not by a node"},
    {LocationClass::ignored, is_metadata, "metadata that no kubelet pulls from"},
    {LocationClass::ignored, is_url, "a URL"},
    {LocationClass::ignored, is_ceph_image, "the name of a Ceph block device"},
    {LocationClass::ignored, is_push_target, "where a build pushes to"},
    {LocationClass::policy, is_policy, "matched by a policy, not pulled"},
    {LocationClass::policy, is_pattern, "a pattern that images are matched with"},
    {LocationClass::container, is_container_image, "image of a container"},
    {LocationClass::image_volume, is_image_volume, "image of a volume"},
    {LocationClass::image_field, is_image_field, "a field named image that holds one full reference"},
    {LocationClass::other, always, "no field that is known to name an image"},
};

}  // namespace

const std::vector<ClassRow>& class_table() {
  static const std::vector<ClassRow> table{
      {LocationClass::ignored, "ignored", Action::leave, false, "nothing that is pulled"},
      {LocationClass::policy, "policy", Action::warn, false, "a policy that judges images"},
      {LocationClass::container, "container", Action::rewrite, true, "image of a container of any pod spec"},
      {LocationClass::image_volume, "image-volume", Action::rewrite, true, "image of a volume of any pod spec"},
      {LocationClass::image_field, "image-field", Action::rewrite, false,
       "a field `image` whose whole value is one full reference"},
      {LocationClass::other, "other", Action::leave, false, "anything else"},
  };
  return table;
}

const ClassRow& row_of(LocationClass cls) {
  return *std::find_if(class_table().begin(), class_table().end(), [cls](const ClassRow& row) { return row.cls == cls; });
}

Location classify(const Document& document, const FieldPath& path, std::string_view value) {
  const Place place{document, path, object_of(document, path), value};
  const Row& row = *std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.fits(place); });
  Location location;
  location.cls = row.cls;
  location.why = row.why;
  // A block scalar's line ends are no part of the reference in it.
  location.part = {0, value.find_last_not_of("\r\n") + 1};
  const manifest::NodeIndex metadata = document.value(place.object.node, "metadata");
  location.resource = {document.text_of(place.object.node, "apiVersion"), place.object.kind,
                       document.text_of(metadata, "name"), document.text_of(metadata, "namespace")};
  location.path = path_text(path);
  return location;
}

}  // namespace ecrify::locate
