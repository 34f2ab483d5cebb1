// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fields.hpp"
#include "formats.hpp"

// Kubernetes objects that stand for resources of AWS: Crossplane's (provider-upjet-aws, package/crds) and
// those of ACK's ecr-controller. Lists of them, too.
namespace ecrify::aws {
namespace {

constexpr std::string_view crossplane_groups[] = {"ecr.aws.upbound.io/", "ecr.aws.m.upbound.io/",
                                                  "ecr.aws.crossplane.io/"};
constexpr std::string_view ack_group = "ecr.services.k8s.aws/";

bool is_crossplane(const std::string& api_version) {
  for (const std::string_view group : crossplane_groups) {
    if (api_version.starts_with(group)) return true;
  }
  return false;
}

// A field that is set for good wins over one that is set once, and both over what the provider has seen.
Value crossplane_fields(const Value& object) {
  Value fields = Value::object();
  const Value& spec = member(object, "spec");
  for (const Value* part : {&member(member(object, "status"), "atProvider"), &member(spec, "initProvider"),
                            &member(spec, "forProvider")}) {
    if (part->is_object()) fields.update(*part);
  }
  return fields;
}

Value ack_fields(const Value& object) {
  Value fields = member(object, "spec");
  if (!fields.is_object()) fields = Value::object();
  if (has(fields, "credentialRef") && !has(fields, "credentialARN"))
    fields["credentialARN"] = Value::object();  // unknown
  const Value& metadata = member(member(object, "status"), "ackResourceMetadata");
  const Value& annotations = member(member(object, "metadata"), "annotations");
  for (const Setting& region :
       {setting(annotations, "services.k8s.aws/region"), setting(metadata, "region")}) {
    if (region.known() && !has(fields, "region")) fields["region"] = region.text;
  }
  for (const Setting& account : {account_setting(annotations, "services.k8s.aws/owner-account-id"),
                                 account_setting(metadata, "ownerAccountID")}) {
    if (account.known() && !has(fields, "registryID")) fields["registryID"] = account.text;
  }
  return fields;
}

void add_object(const Value& object, const Input& input) {
  const auto kind = resource_kind(text(object, "kind"));
  const std::string& api_version = text(object, "apiVersion");
  const bool ack = api_version.starts_with(ack_group);
  if (!kind || (!ack && !is_crossplane(api_version))) return;
  const Value fields = ack ? ack_fields(object) : crossplane_fields(object);
  const FieldNames& names = ack ? ack_case : camel_case;
  const Value& metadata = member(object, "metadata");
  const std::string name_space = text(metadata, "namespace");
  const Place place{input.file, text(object, "kind") + " " + (name_space.empty() ? "" : name_space + "/") +
                                    text(metadata, "name")};
  if (*kind == ResourceKind::cache_rule) input.into.rules.push_back(cache_rule(fields, names, place));
  if (*kind == ResourceKind::creation_template)
    input.into.templates.push_back(creation_template(fields, names, place));
}

}  // namespace

bool is_manifest(const Value& document) { return has(document, "apiVersion") && has(document, "kind"); }

Status read_manifest(const Value& document, const Input& input) {
  const Value& items = member(document, "items");
  if (!items.is_array()) {
    add_object(document, input);
    return Success{};
  }
  for (const Value& one : items) add_object(one, input);
  return Success{};
}

}  // namespace ecrify::aws
