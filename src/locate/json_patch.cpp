// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/json_patch.hpp"

namespace ecrify::locate {

bool is_json_patch(const Document& document) {
  const manifest::Tape& tape = document.tape();
  if (tape.size() < 2 || tape[0].kind != manifest::NodeKind::sequence) return false;
  for (manifest::NodeIndex item = 1; item < tape.size() && item < tape[0].next; item = tape[item].next) {
    if (tape[item].kind != manifest::NodeKind::mapping) return false;
    if (document.value(item, "op") == manifest::no_node || document.value(item, "path") == manifest::no_node)
      return false;
    if (leads_into_machine(document.text_of(item, "path"))) return false;
  }
  return true;
}

bool leads_into_machine(std::string_view json_pointer) {
  return json_pointer.starts_with("/machine/") || json_pointer.starts_with("/cluster/");
}

PatchTarget patch_target_beside(const Document& document, const FieldPath& patch) {
  if (patch.empty()) return {};
  const manifest::NodeIndex target = document.value(patch.back().container, "target");
  // https://cluster-api.sigs.k8s.io/tasks/experimental-features/cluster-class/write-clusterclass
  if (const manifest::NodeIndex selector = document.value(patch.back().container, "selector");
      target == manifest::no_node && selector != manifest::no_node) {
    const std::string version = document.text_of(selector, "apiVersion");
    return {version.substr(0, std::min(version.find('/'), version.size())),
            document.text_of(selector, "kind")};
  }
  return {document.text_of(target, "group"), document.text_of(target, "kind")};
}

}  // namespace ecrify::locate
