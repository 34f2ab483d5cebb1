// SPDX-License-Identifier: Apache-2.0
// Which scalars of a document are looked at.
#include <algorithm>
#include <string_view>
#include <vector>

#include "document_flow.hpp"
#include "text_flow.hpp"

namespace ecrify {

using manifest::Hit;
using manifest::HitKind;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Verdict;

// What is neither a path nor in a field that is named for images, or for their parts, is no reference of any registry.
bool DocumentFlow::may_name_image(const locate::Document& document, NodeIndex leaf) const {
  const manifest::Tape& tape = document.tape();
  const Span span = tape[leaf].span();
  const std::string_view text = text_.substr(span.begin, span.size());
  if (text == "true" || text == "false" || text == "null" || text == "~") return false;  // `hideRegistry: true`
  if (text.find('/') != std::string_view::npos) return true;
  const auto is_image_word = [](std::string_view key) {
    constexpr std::string_view words[] = {"mage", "egistry", "epository"};
    return std::any_of(std::begin(words), std::end(words),
                       [&](std::string_view word) { return key.find(word) != std::string_view::npos; });
  };
  // The field's own key, or that of the list that it is an item of.
  NodeIndex node = leaf;
  while (tape[node].parent != no_node && tape[tape[node].parent].kind == NodeKind::sequence) node = tape[node].parent;
  if (tape[node].parent == no_node || tape.is_key(node)) return false;  // `[a, b]: c`
  const Span key = tape[tape[node].slot].span();
  const std::string_view name = text_.substr(key.begin, key.size());
  // A parameter is named beside its value: `{name: image.registry, value: quay.io}`.
  return is_image_word(name == "value" ? document.view_of(tape[node].parent, "name") : name);
}

// The scalars that the prefilter's hits point at, each once, in the order of the text.
void DocumentFlow::find_candidates(const locate::Document& document, const Hit* hit, const Hit* hits_end) {
  const manifest::Tape& tape = document.tape();
  std::vector<NodeIndex>& leaves = memory_.leaves;
  if (flow_.mapping.scope() == rules::RegistryScope::any) {
    for (NodeIndex node = 0; node < tape.size(); ++node) {
      if (tape[node].kind == NodeKind::scalar && !tape.is_key(node) && may_name_image(document, node)) leaves.push_back(node);
    }
  }
  for (; hit != hits_end && hit->offset < where_.base + text_.size(); ++hit) {
    const NodeIndex leaf = tape.leaf_at(hit->offset - where_.base);
    if (leaf == no_node) {
      if (hit->kind == HitKind::host) {
        ++out_.counts.ignored;
        note_occurrence({hit->offset - where_.base, hit->offset - where_.base}, {}, "a comment", nullptr, nullptr);
      }
      continue;
    }
    const bool is_word = hit->kind == HitKind::word;
    if (is_word && flow_.watched.is_hint(*hit)) {
      hinted_.push_back(leaf);
      continue;
    }
    if (!is_word) leaves.push_back(leaf);
    if ((hit->kind == HitKind::escape || flow_.is_watched(*hit, Watch::image_key)) && tape.is_key(leaf)) {
      // A name without a registry can only be seen by its key: `image`, or `reference` in an `image`.
      NodeIndex value = document.resolved(tape[leaf].next);
      if (value != no_node && tape[value].kind == NodeKind::mapping) value = document.value(value, "reference");
      if (value != no_node && tape[value].kind == NodeKind::scalar) leaves.push_back(value);
    }
  }
  std::sort(leaves.begin(), leaves.end());
  leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
}

// A document that is no Kubernetes object is copied through; what it holds is only told.
void DocumentFlow::count_foreign(const locate::Document& document, NodeIndex leaf) {
  if (document.tape()[leaf].kind != NodeKind::scalar) return;
  const manifest::Decoded decoded = manifest::decode(text_, document.tape()[leaf]);
  const auto paths = document.paths_to(leaf).paths;
  const Scalar scalar{document, leaf, decoded, paths.front()};
  if (suppressions_) {
    chains_.clear();
    for (const locate::FieldPath& path : paths) chains_.push_back(chain_of(path, leaf));
  }
  note_occurrence(scalar.span(), {}, "a document that is no Kubernetes object", nullptr, nullptr);
  const std::size_t references = references_in(scalar);
  const std::size_t as_values = references_as_values(scalar);
  if (references + as_values == 0 || suppresses(FindingId::unmapped_image)) return;
  out_.counts.not_kubernetes_references += references;
  out_.counts.references_as_values += as_values;
}

// How many would be rewritten if the document were the values of a chart.
std::size_t DocumentFlow::references_as_values(const Scalar& scalar) const {
  const locate::Context as_values{locate::Role::values, &flow_.mapping};
  const locate::Location location = locate::classify(as_values, scalar.document, scalar.path, scalar.decoded.value());
  if (action_of(location) != locate::Action::rewrite) return 0;
  const std::vector<Planned> plans = plan(scalar, location);
  return static_cast<std::size_t>(std::count_if(plans.begin(), plans.end(), [](const Planned& planned) {
    return planned.decision.verdict == Verdict::rewrite;
  }));
}

// How many would be rewritten, or looked at, if the document were an object.
std::size_t DocumentFlow::references_in(const Scalar& scalar) const {
  const std::string_view value = scalar.decoded.value();
  if (locate::may_be_document(value)) {
    const Examined inner = examine_text(flow_, value, locate::Role::fragment, where_.nesting + 1, {});
    return inner.counts.references;
  }
  const auto join = locate::halves_at({where_.role, &flow_.mapping}, scalar.document, scalar.path, value);
  const rules::Decision decision = join ? plan_join(scalar, *join).decision : flow_.mapping.decide(value, rules::ShortNames::ignore);
  const bool depends = decision.verdict == Verdict::unresolved && decision.rule != nullptr;  // ${IMAGE:-ghcr.io/org/app}
  return decision.verdict == Verdict::rewrite || depends ? 1 : 0;
}

}  // namespace ecrify
