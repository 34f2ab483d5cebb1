// SPDX-License-Identifier: Apache-2.0
// The lines that manifests mostly consist of, each read with a few operations on 64 bits:
//
//     key: plain scalar        - key: "scalar"        - plain scalar
//     key:                     key: {}                # comment              (nothing)
//
// in block context, with a key or an item that begins within 64 bytes, no tab, and no comment behind a value. The general
// code in scanner.cpp reads the same lines to the same nodes, and every other line: a line that is not usual is left to
// it, from its first byte on. Tests hold the two together. No include guard: like loops_body.hpp, and behind it, the file is included once for
// each kind of instructions, whose Chunk it uses; scanner_line.hpp has to be included before.

// 64 bytes of a text as one bit for each byte, the lowest for the first one.
struct LineMasks {
  std::uint64_t control;  // below 0x20: line ends, tabs
  std::uint64_t space;
  std::uint64_t colon;
  std::uint64_t hash;
};

inline LineMasks line_masks(const char* p) {
  const Chunk chunk = Chunk::load(p);
  return {chunk.control().mask(), (chunk == ' ').mask(), (chunk == ':').mask(), (chunk == '#').mask()};
}

// The end of a line that goes on behind its first 64 bytes, or 0 where something behind them is not usual: a colon that
// may end a key, a comment, or no line end before what may be read ends.
inline std::size_t long_line_end(const char* p, const char* readable_end, const LineMasks& head) {
  std::uint64_t space_before = head.space >> (chunk_size - 1);
  std::uint64_t colon_before = head.colon >> (chunk_size - 1);
  for (std::size_t at = chunk_size; readable_end - p >= static_cast<std::ptrdiff_t>(at + chunk_size); at += chunk_size) {
    const LineMasks masks = line_masks(p + at);
    const std::uint64_t line = masks.control ^ (masks.control - 1);  // up to the line end, and with it
    if ((masks.hash & (masks.space << 1 | space_before) & line) != 0) return 0;
    if ((masks.colon << 1 | colon_before) & (masks.space | masks.control) & line) return 0;
    if (masks.control != 0) return at + lowest_bit(masks.control);
    space_before = masks.space >> (chunk_size - 1);
    colon_before = masks.colon >> (chunk_size - 1);
  }
  return 0;
}

// The bytes of a usual line, as offsets from its beginning.
struct Line {
  std::size_t indent = 0;   // of the dash or the key
  std::size_t content = 0;  // where the key or the item begins
  std::size_t colon = 0;    // 0: no key
  std::size_t value = 0;    // 0: none on this line
  std::size_t end = 0;      // of the line, without its line end
  NodeKind kind = NodeKind::scalar;
  Style style = Style::plain;
  bool dash = false;
};

// What the value that begins at line.value is; false where it is not usual.
inline bool take_value(const char* p, Line& line) {
  const char first = p[line.value];
  if (starts_plain(first)) return true;
  if (first == '"' || first == '\'') {
    // "…" or '…' up to the line's end, and no escape in it.
    line.style = first == '"' ? Style::double_quoted : Style::single_quoted;
    if (line.end >= chunk_size) {
      if (line.end - line.value < 2) return false;
      const std::string_view inside(p + line.value + 1, line.end - line.value - 2);
      return p[line.end - 1] == first && inside.find(first) == inside.npos && (first == '\'' || inside.find('\\') == inside.npos);
    }
    const Chunk chunk = Chunk::load(p);
    std::uint64_t special = (chunk == static_cast<std::uint8_t>(first)).mask();
    if (first == '"') special |= (chunk == '\\').mask();
    special &= ~below(line.value + 1) & below(line.end);
    return special == bit(line.end - 1) && p[line.end - 1] == first;
  }
  if (line.value + 2 == line.end && (first == '{' || first == '[')) {
    line.kind = first == '{' ? NodeKind::mapping : NodeKind::sequence;
    line.style = Style::flow;
    return p[line.value + 1] == (first == '{' ? '}' : ']');
  }
  return first == '-' && line.value + 1 < line.end && p[line.value + 1] != ' ';
}

// Whether a line with content that begins at p is usual. `end` and `indent` are known.
inline bool split(const char* p, const LineMasks& masks, Line& line) {
  line.content = line.indent;
  if (p[line.content] == '-') {
    line.content += 2;
    if (line.content >= std::min(line.end, chunk_size) || (masks.space & bit(line.content - 1)) == 0) return false;
    line.dash = true;
  }
  // `...` at a line's start ends the document.
  if (line.indent == 0 && p[0] == '.') return false;
  const std::uint64_t inside = upto(line.end) & ~below(line.content);
  if ((masks.hash & masks.space << 1 & inside) != 0) return false;
  if (p[line.end - 1] == ' ') return false;
  // A colon ends a key before a blank and before the line end. long_line_end() has made sure that the 64th byte does not.
  const std::uint64_t last = line.end < chunk_size ? bit(line.end - 1) : 0;
  const std::uint64_t keys = masks.colon & (masks.space >> 1 | last) & inside;
  if (keys == 0) {
    line.value = line.content;
    return line.dash && take_value(p, line);
  }
  if (!starts_plain(p[line.content])) return false;
  line.colon = lowest_bit(keys);
  if ((keys & (keys - 1)) != 0 || (masks.space & bit(line.colon - 1)) != 0) return false;
  if (line.colon + 1 == line.end) return true;
  line.value = line.colon + 1 + lowest_bit(~(masks.space >> (line.colon + 1)));
  return take_value(p, line);
}

// Whether a plain scalar whose parent is indented by `parent` ends before the line with these masks.
inline bool ends_before(const char* next, const LineMasks& masks, std::size_t parent) {
  const std::uint64_t content = ~masks.space;
  if (content == 0) return false;  // more than is seen
  const std::size_t indent = lowest_bit(content);
  if ((masks.control & bit(indent)) != 0) return false;  // blank
  return indent <= parent || next[indent] == '#';
}

inline const char* usual_lines(Scanner& scanner, const char* p) {
  constexpr std::ptrdiff_t reach = chunk_size;
  const char* const end = scanner.end();
  const char* const readable_end = scanner.readable_end();
  const char* const text = scanner.text();
  Scanner::Frames& frames = scanner.frames();
  Tape& tape = scanner.tape();
  if (readable_end - p < reach || frames.empty() || scanner.has_pending_anchor()) return p;
  const auto offset = [text](const char* at) { return static_cast<std::uint32_t>(at - text); };
  LineMasks masks = line_masks(p);
  for (;;) {
    Line line;
    line.end = masks.control != 0 ? lowest_bit(masks.control) : long_line_end(p, readable_end, masks);
    if (line.end == 0 && masks.control == 0) return p;
    const char* next = p + line.end + 1;
    if (next[-1] != '\n') {
      if (next[-1] != '\r') return p;  // the screen has made sure of the LF behind it
      ++next;
    }
    if (next > end) return p;
    const bool is_last = next == end;
    if (!is_last && readable_end - next < reach) return p;
    const LineMasks next_masks = is_last ? LineMasks{} : line_masks(next);
    line.indent = lowest_bit(~masks.space);
    if (line.indent >= chunk_size) return p;
    if (line.indent == line.end || p[line.indent] == '#') {
      p = next;
      if (is_last) return p;
      masks = next_masks;
      continue;
    }
    if (!split(p, masks, line)) return p;
    if (line.value != 0 && line.style == Style::plain && !is_last &&
        !ends_before(next, next_masks, line.colon != 0 ? line.content : line.indent)) {
      return p;
    }
    const auto column = static_cast<std::int32_t>(line.indent);
    // The next key or item of the innermost collection, or the first key of its value; enter_line() knows the rest.
    Scanner::Frame& innermost = frames.back();
    const bool is_next = innermost.indent == column && innermost.expects == Scanner::Expects::entry && innermost.mapping != line.dash;
    const bool is_inner = innermost.indent < column && innermost.expects == Scanner::Expects::value && !line.dash &&
                          frames.size() + 2 <= max_depth;
    if (is_next && line.dash) {
      innermost.expects = Scanner::Expects::value;
    } else if (!is_next && !is_inner && !scanner.enter_line(p + line.indent, column, line.dash)) {
      return p;
    }

    // At most a mapping, its key and the value.
    Node* const room = tape.room(3);
    Node* node = room;
    auto index = static_cast<NodeIndex>(tape.size());
    const auto put = [&](std::size_t from, std::size_t to, NodeIndex parent, std::uint32_t slot, NodeKind kind, Style style) {
      *node++ = {offset(p + from), offset(p + to), parent, index + 1, slot, kind, style, 0};
      return index++;
    };
    Scanner::Frame* top = &frames.back();
    if (line.colon != 0) {
      if (top->expects == Scanner::Expects::value) {
        top->expects = Scanner::Expects::entry;
        const std::uint32_t slot = top->mapping ? top->count : top->count++;
        const NodeIndex mapping = put(line.content, line.content, top->node, slot, NodeKind::mapping, Style::block);
        frames.push_back({mapping, static_cast<std::int32_t>(line.content), 0, Scanner::Expects::entry, true});
        top = &frames.back();
      }
      top->count = put(line.content, line.colon, top->node, no_node, NodeKind::scalar, Style::plain);
      top->expects = Scanner::Expects::value;
    }
    if (line.value != 0) {
      const std::uint32_t slot = top->mapping ? top->count : top->count++;
      put(line.value, line.end, top->node, slot, line.kind, line.style);
      top->expects = Scanner::Expects::entry;
    }
    tape.take(static_cast<std::size_t>(node - room));
    p = next;
    if (is_last) return p;
    masks = next_masks;
  }
}
