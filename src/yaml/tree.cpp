// SPDX-License-Identifier: Apache-2.0
#include "ecrify/yaml/tree.hpp"

#include <utf8proc.h>
#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/config/config.hpp"
#include "ecrify/yaml/first_document.hpp"

namespace ecrify::yaml {
namespace {

// yaml-cpp gives up at 500, but only after it has put as many tokens into memory as there are brackets.
constexpr std::size_t max_open_brackets = 500;

Failure at(const SourceText& source, std::size_t offset, std::string message, std::string remedy) {
  return {std::move(message), std::move(remedy), source.name(), std::min(offset, source.bytes().size())};
}

Status screen(const SourceText& source, std::size_t begin) {
  const std::string_view bytes = source.bytes();
  if (bytes.size() > max_tree_size)
    return at(source, 0, "the configuration is larger than 4 MiB", "leave out rules");
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    return at(source, 0, "the configuration is not in UTF-8", "save it as UTF-8");
  }
  std::size_t open = 0;
  for (std::size_t i = begin; i < bytes.size(); ++i) {
    const auto c = static_cast<unsigned char>(bytes[i]);
    const bool line_end = c == '\n' || (c == '\r' && bytes.substr(i + 1, 1) == "\n");
    if ((c < 0x20 && c != '\t' && !line_end) || c == 0x7f) {
      return at(source, i, c == '\r' ? "a carriage return without a line feed" : "a control character",
                "remove it: YAML readers disagree about it");
    }
    const std::string_view three = bytes.substr(i, 3);
    if (three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9" || three.substr(0, 2) == "\xC2\x85" ||
        three == byte_order_mark) {
      return at(source, i, "a Unicode line separator or byte order mark",
                "remove it: YAML readers disagree about it");
    }
    if (c >= 0x80) {
      utf8proc_int32_t codepoint = 0;
      const auto* const here = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data() + i);
      const auto size = utf8proc_iterate(here, static_cast<utf8proc_ssize_t>(bytes.size() - i), &codepoint);
      if (size < 1) return at(source, i, "the configuration is not in UTF-8", "save it as UTF-8");
      i += static_cast<std::size_t>(size) - 1;
    }
    if (c == '[' || c == '{') ++open;
    if ((c == ']' || c == '}') && open > 0) --open;
    if (open > max_open_brackets)
      return at(source, i, "too many open brackets", "close them: the schema is two levels deep");
  }
  return Success{};
}

bool has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

// Blanks and tabs before what stands at `offset`, on its line.
std::string_view indentation(std::string_view bytes, std::size_t offset) {
  offset = std::min(offset, bytes.size());
  const std::string_view line = bytes.substr(line_begin(bytes, offset));
  return line.substr(0, line.find_first_not_of(" \t"));
}

// The remedy of an error of yaml-cpp, by its words.
std::string remedy_for(std::string_view message, std::string_view indentation) {
  if (has(indentation, "\t")) return "indent with blanks, YAML takes no tabs for it";
  if (has(message, "anchor is not defined")) {
    return "put &NAME before the value that *NAME stands for, or quotes around a text that begins with *";
  }
  if (has(message, "anchor not found") || has(message, "alias not found"))
    return "put quotes around a text that begins with & or *";
  if (has(message, "verbatim tag"))
    return "close the tag with >, or put quotes around a text that begins with !";
  if (has(message, "end of map flow") || has(message, "end of sequence flow")) {
    return "close the bracket that is open here, or put quotes around a text that holds \": \"";
  }
  if (has(message, "flow end")) return "leave out the bracket: none is open here";
  if (has(message, "in scalar")) return "close the quotes that are open here";
  if (has(message, "escape")) return "write \\\\ for a backslash between double quotes, or use single ones";
  if (has(message, "unknown token"))
    return "put quotes around the text: YAML keeps its first character for itself";
  if (has(message, "version") || has(message, "directive")) return "leave the line with % out";
  return "check the indentation, and put quotes around a text that holds \": \" or begins with \"- \"";
}

// Builds the tree from yaml-cpp's events. Depth is bounded by yaml-cpp.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::size_t begin, std::size_t end) : begin_(begin), end_(end) {}

  Tree take() { return std::move(tree_); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(Node::Kind::null, mark, anchor); }
  void OnAlias(const YAML::Mark& /*mark*/, YAML::anchor_t anchor) override {
    if (anchor < anchors_.size()) attach(anchors_[anchor]);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    Node& node = tree_.nodes[add(Node::Kind::scalar, mark, anchor)];
    node.value = value;
    if (tag == "!" || tag == "tag:yaml.org,2002:str") {
      node.style = Node::Style::text;
    } else if (!tag.empty() && tag != "?") {
      node.style = Node::Style::other;
    }
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open_.push_back(add(Node::Kind::sequence, mark, anchor));
  }
  void OnSequenceEnd() override { open_.pop_back(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open_.push_back(add(Node::Kind::map, mark, anchor));
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  std::size_t add(Node::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const std::size_t index = tree_.nodes.size();
    Node node;
    node.kind = kind;
    // The mark of an empty node is that of the next token, which may be the marker that we have put behind
    // the end.
    node.offset = std::min(begin_ + static_cast<std::size_t>(std::max(mark.pos, 0)), end_);
    tree_.nodes.push_back(std::move(node));
    if (anchor > 0) {
      anchors_.resize(std::max<std::size_t>(anchors_.size(), anchor + 1));
      anchors_[anchor] = index;
    }
    attach(index);
    return index;
  }
  void attach(std::size_t index) {
    if (!open_.empty()) tree_.nodes[open_.back()].children.push_back(index);
  }

  std::size_t begin_;  // of the document in the source
  std::size_t end_;    // of the source
  Tree tree_;
  std::vector<std::size_t> open_;     // the collections around the next node
  std::vector<std::size_t> anchors_;  // node of each anchor id
};

}  // namespace

Result<Tree> read_tree(const SourceText& source) {
  const std::size_t begin = behind_mark(source.bytes());
  if (Status status = screen(source, begin); !status.ok()) return status.failure();
  const std::string_view bytes = source.bytes().substr(begin);
  try {
    Builder builder(begin, source.bytes().size());
    // All of it in one piece if need be: it is small.
    const std::size_t rest = yaml::read_first_document(bytes, builder, std::string_view::npos);
    if (rest < bytes.size()) {
      const bool marker = bytes.substr(rest).starts_with("---");
      return at(source, begin + rest,
                marker ? "a second document; the configuration is one"
                       : "this does not belong to the document before it",
                marker ? "leave it out" : "check the indentation and the brackets");
    }
    return builder.take();
  } catch (const YAML::DeepRecursion& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    return at(source, begin + offset, "nested deeper than 500 levels",
              "write it flat: the schema is two levels deep");
  } catch (const YAML::Exception& error) {
    const auto offset = static_cast<std::size_t>(std::max(error.mark.pos, 0));
    return at(source, begin + offset, "no YAML: " + message_of(error),
              remedy_for(error.msg, indentation(bytes, offset)));
  } catch (const std::exception& error) {
    return at(source, 0, std::string("the configuration can't be read: ") + error.what(),
              "\"ecrify config init\" writes a new one");
  }
}

}  // namespace ecrify::yaml
