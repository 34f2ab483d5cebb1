// SPDX-License-Identifier: Apache-2.0
// The lines that manifests mostly consist of, each read with a few operations on 64 bits:
//
//     key: plain scalar        - key: "scalar"        - plain scalar
//     key:                     key: {}                # comment              (nothing)
//
// in block context, with a key or an item that begins within 64 bytes, no tab, and no comment behind a value.
// The general code in scanner.cpp reads the same lines to the same nodes, and every other line: a line that
// is not usual is left to it, from its first byte on. Tests hold the two together. No include guard: like
// loops_body.hpp, and behind it, the file is included once for each kind of instructions, whose Chunk it
// uses; scanner_line.hpp has to be included before.

// The first 64 bytes of a line as one bit for each byte, the lowest for the first one.
struct Head {
  std::uint64_t control;  // below 0x20: line ends, tabs
  std::uint64_t space;
};

inline Head head_of(const char* p) {
  const Chunk chunk = Chunk::load(p);
  return {chunk.control().mask(), (chunk == ' ').mask()};
}

// The end of a line that goes on behind its first 64 bytes, or 0 where something behind them is not usual: a
// colon that may end a key, a comment, or no line end before what may be read ends.
inline std::size_t long_line_end(const char* p, const char* readable_end) {
  std::uint64_t space_before = p[chunk_size - 1] == ' ' ? 1 : 0;
  std::uint64_t colon_before = p[chunk_size - 1] == ':' ? 1 : 0;
  for (std::size_t at = chunk_size; readable_end - p >= static_cast<std::ptrdiff_t>(at + chunk_size);
       at += chunk_size) {
    const Chunk chunk = Chunk::load(p + at);
    const auto [control, space] = head_of(p + at);
    const std::uint64_t colon = (chunk == ':').mask();
    const std::uint64_t line = control ^ (control - 1);  // up to the line end, and with it
    if (((chunk == '#').mask() & (space << 1 | space_before) & line) != 0) return 0;
    if (((colon << 1 | colon_before) & (space | control) & line) != 0) return 0;
    if (control != 0) return at + lowest_bit(control);
    space_before = space >> (chunk_size - 1);
    colon_before = colon >> (chunk_size - 1);
  }
  return 0;
}

// True if the line, from `value` to its end, is a quoted scalar without an escape.
inline bool is_quoted(const char* p, std::size_t value, std::size_t end) {
  const char quote = p[value];
  if (end >= chunk_size) {
    if (end - value < 2) return false;
    const std::string_view inside(p + value + 1, end - value - 2);
    return p[end - 1] == quote && inside.find(quote) == inside.npos &&
           (quote == '\'' || inside.find('\\') == inside.npos);
  }
  const Chunk chunk = Chunk::load(p);
  std::uint64_t special = (chunk == static_cast<std::uint8_t>(quote)).mask();
  if (quote == '"') special |= (chunk == '\\').mask();
  return (special & ~below(value + 1) & below(end)) == bit(end - 1) && p[end - 1] == quote;
}

// True if a plain scalar whose parent is indented by `parent` ends before the line with this head.
inline bool ends_before(const char* next, const Head& head, std::size_t parent) {
  if (~head.space == 0) return false;  // more than is seen
  const std::size_t indent = lowest_bit(~head.space);
  if ((head.control & bit(indent)) != 0) return false;  // blank
  return indent <= parent || next[indent] == '#';
}

// The scanner's frames and the tape while usual lines are read, where compilers keep them in registers. What
// they hold is the scanner's again after give_back().
class OpenCollections {
 public:
  explicit OpenCollections(Scanner& scanner) : scanner_(scanner) { take(); }

  void take() {
    base_ = scanner_.frames().data();
    top = base_ + scanner_.frames().size() - 1;
    nodes_ = scanner_.tape().room(most_nodes) - scanner_.tape().size();
    index = static_cast<NodeIndex>(scanner_.tape().size());
    room_ = index + most_nodes;
  }
  void give_back() {
    scanner_.frames().resize(static_cast<std::size_t>(top - base_) + 1);
    scanner_.tape().take(index - scanner_.tape().size());
  }
  void make_room() {
    if (index + nodes_of_a_line <= room_) return;
    give_back();
    take();
  }
  // Two more can be opened.
  [[nodiscard]] bool has_depth() const { return top - base_ + 3 <= static_cast<std::ptrdiff_t>(max_depth); }
  [[nodiscard]] bool is_outermost() const { return top == base_; }

  void close() {
    Node& node = nodes_[top->node];
    node.next = index;
    node.end = nodes_[index - 1].end;
    --top;
  }
  NodeIndex put(std::size_t begin, std::size_t end, std::uint32_t slot, NodeKind kind, Style style) {
    nodes_[index] = {static_cast<std::uint32_t>(begin),
                     static_cast<std::uint32_t>(end),
                     top->node,
                     index + 1,
                     slot,
                     kind,
                     style,
                     0};
    return index++;
  }
  // A value of what is on top.
  NodeIndex put_value(std::size_t begin, std::size_t end, NodeKind kind, Style style) {
    top->expects = Scanner::Expectation::entry;
    return put(begin, end, top->mapping ? top->count : top->count++, kind, style);
  }
  void open(std::size_t begin, std::size_t column, bool mapping) {
    const NodeIndex node =
        put_value(begin, begin, mapping ? NodeKind::mapping : NodeKind::sequence, Style::block);
    *++top = {node, static_cast<std::int32_t>(column), 0, Scanner::Expectation::entry, mapping};
  }

  Scanner::Frame* top;  // of those that are open; there is one
  NodeIndex index;      // of the next node

 private:
  static constexpr NodeIndex nodes_of_a_line = 4;
  static constexpr NodeIndex most_nodes = 64;  // before there has to be room for more

  Scanner& scanner_;
  Scanner::Frame* base_;
  Node* nodes_;
  NodeIndex room_;
};

// Closes what ends before a line that is indented by `column`, and leaves on top what its key or its item
// belongs to. Returns false where only Scanner::enter_line() can tell; what has been closed by then would be
// closed by it as well.
inline bool enter_usual(OpenCollections& opened, std::int32_t column, bool is_dash) {
  using Expectation = Scanner::Expectation;
  while (opened.top->indent > column) {
    if (opened.top->expects != Expectation::entry || opened.is_outermost()) return false;
    opened.close();
  }
  // A sequence at the indentation of its key ends with the next key.
  if (!is_dash && !opened.top->mapping && opened.top->indent == column) {
    if (opened.top->expects != Expectation::entry || opened.is_outermost() || opened.top[-1].indent != column)
      return false;
    opened.close();
  }
  Scanner::Frame& top = *opened.top;
  if (top.expects == Expectation::value) return top.indent < column || (top.mapping && is_dash);
  return top.indent == column && top.mapping != is_dash;
}

inline const char* usual_lines(Scanner& scanner, const char* p) {
  using Expectation = Scanner::Expectation;
  constexpr std::ptrdiff_t reach = chunk_size;
  const char* const end = scanner.end();
  const char* const readable_end = scanner.readable_end();
  if (readable_end - p < reach || scanner.frames().empty() || scanner.has_pending_anchor()) return p;
  OpenCollections opened(scanner);
  Head head = head_of(p);
  for (;; opened.make_room()) {
    const std::size_t line_end =
        head.control != 0 ? lowest_bit(head.control) : long_line_end(p, readable_end);
    if (line_end == 0 && head.control == 0) break;
    const char* next = p + line_end + 1;
    if (next[-1] != '\n') {
      if (next[-1] != '\r') break;  // the screen has made sure of the LF behind it
      ++next;
    }
    const bool is_last = next == end;
    if (next > end || (!is_last && readable_end - next < reach)) break;
    const Head next_head = is_last ? Head{} : head_of(next);
    const std::uint64_t space = head.space;
    const std::size_t indent = lowest_bit(~space);
    if (indent >= chunk_size) break;
    if (indent == line_end || p[indent] == '#') {
      p = next;
      if (is_last) break;
      head = next_head;
      continue;
    }

    // Offsets from the line's beginning.
    std::size_t content = indent;  // the key, or the item
    const bool is_dash = p[indent] == '-';
    if (is_dash) {
      content += 2;
      if (content >= std::min(line_end, chunk_size) || (space & bit(content - 1)) == 0) break;
    }
    if (indent == 0 && p[0] == '.') break;  // `...` ends the document
    if (p[line_end - 1] == ' ') break;
    const Chunk chunk = Chunk::load(p);
    const std::uint64_t inside = upto(line_end) & ~below(content);
    if (((chunk == '#').mask() & space << 1 & inside) != 0) break;
    // A colon ends a key before a blank and before the line end. long_line_end() has made sure that the 64th
    // byte does not.
    const std::uint64_t last = line_end < chunk_size ? bit(line_end - 1) : 0;
    const std::uint64_t colons = (chunk == ':').mask() & (space >> 1 | last) & inside;
    std::size_t colon = 0;        // 0: no key
    std::size_t value = content;  // line_end: none on this line
    if (colons != 0) {
      colon = lowest_bit(colons);
      if (!starts_plain(p[content]) || (colons & (colons - 1)) != 0 || (space & bit(colon - 1)) != 0) break;
      value = colon + 1 == line_end ? line_end : colon + 1 + lowest_bit(~(space >> (colon + 1)));
    } else if (!is_dash) {
      break;
    }
    NodeKind kind = NodeKind::scalar;
    Style style = Style::plain;
    if (value != line_end) {
      const char first = p[value];
      if (first == '"' || first == '\'') {
        if (!is_quoted(p, value, line_end)) break;
        style = first == '"' ? Style::double_quoted : Style::single_quoted;
      } else if (starts_plain(first) || (first == '-' && value + 1 < line_end && p[value + 1] != ' ')) {
        if (!is_last && !ends_before(next, next_head, colon != 0 ? content : indent)) break;
      } else if (value + 2 == line_end &&
                 ((first == '{' && p[value + 1] == '}') || (first == '[' && p[value + 1] == ']'))) {
        kind = first == '{' ? NodeKind::mapping : NodeKind::sequence;
        style = Style::flow;
      } else {
        break;
      }
    }

    const auto column = static_cast<std::int32_t>(indent);
    if (!opened.has_depth()) break;
    if (!enter_usual(opened, column, is_dash)) {
      opened.give_back();
      if (!scanner.enter_line(p + indent, column, is_dash)) return p;
      opened.take();
    } else if (is_dash) {
      if (opened.top->expects == Expectation::value)
        opened.open(static_cast<std::size_t>(p - scanner.text()) + indent, indent, false);
      opened.top->expects = Expectation::value;
    }
    const auto begin = static_cast<std::size_t>(p - scanner.text());
    if (colon != 0) {
      if (opened.top->expects == Expectation::value) opened.open(begin + content, content, true);
      opened.top->expects = Expectation::value;
      opened.top->count = opened.put(begin + content, begin + colon, no_node, NodeKind::scalar, Style::plain);
    }
    if (value != line_end) opened.put_value(begin + value, begin + line_end, kind, style);
    p = next;
    if (is_last) break;
    head = next_head;
  }
  opened.give_back();
  return p;
}
