// SPDX-License-Identifier: Apache-2.0
#include "ecrify/krm/results.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/write/printable.hpp"

namespace ecrify::krm {

using Json = nlohmann::ordered_json;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::Style;

namespace {

// `items[3].spec.image` in the list is spec.image in the item.
std::string_view in_item(std::string_view path) {
  constexpr std::string_view items = "items[";
  if (!path.starts_with(items)) return path;
  path.remove_prefix(std::min(path.find(']'), path.size() - 1) + 1);
  if (path.starts_with('.')) path.remove_prefix(1);
  return path;
}

Json reference_to(const Resource& resource) {
  Json reference = Json::object();
  for (const auto& [key, value] :
       {std::pair("apiVersion", &resource.api_version), std::pair("kind", &resource.kind),
        std::pair("namespace", &resource.name_space), std::pair("name", &resource.name)}) {
    if (!value->empty()) reference[key] = write::printable(*value);
  }
  return reference;
}

// Readers of YAML take some characters differently, also in quotes: these are made visible.
Json json_of(const ResourceList& list, const FunctionResult& one) {
  const Finding& finding = *one.finding;
  Json result = {{"message", write::printable(one.message)}, {"severity", one.severity}};
  const Item* const item = list.item_at(finding.span.begin);
  if (item != nullptr) {
    result["resourceRef"] = reference_to(list.document().resource(list.document().resolved(item->node)));
    if (!finding.path.empty()) result["field"]["path"] = write::printable(in_item(finding.path));
    if (!finding.reference.empty()) result["field"]["currentValue"] = write::printable(finding.reference);
    if (finding.replacement) result["field"]["proposedValue"] = write::printable(*finding.replacement);
    if (!item->path.empty()) result["file"]["path"] = write::printable(item->path);
    if (!item->path.empty() && item->index) result["file"]["index"] = *item->index;
  }
  result["tags"]["finding"] = findings::name_of(finding.id);
  return result;
}

std::string in_json(const Json& json, int indent, char blank = ' ') {
  return json.dump(indent, blank, false, Json::error_handler_t::replace);
}

// A mapping of scalars and mappings in block style; the first line is not indented.
void append_block(std::string& out, const Json& mapping, std::size_t indent) {
  for (bool first = true; const auto& [key, value] : mapping.items()) {
    if (!std::exchange(first, false)) out.append(indent, ' ');
    out.append(key).append(":");
    if (value.is_object()) {
      out.append("\n").append(indent + 2, ' ');
      append_block(out, value, indent + 2);
    } else {
      out.append(" ").append(in_json(value, -1)).append("\n");
    }
  }
}

std::string in_block(const Json& results, std::size_t indent) {
  std::string out;
  for (const Json& one : results) {
    out.append(indent, ' ').append("- ");
    append_block(out, one, indent + 2);
  }
  return out;
}

// The text around the new results.
class Room {
 public:
  explicit Room(const ResourceList& list)
      : list_(list), text_(list.document().text()), tape_(list.document().tape()) {}

  Result<Edit> edit(const Json& results) {
    const NodeIndex there = list_.document().value(0, "results");
    if (there == no_node) return before_items(results);
    if (tape_[there].kind == NodeKind::sequence)
      return tape_[there].style == Style::flow ? in_brackets(there, results) : behind(there, results);
    if (list_.value("results") == no_node) {
      const manifest::Node& null = tape_[there];
      if (null.end > null.begin) return insert(null.begin, null.end, in_json(results, -1));
      const std::size_t behind = text_.find(':', tape_[key_of(there)].end) + 1;
      return insert(behind, behind, " " + in_json(results, -1));
    }
    return list_.at(there, "the results are no list", "leave them out");
  }

 private:
  [[nodiscard]] Edit insert(std::size_t begin, std::size_t end, std::string text) const {
    return {{list_.base() + begin, list_.base() + end}, std::move(text)};
  }

  [[nodiscard]] NodeIndex key_of(NodeIndex value) const { return tape_[value].slot; }

  // The text before a byte on its line, where that is nothing but blanks.
  [[nodiscard]] std::optional<std::string_view> indent_of(std::size_t offset) const {
    const std::size_t line = line_begin(text_, offset);
    const std::string_view before = text_.substr(line, offset - line);
    return before.find_first_not_of(" \t") == std::string_view::npos ? std::optional(before) : std::nullopt;
  }

  // In front of the key `items`: what is behind a block scalar at the end of the text could become a part of
  // it.
  Result<Edit> before_items(const Json& results) {
    const NodeIndex items = list_.document().value(0, "items");
    const NodeIndex key =
        items == no_node || tape_[items].parent != 0 ? 1 : key_of(items);  // there may be none: the first
    const std::size_t at = tape_[key].begin;
    const auto indent = indent_of(at);
    if (tape_[0].style != Style::flow) {
      if (!indent) return list_.at(key, "the results have no room before this key", "begin a line with it");
      const std::size_t line = at - indent->size();
      return insert(
          line, line,
          std::string(*indent) + "results:" + line_end() + with_line_ends(in_block(results, indent->size())));
    }
    if (!indent)
      return insert(
          at, at, R"("results":)" + in_json(results, -1) + (text_.substr(0, at).ends_with(' ') ? ", " : ","));
    // JSON of several lines: its indentation is that of the first key, and that of a list in it twice as
    // much.
    std::string json =
        in_json(results, static_cast<int>(indent->size()), indent->starts_with('\t') ? '\t' : ' ');
    for (std::size_t feed = json.find('\n'); feed != std::string::npos; feed = json.find('\n', feed + 1))
      json.insert(feed + 1, *indent);
    return insert(at, at, with_line_ends(R"("results": )" + json + ",\n") + std::string(*indent));
  }

  // Before the bracket that closes a list.
  Result<Edit> in_brackets(NodeIndex list, const Json& results) {
    std::string json = in_json(results, -1);
    json = json.substr(1, json.size() - 2);
    const bool is_empty = tape_[list].next == list + 1;
    if (is_empty) return insert(tape_[list].begin + 1, tape_[list].begin + 1, json);
    // The end of the last item: what its own brackets add, a comma and comments may stand before that of the
    // list.
    std::size_t at = tape_[list].end;
    std::size_t open = 0;
    for (NodeIndex node = tape_[list].next - 1; node != list; node = tape_[node].parent) {
      if (tape_[node].next > node + 1) ++open;  // an empty one ends behind its bracket, and a scalar has none
    }
    std::size_t behind = at;
    bool comma = false;
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '#') at = std::min(text_.find('\n', at), text_.size() - 1);
      if (c == ',') comma = true;
      if ((c == ']' || c == '}') && open-- == 0) break;
      if (c == ',' || c == ']' || c == '}') behind = at + 1;
    }
    return insert(behind, behind, (comma ? "" : ",") + json);
  }

  // Behind a list in block style: before the next key of the ResourceList, or at the end of it.
  Result<Edit> behind(NodeIndex list, const Json& results) {
    const NodeIndex first = list + 1;
    const NodeIndex next = tape_[list].next;
    std::size_t dash = first < next ? tape_[list].begin : 0;
    const auto indent = indent_of(dash);
    if (!indent)
      return list_.at(list, "the results have no room behind those that are there",
                      "begin a line with each of them");
    const std::string block = with_line_ends(in_block(results, indent->size()));
    if (next < tape_.size()) {
      const auto before = indent_of(tape_[next].begin);
      if (!before) return list_.at(next, "the results have no room before this key", "begin a line with it");
      const std::size_t line = tape_[next].begin - before->size();
      return insert(line, line, block);
    }
    // The list may end with a marker, which is no part of it.
    std::size_t end = text_.size();
    for (std::size_t at = text_.find('\n', tape_[list].end); at != std::string_view::npos;
         at = text_.find('\n', at + 1)) {
      if (text_.substr(at + 1, 3) == "...") end = std::min(end, at + 1);
    }
    const bool is_whole_line = end == 0 || text_[end - 1] == '\n';
    return insert(end, end, (is_whole_line ? "" : line_end()) + block);
  }

  [[nodiscard]] std::string line_end() const {
    const std::size_t feed = text_.find('\n');
    return feed != std::string_view::npos && feed > 0 && text_[feed - 1] == '\r' ? "\r\n" : "\n";
  }
  [[nodiscard]] std::string with_line_ends(std::string lines) const {
    if (line_end() == "\n") return lines;
    for (std::size_t feed = lines.find('\n'); feed != std::string::npos; feed = lines.find('\n', feed + 2))
      lines.insert(feed, "\r");
    return lines;
  }

  const ResourceList& list_;
  std::string_view text_;
  const manifest::Tape& tape_;
};

std::size_t count_in(const ResourceList& list, std::string_view key) {
  const NodeIndex node = list.value(key);
  if (node == no_node) return 0;
  const manifest::Tape& tape = list.document().tape();
  std::size_t count = 0;
  for (NodeIndex item = node + 1; item < tape[node].next; item = tape[item].next) ++count;
  return count;
}

// The value of a key is in `other` what it is in `list`, and may have more behind it.
bool is_same(const ResourceList& list, const ResourceList& other, std::string_view key) {
  const NodeIndex one = list.value(key);
  const NodeIndex two = other.value(key);
  const manifest::Tape& tape = list.document().tape();
  for (NodeIndex at = 1; at < tape[one].next - one; ++at) {
    if (two + at >= other.document().tape().size() ||
        tape[one + at].kind != other.document().tape()[two + at].kind)
      return false;
    if (list.document().scalar(one + at) != other.document().scalar(two + at)) return false;
  }
  return true;
}

}  // namespace

Result<std::vector<Edit>> add_results(const ResourceList& list, const std::vector<FunctionResult>& said) {
  std::vector<Edit> edits;
  if (said.empty()) return edits;
  Json results = Json::array();
  for (const FunctionResult& one : said) results.push_back(json_of(list, one));
  Result<Edit> edit = Room(list).edit(results);
  if (!edit.ok()) return edit.failure();
  edits.push_back(std::move(edit).value());
  return edits;
}

Status prove_results(const ResourceList& list, std::string_view edited,
                     const std::vector<FunctionResult>& said) {
  const Failure spoilt = list.at(0, "the results could not be added to the list without changing it",
                                 "write it in block style, or as JSON");
  const SourceText text(list.text().name(), edited);
  const Result<ResourceList> again = ResourceList::read(text);
  if (!again.ok() || again->items().size() != list.items().size()) return spoilt;
  const std::size_t before = count_in(list, "results");
  if (count_in(*again, "results") != before + said.size()) return spoilt;
  const locate::Document& document = again->document();
  const manifest::Tape& tape = document.tape();
  if (before > 0 && !is_same(list, *again, "results")) return spoilt;
  std::size_t position = 0;
  for (NodeIndex result = again->value("results") + 1; position < before + said.size();
       result = tape[result].next, ++position) {
    if (position >= before &&
        document.text_of(result, "message") != write::printable(said[position - before].message))
      return spoilt;
  }
  return Success{};
}

}  // namespace ecrify::krm
