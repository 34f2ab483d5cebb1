// SPDX-License-Identifier: Apache-2.0
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

Json or_null(std::string_view text) { return text.empty() ? Json(nullptr) : Json(text); }

Json object(const ListItem& item, Places places) {
  Json out = {{"source", item.source},      {"target", or_null(item.target)},
              {"rule", or_null(item.rule)}, {"decision", item.decision},
              {"tag", or_null(item.tag)},   {"digest", or_null(item.digest)}};
  if (places == Places::counted) {
    out["count"] = item.count;
    return out;
  }
  out["class"] = item.location_class;
  out["file"] = item.file;
  out["line"] = item.position.line;
  out["column"] = item.position.column;
  out["apiVersion"] = or_null(item.resource.api_version);
  out["kind"] = or_null(item.resource.kind);
  out["namespace"] = or_null(item.resource.name_space);
  out["name"] = or_null(item.resource.name);
  out["owner"] = or_null(item.resource.owner);
  out["path"] = or_null(item.path);
  out["why"] = item.why;
  out["finding"] = item.finding.empty() ? Json() : Json(item.finding);
  out["span"] = {item.bytes.begin, item.bytes.end};
  return out;
}

Json array(const ListItems& items, Places places) {
  Json all = Json::array();
  for (const ListItem& item : items) all.push_back(object(item, places));
  return all;
}

}  // namespace

std::string list_json(const ListItems& items, const ListView& view) {
  return json_text(array(items, view.places), indent_of(view.detail)) + "\n";
}

std::string explained_json(const ListItems& items, std::string_view run) {
  return json_text({{"run", run}, {"rows", array(items, Places::shown)}}) + "\n";
}

std::string list_jsonl(const ListItems& items, const ListView& view) {
  std::string out;
  for (const ListItem& item : items) out += json_text(object(item, view.places), -1) + "\n";
  return out;
}

}  // namespace ecrify::report
