// SPDX-License-Identifier: Apache-2.0
// What a document does with the parameters of Argo Workflows and of Tekton, which are filled in as text.
// https://argo-workflows.readthedocs.io/en/latest/variables/
// https://tekton.dev/docs/pipelines/variables/
#include <algorithm>
#include <initializer_list>
#include <string>

#include "ecrify/base/ascii.hpp"
#include "ecrify/locate/document.hpp"

namespace ecrify::locate {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

constexpr std::string_view words[] = {"parameters", "params"};

// The name behind `parameters.` or `params.`, or in `parameters['']` of an expression.
std::string_view name_at(std::string_view text, std::size_t begin) {
  if (text.substr(begin).starts_with("['") || text.substr(begin).starts_with("[\"")) {
    begin += 2;
  } else if (text.substr(begin).starts_with('.')) {
    ++begin;
  } else {
    return {};
  }
  std::size_t end = begin;
  while (end < text.size() && is_word_byte(text[end])) ++end;
  return text.substr(begin, end - begin);
}

// `{{inputs.parameters.NAME}}`, `{{workflow.parameters.NAME}}`, `$(params.NAME)` or `$(inputs.params.NAME)`,
// and nothing else.
bool is_only(std::string_view text, std::string_view name) {
  const auto inside = [&](std::string_view open, std::string_view close) {
    const bool is_whole =
        text.starts_with(open) && text.ends_with(close) && text.size() >= open.size() + close.size();
    std::string_view inner =
        is_whole ? text.substr(open.size(), text.size() - open.size() - close.size()) : std::string_view();
    inner = inner.substr(std::min(inner.find_first_not_of(' '), inner.size()));
    inner = inner.substr(0, inner.find_last_not_of(' ') + 1);
    return inner;
  };
  const auto names = [&](std::string_view inner, std::initializer_list<std::string_view> scopes) {
    return std::any_of(scopes.begin(), scopes.end(), [&](std::string_view scope) {
      return inner.starts_with(scope) && inner.substr(scope.size()) == name;
    });
  };
  return names(inside("{{", "}}"), {"inputs.parameters.", "workflow.parameters."}) ||
         names(inside("$(", ")"), {"params.", "inputs.params."});
}

}  // namespace

void Document::index_parameters() const {
  parameters_indexed_ = true;
  for (NodeIndex node = 0; node < tape_->size(); ++node) {
    if ((*tape_)[node].kind != NodeKind::scalar) continue;
    const std::string_view text = view(node);
    for (const std::string_view word : words) {
      for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        note_parameter(node, name_at(text, at + word.size()));
      }
    }
  }
}

void Document::note_parameter(NodeIndex node, std::string_view name) const {
  if (name.empty()) return;
  const std::string_view text = view(node);
  const NodeIndex parent = (*tape_)[node].parent;
  const bool is_value =
      parent != no_node && (*tape_)[parent].kind == NodeKind::mapping && !tape_->is_key(node);
  const std::string_view key = is_value ? view((*tape_)[node].slot) : std::string_view();
  const bool is_passed_on = (key == "value" || key == "default") && view_of(parent, "name") == name;
  ParameterUse& use = parameters_[std::string(name)];
  const bool is_image = is_only(text, name) && key == "image";
  use.image = use.image || is_image;
  const bool is_other = !(is_image || (is_only(text, name) && is_passed_on));
  if (is_other && (use.others.empty() || use.others.back() != node)) use.others.push_back(node);
}

bool Document::runs_parameter(std::string_view name) const {
  if (!tape_->aliases().empty()) return false;  // an alias may bring it anywhere
  if (!parameters_indexed_) index_parameters();
  const auto found = parameters_.find(std::string(name));
  return found != parameters_.end() && found->second.image && found->second.others.empty();
}

std::span<const NodeIndex> Document::other_uses_of_parameter(std::string_view name) const {
  if (!parameters_indexed_) index_parameters();
  const auto found = parameters_.find(std::string(name));
  const bool is_none = found == parameters_.end() || found->second.image;
  return is_none ? std::span<const NodeIndex>() : found->second.others;
}

}  // namespace ecrify::locate
