// SPDX-License-Identifier: Apache-2.0
#include "ecrify/locate/document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/digest.hpp"
#include "ecrify/manifest/decode.hpp"

namespace ecrify::locate {

using manifest::Alias;
using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

constexpr std::size_t max_paths = 1024;
constexpr std::size_t max_unindexed_keys = 32;
constexpr unsigned max_unindexed_searches = 16;  // of a mapping with more keys: an index costs as much
constexpr std::size_t max_merged = 16;           // mappings and lists that are looked through for one key

bool is_word(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), is_word_byte);
}

std::string step_text(const Step& step) {
  if (step.kind == StepKind::item) return fmt::format("[{}]", step.item);
  std::string key = shortened(step.key);
  if (is_word(key)) return key;
  std::string out = "[\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]";
}

void append_step(std::string& path, std::string_view step) {
  if (!path.empty() && !step.starts_with('[')) path += '.';
  path += step;
}

// The first steps and the last ones, and a digest for those between, or the last of these: all but the
// numbers of items, by which nobody tells a field from another.
std::string cut_path_text(const FieldPath& path) {
  constexpr std::size_t kept = 300;       // bytes at each end, and the step that they end in
  constexpr std::size_t digested = 4096;  // and as many between, since each reference has a path
  std::string out;
  std::size_t first = 0;
  while (first < path.size() && out.size() < kept) append_step(out, step_text(path[first++]));
  std::vector<std::string> ends;  // from the last one on
  std::size_t last = path.size();
  for (std::size_t size = 0; last > first && size < kept; size += ends.back().size())
    ends.push_back(step_text(path[--last]));
  if (first < last) {
    std::string between;
    for (std::size_t at = last; at > first && between.size() < digested; --at)
      append_step(between, path[at - 1].kind == StepKind::item ? "[]" : step_text(path[at - 1]));
    out += "[…" + digest_of(between) + "]";
  }
  for (auto end = ends.rbegin(); end != ends.rend(); ++end) append_step(out, *end);
  return out;
}

}  // namespace

std::string path_text(const FieldPath& path) {
  constexpr std::size_t longest = 1000;
  std::string out;
  for (const Step& step : path) {
    append_step(out, step_text(step));
    if (out.size() > longest) return cut_path_text(path);
  }
  return out;
}

NodeIndex Document::value(NodeIndex mapping, std::string_view key) const {
  NodeIndex merged = no_node;
  const NodeIndex own = own_value(mapping, key, merged);
  return own != no_node || merged == no_node ? own : merged_value(merged, key);
}

NodeIndex Document::own_value(NodeIndex mapping, std::string_view key, NodeIndex& merged) const {
  mapping = resolved(mapping);
  if (mapping == no_node || (*tape_)[mapping].kind != NodeKind::mapping) return no_node;
  // Most mappings are small or searched a few times, and a look at each key's bytes is cheaper than an index.
  const NodeIndex behind = (*tape_)[mapping].next;
  // A plain text begins with what is written.
  const auto may_read = [this](NodeIndex node, std::string_view text) {
    const Node& at = (*tape_)[node];
    return at.kind != NodeKind::scalar || at.style != manifest::Style::plain || at.begin == at.end ||
           text.starts_with(text_[at.begin]);
  };
  NodeIndex found = no_node;
  std::size_t seen = 0;
  for (NodeIndex at = mapping + 1; at < behind; ++seen) {
    if (seen == max_unindexed_keys && ++searches_[mapping] > max_unindexed_searches) {
      const Keys& keys = keys_of(mapping);
      const auto at_key = [&](std::string_view name) {
        const auto indexed = keys.find(std::string(name));
        return indexed == keys.end() ? no_node : indexed->second;
      };
      merged = at_key(merge_key);
      return resolved(at_key(key));
    }
    const NodeIndex value = (*tape_)[at].next;
    if (value >= behind) break;
    if (may_read(at, key) && is_key_text(at, key)) found = value;
    if (may_read(at, merge_key) && is_key_text(at, merge_key)) merged = value;
    at = (*tape_)[value].next;
  }
  return resolved(found);
}

NodeIndex Document::merged_value(NodeIndex merged, std::string_view key) const {
  std::vector<NodeIndex> open{merged};
  for (std::size_t followed = 0; !open.empty() && followed < max_merged; ++followed) {
    const NodeIndex from = resolved(open.back());
    open.pop_back();
    if (from == no_node) continue;
    if ((*tape_)[from].kind == NodeKind::sequence) {
      const auto first = static_cast<std::ptrdiff_t>(open.size());
      for (NodeIndex item = from + 1; item < (*tape_)[from].next && open.size() < max_merged;
           item = (*tape_)[item].next) {
        open.push_back(item);
      }
      std::reverse(open.begin() + first, open.end());  // the first one counts before the others
      continue;
    }
    NodeIndex next = no_node;
    if (const NodeIndex found = own_value(from, key, next); found != no_node) return found;
    if (next != no_node) open.push_back(next);
  }
  return no_node;
}

bool Document::is_key_text(NodeIndex node, std::string_view key) const {
  const Node& at = (*tape_)[node];
  const std::string_view raw = text_.substr(at.begin, at.end - at.begin);
  if (at.kind == NodeKind::scalar && at.style == manifest::Style::plain) {
    // Folding lines makes a text shorter.
    if (raw.size() <= key.size() || raw.find('\n') == std::string_view::npos) return raw == key;
  }
  const bool is_quoted =
      at.style == manifest::Style::single_quoted || at.style == manifest::Style::double_quoted;
  // A character that is no letter may be an escape or a line end.
  if (at.kind == NodeKind::scalar && is_quoted && is_letter(raw[1]) && !key.starts_with(raw[1])) return false;
  return scalar(node) == key;
}

std::string Document::scalar(NodeIndex node) const {
  node = resolved(node);
  if (node == no_node || (*tape_)[node].kind != NodeKind::scalar) return "";
  return manifest::decode(text_, (*tape_)[node]).value();
}

bool Document::is_null(NodeIndex node) const {
  node = resolved(node);
  if (node == no_node) return false;
  const Node& at = (*tape_)[node];
  if (at.kind != NodeKind::scalar || at.style != manifest::Style::plain) return false;
  const std::string_view written = text_.substr(at.begin, at.end - at.begin);
  return written == "~" || written == "null" || written == "Null" || written == "NULL";
}

std::string Document::text(NodeIndex node) const { return is_null(node) ? "" : scalar(node); }

bool Document::is_given(NodeIndex node) const {
  node = resolved(node);
  return node != no_node && ((*tape_)[node].kind != NodeKind::scalar || !text(node).empty());
}

std::string Document::text_of(NodeIndex mapping, std::string_view key) const {
  return text(value(mapping, key));
}

NodeIndex Document::value_named(NodeIndex list, std::string_view name) const {
  list = resolved(list);
  if (list == no_node || (*tape_)[list].kind != NodeKind::sequence) return no_node;
  const auto [entry, is_new] = named_.try_emplace(list);
  Keys& values = entry->second;
  if (is_new) {
    for (NodeIndex item = list + 1; item < (*tape_)[list].next; item = (*tape_)[item].next) {
      if (const NodeIndex found = value(item, "value"); found != no_node)
        values[text_of(item, "name")] = found;
    }
  }
  const auto found = values.find(std::string(name));
  return found == values.end() ? no_node : found->second;
}

const Document::Words& Document::answer(NodeIndex collection, Question question,
                                        const std::function<Words()>& find) const {
  const auto [known, is_new] = answers_.try_emplace({collection, question});
  if (is_new) known->second = find();
  return known->second;
}

std::string_view Document::view(NodeIndex node) const {
  node = resolved(node);
  if (node == no_node || (*tape_)[node].kind != NodeKind::scalar) return "";
  if (!decoded_.empty()) {
    if (const auto known = decoded_.find(node); known != decoded_.end()) return known->second;
  }
  const Node& at = (*tape_)[node];
  if (at.style == manifest::Style::plain) {
    const std::string_view written = text_.substr(at.begin, at.end - at.begin);
    if (written.find('\n') == std::string_view::npos) return written;
  }
  manifest::DecodedText decoded = manifest::decode(text_, at);
  if (decoded.as_written()) return decoded.value();
  return decoded_.emplace(node, std::move(decoded).value()).first->second;
}

std::string_view Document::view_of(NodeIndex mapping, std::string_view key) const {
  return view(value(mapping, key));
}

NodeIndex Document::resolved(NodeIndex node) const {
  if (node == no_node || (*tape_)[node].kind != NodeKind::alias) return node;
  index_aliases();
  const auto found = target_of_.find(node);
  return found == target_of_.end() ? no_node : found->second;
}

const Document::Keys& Document::keys_of(NodeIndex mapping) const {
  const auto [entry, is_new] = keys_.try_emplace(mapping);
  if (is_new) {
    const NodeIndex behind = (*tape_)[mapping].next;
    for (NodeIndex key = mapping + 1; key < behind;) {
      const NodeIndex value = (*tape_)[key].next;
      if (value >= behind) break;
      entry->second[scalar(key)] = value;
      key = (*tape_)[value].next;
    }
  }
  return entry->second;
}

void Document::index_aliases() const {
  if (aliases_indexed_) return;
  aliases_indexed_ = true;
  by_target_ = tape_->aliases();
  std::stable_sort(by_target_.begin(), by_target_.end(),
                   [](const Alias& a, const Alias& b) { return a.target < b.target; });
  for (const Alias& alias : by_target_) target_of_[alias.alias] = alias.target;
}

FieldPath Document::path_from_root(NodeIndex node) const {
  FieldPath path;
  constexpr std::size_t usual_depth = 12;
  path.reserve(usual_depth);
  for (; (*tape_)[node].parent != no_node; node = (*tape_)[node].parent) {
    const Node& at = (*tape_)[node];
    Step step;
    step.container = at.parent;
    step.node = node;
    if ((*tape_)[at.parent].kind == NodeKind::sequence) {
      step.kind = StepKind::item;
      step.item = at.slot;
    } else if (at.slot != no_node) {
      step.key = view(at.slot).substr(0, longest_key);
    } else {
      step.kind = StepKind::key;
      step.key = view(node).substr(0, longest_key);
    }
    path.push_back(step);
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Document::Paths Document::paths_to(NodeIndex leaf) const {
  Paths result;
  if (tape_->aliases().empty()) {
    result.paths.push_back(path_from_root(leaf));
    return result;
  }
  index_aliases();
  struct Arrival {
    NodeIndex node;    // where in the tree the way down begins …
    FieldPath suffix;  // … and how it goes on to the leaf
  };
  std::vector<Arrival> open{{leaf, {}}};
  for (std::size_t i = 0; i < open.size(); ++i) {
    FieldPath path = path_from_root(open[i].node);
    const std::size_t own = path.size();
    path.insert(path.end(), open[i].suffix.begin(), open[i].suffix.end());
    // The way down to the leaf itself costs what reading it did; those by aliases multiply, and are bounded.
    if (i > 0) {
      if (path.size() + 1 > steps_left_ || open.size() > max_paths) {
        result.complete = false;
        return result;
      }
      steps_left_ -= path.size() + 1;
    }
    // Each collection on the way down, and the node itself, may be used elsewhere by an alias.
    for (std::size_t depth = 0; depth <= own; ++depth) {
      const NodeIndex node = depth == 0 ? 0 : path[depth - 1].node;
      auto alias = std::lower_bound(by_target_.begin(), by_target_.end(), node,
                                    [](const Alias& a, NodeIndex target) { return a.target < target; });
      for (; alias != by_target_.end() && alias->target == node && open.size() <= max_paths; ++alias) {
        open.push_back(
            {alias->alias, FieldPath(path.begin() + static_cast<std::ptrdiff_t>(depth), path.end())});
      }
    }
    // `<<: *base` puts the keys of base into the mapping that holds `<<`.
    FieldPath merged;
    for (std::size_t at = 0; at < path.size(); ++at) {
      const bool is_merge = path[at].kind == StepKind::value && path[at].key == merge_key;
      if (!is_merge) {
        merged.push_back(path[at]);
      } else if (at + 1 < path.size() && path[at + 1].kind == StepKind::item) {
        ++at;  // `<<: [*a, *b]`
      }
    }
    result.paths.push_back(std::move(merged));
  }
  return result;
}

bool Document::is_kubernetes() const {
  if (tape_->size() == 0 || (*tape_)[0].kind != NodeKind::mapping) return false;
  return value(0, "apiVersion") != no_node && value(0, "kind") != no_node;
}

bool Document::is_object(NodeIndex node) const {
  if ((*tape_)[node].kind != NodeKind::mapping) return false;
  if (objects_.empty()) objects_.resize(tape_->size(), ObjectState::nothing);
  ObjectState& known = objects_[node];
  if (known == ObjectState::nothing) {
    const auto has = [&](std::string_view key) { return value(node, key) != no_node; };
    known = has("apiVersion") && has("kind") && (has("metadata") || has("spec") || has("data"))
                ? ObjectState::object
                : ObjectState::no_object;
  }
  return known == ObjectState::object;
}

// The controller among the owners. Of a ReplicaSet the Deployment that made it, which names it by the hash of
// the template: https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#pod-template-hash-label
std::string Document::owner_of(NodeIndex metadata) const {
  const NodeIndex owners = value(metadata, "ownerReferences");
  if (owners == no_node || (*tape_)[owners].kind != NodeKind::sequence) return "";
  for (NodeIndex owner = owners + 1; owner < (*tape_)[owners].next; owner = (*tape_)[owner].next) {
    if (text_of(owner, "controller") != "true") continue;
    const std::string kind = text_of(owner, "kind");
    const std::string name = text_of(owner, "name");
    const std::string hash = "-" + text_of(value(metadata, "labels"), "pod-template-hash");
    if (kind == "ReplicaSet" && hash.size() > 1 && name.ends_with(hash))
      return "Deployment/" + name.substr(0, name.size() - hash.size());
    return kind + "/" + name;
  }
  return "";
}

const Resource& Document::resource(NodeIndex object) const {
  if (resource_of_ == object && object != no_node) return resource_;
  resource_of_ = object;
  const NodeIndex metadata = value(object, "metadata");
  resource_ = {shortened(fields(object).api_version), shortened(fields(object).kind),
               shortened(text_of(metadata, "name")), shortened(text_of(metadata, "namespace")),
               shortened(owner_of(metadata))};
  return resource_;
}

const ObjectFields& Document::fields(NodeIndex object) const {
  if (fields_of_ != object || object == no_node) {
    fields_of_ = object;
    fields_ = {view_of(object, "apiVersion").substr(0, longest_key),
               view_of(object, "kind").substr(0, longest_key)};
  }
  return fields_;
}

}  // namespace ecrify::locate
