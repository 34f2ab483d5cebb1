// SPDX-License-Identifier: Apache-2.0
#include "pull_secrets.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/text.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

constexpr std::string_view secrets_key = "imagePullSecrets";
constexpr std::string_view container_lists[] = {"containers", "initContainers", "ephemeralContainers"};
constexpr std::size_t npos = std::string_view::npos;

bool is_in(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}
std::optional<std::size_t> behind_close(std::string_view text, std::size_t at, char close) {
  at = skip_space(text, at);
  if (at < text.size() && text[at] == ',') at = skip_space(text, at + 1);
  if (at >= text.size() || text[at] != close) return std::nullopt;
  return at + 1;
}

// The whole lines from that of `begin` to that of `end`, when nothing else stands on them but a comment at
// the end.
std::optional<Span> lines(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t first = begin;
  while (first > 0 && text[first - 1] != '\n') {
    if (!is_blank(text[--first])) return std::nullopt;
  }
  std::size_t last = end;
  while (last < text.size() && is_blank(text[last])) ++last;
  const bool comment = last < text.size() && text[last] == '#' && last > end;
  if (last < text.size() && !comment && !is_space(text[last])) return std::nullopt;
  return Span{first, behind_line(text, last)};
}

// Between two items of a flow collection: one comma, and no comment, anchor or tag.
bool is_comma(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view gap = text.substr(begin, end - begin);
  return std::all_of(gap.begin(), gap.end(), [](char c) { return is_space(c) || c == ','; });
}

// One imagePullSecrets of a pod spec.
class SecretList {
 public:
  SecretList(const locate::Document& document, NodeIndex key)
      : document_(document),
        text_(document.text()),
        tape_(document.tape()),
        key_(key),
        list_(tape_[key].next) {}

  void look(const PullSecrets& names, const AskNode& is_kept, NeedlessSecrets& out) {
    if (tape_[list_].kind != NodeKind::sequence) return;
    const std::size_t first = out.secrets.size();
    std::vector<NodeIndex> items;
    std::vector<bool> asked;
    for (NodeIndex item = list_ + 1; item < tape_[list_].next; item = tape_[item].next) {
      const NodeIndex mapping = document_.resolved(item);
      const NodeIndex leaf = mapping == no_node ? no_node : document_.value(mapping, "name");
      const std::string name = leaf == no_node ? "" : document_.scalar(leaf);
      items.push_back(item);
      const bool is_dropped = is_in(names.dropped, name);
      const bool is_needless = !name.empty() && (is_dropped || is_in(names.known, name)) && !is_kept(leaf);
      asked.push_back(is_needless && is_dropped);
      if (is_needless) {
        out.secrets.push_back({leaf, name, false, asked.back()});
      }
    }
    const auto wanted = static_cast<std::size_t>(std::count(asked.begin(), asked.end(), true));
    if (wanted == 0) return;
    NeedlessSecrets dropped;
    if (!(wanted == items.size() ? drop_key(items, dropped) : drop_items(items, asked, dropped))) return;
    if (aliases_reach(dropped.removed)) return;
    out.edits.insert(out.edits.end(), dropped.edits.begin(), dropped.edits.end());
    out.removed.insert(out.removed.end(), dropped.removed.begin(), dropped.removed.end());
    for (std::size_t i = first; i < out.secrets.size(); ++i) out.secrets[i].dropped = out.secrets[i].asked;
  }

 private:
  // An entry's mapping has the one key `name`, on its own bytes; anything else is left to people.
  [[nodiscard]] std::optional<std::size_t> end_of_item(NodeIndex item) const {
    if (tape_[item].kind != NodeKind::mapping || item + 3 != tape_[item].next) return std::nullopt;
    const manifest::Node& name = tape_[item + 2];
    if (name.kind != NodeKind::scalar) return std::nullopt;
    if (tape_[item].style == Style::flow) return behind_close(text_, name.end, '}');
    // A block scalar ends behind the line end of its last line.
    const bool is_block = name.style == Style::literal || name.style == Style::folded;
    return is_block && text_[name.end - 1] == '\n' ? name.end - 1 : name.end;
  }

  [[nodiscard]] std::optional<std::size_t> end_of_list(const std::vector<NodeIndex>& items) const {
    const auto end = end_of_item(items.back());
    if (!end || tape_[list_].style != Style::flow) return end;
    return behind_close(text_, *end, ']');
  }

  // The last byte before `at` that is no white space: its position, or npos.
  [[nodiscard]] std::size_t before(std::size_t at) const {
    while (at > 0 && is_space(text_[at - 1])) --at;
    return at == 0 ? npos : at - 1;
  }
  [[nodiscard]] bool begins_in_flow(std::size_t at, char open) const {
    const std::size_t previous = before(at);
    return previous != npos && (text_[previous] == open || text_[previous] == ',');
  }

  // Without this key, another of its name would count.
  [[nodiscard]] bool is_doubled() const {
    const NodeIndex mapping = tape_[key_].parent;
    for (NodeIndex key = mapping + 1; key < tape_[mapping].next; key = tape_[tape_[key].next].next) {
      if (key != key_ && document_.view(key) == secrets_key) return true;
    }
    return false;
  }

  bool drop_key(const std::vector<NodeIndex>& items, NeedlessSecrets& out) const {
    if (!std::all_of(items.begin(), items.end(),
                     [&](NodeIndex item) { return end_of_item(item).has_value(); }))
      return false;
    const auto end = end_of_list(items);
    if (!end || is_doubled()) return false;
    const std::size_t begin = tape_[key_].begin;
    std::optional<Span> span;
    if (tape_[tape_[key_].parent].style != Style::flow) {
      span = behind_block(key_, lines(text_, begin, *end));
    } else if (begins_in_flow(begin, '{')) {
      const std::size_t next = tape_[list_].next;
      const bool is_last =
          next >= tape_.size() || tape_[static_cast<NodeIndex>(next)].parent != tape_[key_].parent;
      if (!is_last) {
        const std::size_t to = tape_[static_cast<NodeIndex>(next)].begin;
        if (is_comma(text_, *end, to)) span = Span{begin, to};
      } else if (text_[before(begin)] == ',') {
        span = Span{before(begin), *end};
      }
    }
    if (!span) return false;
    out.edits.push_back({*span, ""});
    out.removed.push_back({key_, tape_[list_].next});
    return true;
  }

  bool drop_items(const std::vector<NodeIndex>& items, const std::vector<bool>& asked,
                  NeedlessSecrets& out) const {
    std::size_t staying = items.size();  // the last one that stays
    while (asked[staying - 1]) --staying;
    --staying;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!asked[i]) continue;
      const auto span =
          tape_[list_].style == Style::flow ? in_flow(items, i, i < staying) : in_block(items[i]);
      if (!span) return false;
      out.edits.push_back({*span, ""});
      out.removed.push_back({items[i], tape_[items[i]].next});
    }
    return true;
  }

  [[nodiscard]] std::optional<Span> in_block(NodeIndex item) const {
    const auto end = end_of_item(item);
    std::size_t dash = tape_[item].begin;
    while (dash > 0 && is_blank(text_[dash - 1])) --dash;
    if (!end || dash == 0 || text_[dash - 1] != '-') return std::nullopt;
    return behind_block(item, lines(text_, dash - 1, *end));
  }

  // Blank lines behind what is removed go as well where a block scalar before it would take them for its own;
  // a comment there could become text.
  [[nodiscard]] std::optional<Span> behind_block(NodeIndex first, std::optional<Span> span) const {
    const bool is_behind =
        first > 0 && (tape_[first - 1].style == Style::literal || tape_[first - 1].style == Style::folded);
    if (!span || !is_behind || tape_[first - 1].end != span->begin) return span;
    for (std::size_t at = span->end; at < text_.size();) {
      const std::size_t line_end = std::min(text_.find('\n', at), text_.size());
      const std::size_t content = text_.find_first_not_of(" \t\r", at);
      if (content < line_end) return text_[content] == '#' ? std::nullopt : span;
      at = span->end = std::min(line_end + 1, text_.size());
    }
    return span;
  }

  [[nodiscard]] std::optional<Span> in_flow(const std::vector<NodeIndex>& items, std::size_t i,
                                            bool more_stay) const {
    const auto end = end_of_item(items[i]);
    if (!end || !begins_in_flow(tape_[items[i]].begin, '[')) return std::nullopt;
    // Up to the next one; behind the last one that stays, from the end of the one before.
    if (more_stay) {
      const std::size_t to = tape_[items[i + 1]].begin;
      return is_comma(text_, *end, to) ? std::optional(Span{tape_[items[i]].begin, to}) : std::nullopt;
    }
    const auto from = end_of_item(items[i - 1]);
    return from && is_comma(text_, *from, tape_[items[i]].begin) ? std::optional(Span{*from, *end})
                                                                 : std::nullopt;
  }

  // `removed` is in order, its ranges apart from each other.
  [[nodiscard]] bool aliases_reach(const std::vector<manifest::Removal>& removed) const {
    const auto is_removed = [&](NodeIndex node) {
      const auto behind =
          std::upper_bound(removed.begin(), removed.end(), node,
                           [](NodeIndex at, const manifest::Removal& gone) { return at < gone.begin; });
      return behind != removed.begin() && node < (behind - 1)->end;
    };
    const auto& aliases = tape_.aliases();
    return std::any_of(aliases.begin(), aliases.end(), [&](const manifest::Alias& alias) {
      return is_removed(alias.alias) || is_removed(alias.target);
    });
  }

  const locate::Document& document_;
  std::string_view text_;
  const manifest::Tape& tape_;
  NodeIndex key_;
  NodeIndex list_;
};

// Every item of a list of mappings has an image in the cache; what can't be seen through, such as a merge
// key, has not.
bool all_cached(const locate::Document& document, NodeIndex list, const AskNode& is_item_cached) {
  const manifest::Tape& tape = document.tape();
  if (list == no_node) return true;
  if (tape[list].kind != NodeKind::sequence) return false;
  for (NodeIndex item = list + 1; item < tape[list].next; item = tape[item].next) {
    const NodeIndex mapping = document.resolved(item);
    if (mapping == no_node || tape[mapping].kind != NodeKind::mapping) return false;
    if (document.value(mapping, "<<") != no_node || !is_item_cached(mapping)) return false;
  }
  return true;
}

// Lists that aliases share are looked through once.
class PodSpecs {
 public:
  PodSpecs(const locate::Document& document, const AskNode& is_cached)
      : document_(document), is_cached_(is_cached) {}

  [[nodiscard]] bool is_all_cached(NodeIndex pod_spec) {
    const manifest::Tape& tape = document_.tape();
    const NodeIndex containers = document_.value(pod_spec, "containers");
    const bool any = containers != no_node && tape[containers].kind == NodeKind::sequence &&
                     tape[containers].next > containers + 1;
    if (!any || document_.value(pod_spec, "<<") != no_node) return false;
    return std::all_of(
               std::begin(container_lists), std::end(container_lists),
               [&](std::string_view list) { return containers_cached(document_.value(pod_spec, list)); }) &&
           volumes_cached(document_.value(pod_spec, "volumes"));
  }

 private:
  bool is_cached_scalar(NodeIndex image) const {
    return image != no_node && document_.tape()[image].kind == NodeKind::scalar && is_cached_(image);
  }

  bool containers_cached(NodeIndex list) {
    const auto [known, is_new] = seen_.try_emplace(list, false);
    if (is_new) {
      known->second = all_cached(document_, list, [&](NodeIndex container) {
        return is_cached_scalar(document_.value(container, "image"));
      });
    }
    return known->second;
  }

  bool volumes_cached(NodeIndex list) {
    const auto [known, is_new] = seen_.try_emplace(list, false);
    if (is_new) {
      known->second = all_cached(document_, list, [&](NodeIndex volume) {
        const NodeIndex image = document_.value(volume, "image");
        if (image == no_node) return true;
        return document_.tape()[image].kind == NodeKind::mapping &&
               is_cached_scalar(document_.value(image, "reference"));
      });
    }
    return known->second;
  }

  const locate::Document& document_;
  const AskNode& is_cached_;
  std::unordered_map<NodeIndex, bool> seen_;
};

}  // namespace

NeedlessSecrets needless_secrets(const locate::Document& document, const PullSecrets& names,
                                 const AskNode& is_cached, const AskNode& is_kept) {
  NeedlessSecrets out;
  const manifest::Tape& tape = document.tape();
  PodSpecs pod_specs(document, is_cached);
  for (NodeIndex node = 0; node < tape.size(); ++node) {
    if (!tape.is_key(node) || tape[node].kind != NodeKind::scalar) continue;
    if (tape[node].span().size() > secrets_key.size() + 2 || document.scalar(node) != secrets_key) continue;
    if (pod_specs.is_all_cached(tape[node].parent)) SecretList(document, node).look(names, is_kept, out);
  }
  return out;
}

}  // namespace ecrify
