// SPDX-License-Identifier: Apache-2.0
#include "ecrify/krm/function_config.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ecrify/base/suggest.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/yaml/tree.hpp"

namespace ecrify::krm {

using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

// A part of the list as the tree that configurations are read from.
Result<yaml::Tree> tree_of(const ResourceList& list, NodeIndex root) {
  const manifest::Tape& tape = list.document().tape();
  std::unordered_map<NodeIndex, NodeIndex> targets;
  for (const manifest::Alias& alias : tape.aliases()) targets[alias.alias] = alias.target;
  std::vector<std::size_t> made(tape[root].next - root);  // by node, from the root on: the index in the tree
  yaml::Tree tree;
  for (NodeIndex at = root; at < tape[root].next; ++at) {
    const Node& node = tape[at];
    std::size_t index = tree.nodes.size();
    if (node.kind == NodeKind::alias) {
      const auto target = targets.find(at);
      if (target == targets.end() || target->second < root || target->second >= at) {
        return list.at(at, "an alias of something outside of functionConfig", "write out what it stands for");
      }
      index = made[target->second - root];
    } else {
      yaml::Node copy;
      copy.offset = list.base() + node.begin;
      if (node.kind == NodeKind::scalar) {
        copy.kind = yaml::Node::Kind::scalar;
        copy.style = node.style == Style::plain ? yaml::Node::Style::plain : yaml::Node::Style::text;
        copy.value = list.document().scalar(at);
        if (node.style == Style::plain && list.document().text(at).empty())
          copy.kind = yaml::Node::Kind::null;
      } else {
        copy.kind = node.kind == NodeKind::mapping ? yaml::Node::Kind::map : yaml::Node::Kind::sequence;
      }
      tree.nodes.push_back(std::move(copy));
    }
    made[at - root] = index;
    if (at != root) tree.nodes[made[node.parent - root]].children.push_back(index);
  }
  return tree;
}

// The configuration document that the data of a ConfigMap stand for. Each node of it has the place of what it
// is made of.
class ConfigMapReader {
 public:
  ConfigMapReader(const ResourceList& list, NodeIndex object)
      : list_(list), document_(list.document()), tape_(document_.tape()), object_(object) {}

  Result<FunctionConfig> read() {
    if (document_.text_of(object_, "apiVersion") != "v1") {
      const NodeIndex version = document_.value(object_, "apiVersion");
      return list_.at(version == no_node ? object_ : version, "the apiVersion of a ConfigMap is v1",
                      "write apiVersion: v1");
    }
    constexpr std::string_view keys[] = {"apiVersion", "kind", "metadata", "data"};
    if (Status status =
            check_keys(object_, {std::begin(keys), std::end(keys)}, "a functionConfig that is a ConfigMap");
        !status.ok())
      return status.failure();
    const NodeIndex data = document_.value(object_, "data");
    if (data == no_node || (tape_[data].kind == NodeKind::scalar && document_.text(data).empty()))
      return FunctionConfig{};
    if (tape_[data].kind != NodeKind::mapping)
      return list_.at(data, "the data of functionConfig are no mapping", "its keys are account, region, …");
    if (Status status = check_keys(data, data_keys(), "the data of functionConfig"); !status.ok())
      return status.failure();
    return read_data(data);
  }

 private:
  static std::vector<std::string_view> data_keys() {
    return {"account", "region", "registry", "rules", "keep", "strict", "mode"};
  }

  Status check_keys(NodeIndex mapping, const std::vector<std::string_view>& known,
                    std::string_view where) const {
    std::vector<std::string> seen;
    for (NodeIndex key = mapping + 1; key < tape_[mapping].next; key = tape_[tape_[key].next].next) {
      const std::string name = document_.scalar(key);
      if (std::find(known.begin(), known.end(), name) == known.end()) {
        return list_.at(key, "unknown key " + in_quotes(name) + " in " + std::string(where),
                        did_you_mean(name, known, "known here: " + listed(known)));
      }
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) {
        return list_.at(key, "the key " + in_quotes(name) + " stands twice in " + std::string(where),
                        "remove one of the two");
      }
      seen.push_back(name);
    }
    return Success{};
  }

  Result<FunctionConfig> read_data(NodeIndex data) {
    FunctionConfig config;
    for (const auto& [key, words] : {std::pair("strict", std::pair("false", "true")),
                                     std::pair("mode", std::pair("rewrite", "check"))}) {
      const NodeIndex node = document_.value(data, key);
      const std::string word = node == no_node ? words.first : document_.scalar(node);
      if (word != words.first && word != words.second) {
        return list_.at(node, in_quotes(word) + " is no " + key,
                        std::string("it is ") + words.first + " or " + words.second);
      }
      (std::string_view(key) == "mode" ? config.check : config.strict) = word == words.second;
    }
    tree_.nodes.push_back(map_at(object_));
    add_text(0, "apiVersion", object_, "ecrify/v1");
    add_text(0, "kind", object_, "RewriteConfig");
    bool says_something = add_registry(data);
    const std::size_t rules = tree_.nodes.size();
    tree_.nodes.push_back(
        {yaml::Node::Kind::sequence, yaml::Node::Style::plain, list_.base() + tape_[data].begin, {}, {}});
    for (const std::string_view key : {"rules", "keep"}) {
      const NodeIndex node = document_.value(data, key);
      if (node == no_node) continue;
      if (tape_[node].kind != NodeKind::scalar)
        return list_.at(node, std::string(key) + " is no text",
                        "in a ConfigMap each value is text: " + std::string(key) + ": |");
      Status status = key == "rules" ? add_rules(node, rules) : add_keeps(node, rules);
      if (!status.ok()) return status.failure();
      says_something = true;
    }
    attach(0, "rules", data, rules);
    if (!says_something) return config;
    Result<config::Config> loaded = config::load_config(list_.text(), tree_);
    if (!loaded.ok()) return loaded.failure();
    config.config = std::move(loaded).value();
    return config;
  }

  [[nodiscard]] yaml::Node map_at(NodeIndex node) const {
    return {yaml::Node::Kind::map, yaml::Node::Style::plain, list_.base() + tape_[node].begin, {}, {}};
  }
  // Makes the node `index` the value of a key of the mapping `map`.
  void attach(std::size_t map, std::string_view key, NodeIndex place, std::size_t index) {
    tree_.nodes.push_back({yaml::Node::Kind::scalar,
                           yaml::Node::Style::plain,
                           list_.base() + tape_[place].begin,
                           std::string(key),
                           {}});
    tree_.nodes[map].children.push_back(tree_.nodes.size() - 1);
    tree_.nodes[map].children.push_back(index);
  }
  void add_text(std::size_t map, std::string_view key, NodeIndex place, std::string value,
                yaml::Node::Style style = yaml::Node::Style::text) {
    tree_.nodes.push_back(
        {yaml::Node::Kind::scalar, style, list_.base() + tape_[place].begin, std::move(value), {}});
    attach(map, key, place, tree_.nodes.size() - 1);
  }

  bool add_registry(NodeIndex data) {
    const std::size_t registry = tree_.nodes.size();
    tree_.nodes.push_back(map_at(data));
    for (const auto& [key, name] :
         {std::pair("account", "account"), std::pair("region", "region"), std::pair("registry", "host")}) {
      const NodeIndex node = document_.value(data, key);
      if (node == no_node) continue;
      const bool is_plain = tape_[node].kind == NodeKind::scalar && tape_[node].style == Style::plain;
      add_text(registry, name, node, document_.scalar(node),
               is_plain ? yaml::Node::Style::plain : yaml::Node::Style::text);
    }
    if (tree_.nodes[registry].children.empty()) return false;
    attach(0, "registry", data, registry);
    return true;
  }

  // Where in the list a byte of a scalar's value stands.
  class Places {
   public:
    Places(const ResourceList& list, NodeIndex node)
        : decoded_(manifest::decode(list.document().text(), list.document().tape()[node])),
          base_(list.base()),
          end_(list.base() + list.document().tape()[node].begin) {}
    [[nodiscard]] std::string_view value() const { return decoded_.value(); }
    [[nodiscard]] std::size_t of(std::size_t offset) const {
      return offset < value().size() ? base_ + decoded_.source({offset, offset + 1}).begin : end_;
    }

   private:
    manifest::DecodedText decoded_;
    std::size_t base_;
    std::size_t end_;  // of what is behind the value: the scalar itself
  };

  Status add_rules(NodeIndex node, std::size_t rules) {
    const Places places(list_, node);
    const SourceText text(list_.text().name(), places.value());
    Result<yaml::Tree> read = yaml::read_tree(text);
    if (!read.ok()) {
      Failure failure = read.failure();
      failure.offset = places.of(failure.offset);
      return failure;
    }
    if (read->nodes.empty() || read->nodes[0].kind == yaml::Node::Kind::null) return Success{};
    if (read->nodes[0].kind != yaml::Node::Kind::sequence) {
      return list_.at(node, "rules is no list",
                      "write each rule on a line of its own: - {from: ghcr.io, prefix: ghcr}");
    }
    const std::size_t first = tree_.nodes.size();
    for (yaml::Node& one : read->nodes) {
      one.offset = places.of(one.offset);
      for (std::size_t& child : one.children) child += first;
      tree_.nodes.push_back(std::move(one));
    }
    const std::vector<std::size_t> children = tree_.nodes[first].children;
    std::vector<std::size_t>& all = tree_.nodes[rules].children;
    all.insert(all.end(), children.begin(), children.end());
    return Success{};
  }

  Status add_keeps(NodeIndex node, std::size_t rules) {
    const Places places(list_, node);
    const std::string_view value = places.value();
    for (std::size_t at = 0; at < value.size();) {
      const std::size_t line_end = std::min(value.find('\n', at), value.size());
      const std::size_t begin = std::min(value.find_first_not_of(" \t\r", at), line_end);
      const std::string_view word = value.substr(begin, line_end - begin);
      at = line_end + 1;
      if (word.empty()) continue;
      const std::size_t map = tree_.nodes.size();
      const auto add = [&](std::string_view key, std::string_view text, yaml::Node::Style style) {
        tree_.nodes.push_back(
            {yaml::Node::Kind::scalar, yaml::Node::Style::plain, places.of(begin), std::string(key), {}});
        tree_.nodes.push_back({yaml::Node::Kind::scalar, style, places.of(begin), std::string(text), {}});
        tree_.nodes[map].children.insert(tree_.nodes[map].children.end(),
                                         {tree_.nodes.size() - 2, tree_.nodes.size() - 1});
      };
      tree_.nodes.push_back({yaml::Node::Kind::map, yaml::Node::Style::plain, places.of(begin), {}, {}});
      add("from", word.substr(0, word.find_last_not_of(" \t\r") + 1), yaml::Node::Style::text);
      add("keep", "true", yaml::Node::Style::plain);
      tree_.nodes[rules].children.push_back(map);
    }
    return Success{};
  }

  const ResourceList& list_;
  const locate::Document& document_;
  const manifest::Tape& tape_;
  NodeIndex object_;
  yaml::Tree tree_;
};

}  // namespace

Result<FunctionConfig> function_config(const ResourceList& list) {
  const NodeIndex object = list.value("functionConfig");
  if (object == no_node) return FunctionConfig{};
  const char* const remedy = "it is a RewriteConfig of ecrify/v1, or a ConfigMap";
  const manifest::Tape& tape = list.document().tape();
  if (tape[object].kind != NodeKind::mapping) return list.at(object, "functionConfig is no object", remedy);
  if (tape[object].next == object + 1) return FunctionConfig{};
  const NodeIndex kind = list.document().value(object, "kind");
  const std::string name = kind == no_node ? "" : list.document().text(kind);
  if (name == "ConfigMap") return ConfigMapReader(list, object).read();
  if (name.empty()) return list.at(object, "functionConfig has no kind", remedy);
  if (name != "RewriteConfig")
    return list.at(kind, "functionConfig is of the kind " + in_quotes(name), remedy);
  const Result<yaml::Tree> tree = tree_of(list, object);
  if (!tree.ok()) return tree.failure();
  Result<config::Config> config = config::load_config(list.text(), *tree);
  if (!config.ok()) return config.failure();
  FunctionConfig result;
  result.config = std::move(config).value();
  return result;
}

}  // namespace ecrify::krm
