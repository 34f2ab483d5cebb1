// SPDX-License-Identifier: Apache-2.0
// The scanner against yaml-cpp: what both can read they read alike, node by node, value by value, byte by
// byte. And what is proven by lines is proven by the whole document.
#include "../support/tape_difference.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/prove.hpp"
#include "ecrify/manifest/prove_lines.hpp"
#include "ecrify/manifest/scanner.hpp"
#include "ecrify/manifest/screen.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/manifest/yaml_cpp_reader.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

using manifest::DecodedText;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using manifest::ScanResult;
using manifest::ScanStatus;
using manifest::Tape;

constexpr std::string_view splinters[] = {
    "h.example.com/a/b", "x", "a: b", "#", " #c", "'", "\"", "- ", "\n", "{", "]", ",", ": "};

void check_scalars(std::string_view text, const Tape& tape) {
  for (NodeIndex i = 0; i < tape.size(); ++i) {
    const Node& node = tape[i];
    require(node.begin <= node.end && node.end <= text.size(), "a node lies in the text");
    if (node.kind != NodeKind::scalar) continue;
    const DecodedText decoded = manifest::decode(text, node);
    const std::size_t size = decoded.value().size();
    for (std::size_t at = 0; at < size; at += 1 + size / 64) {
      const Span source = decoded.source({at, at + 1});
      require(node.begin <= source.begin && source.begin < source.end && source.end <= node.end,
              "a byte of a value has a source");
    }
  }
}

// Puts something in the place of a part of one scalar, and asks both proofs.
void check_proofs(std::string_view text, const Tape& tape) {
  static manifest::LineProver prover;
  require(manifest::prove(text, tape, manifest::Reader::scanner, text, {}).ok(),
          "what is unchanged is proven");
  for (NodeIndex i = 0, tried = 0; i < tape.size() && tried < 4;
       i += 1 + static_cast<NodeIndex>(tape.size() / 4)) {
    if (tape[i].kind != NodeKind::scalar) continue;
    const DecodedText decoded = manifest::decode(text, tape[i]);
    const std::string value(decoded.value());
    if (value.empty()) continue;
    const Span part{value.size() / 3, value.size()};
    const Span span = decoded.source(part);
    const std::string_view splinter = splinters[(text.size() + tried) % std::size(splinters)];
    const std::vector<manifest::IntendedText> intended{
        {i, value.substr(0, part.begin) + std::string(splinter)}};
    const std::string edited =
        std::string(text.substr(0, span.begin)).append(splinter).append(text.substr(span.end));
    if (prover.proves(text, tape, {{span, std::string(splinter)}}, intended)) {
      require(manifest::prove(text, tape, manifest::Reader::scanner, edited, {intended}).ok(),
              "proven by lines is proven", edited);
    }
    ++tried;
  }
}

void check_document(std::string_view text) {
  if (manifest::screen(text, manifest::TextStart::inside_stream)) return;
  Tape usual;
  Tape one_by_one;
  const ScanResult scanned = manifest::scan(text, usual);
  const ScanResult plainly = manifest::scan(text, one_by_one, manifest::Simd::plain);
  require(scanned.status == plainly.status && scanned.offset == plainly.offset,
          "lines read together are lines read one by one");
  if (scanned.status != ScanStatus::complete) {
    require(scanned.offset <= text.size(), "what is not read is so because of a place in the text");
    Tape by_yaml_cpp;
    if (scanned.status == ScanStatus::outside_subset &&
        manifest::read_with_yaml_cpp(text, by_yaml_cpp).ok()) {
      check_scalars(text, by_yaml_cpp);
    }
    return;
  }
  const std::string_view document = text.substr(0, scanned.offset);
  const std::string lines = test::tape_difference(document, usual, one_by_one);
  require(lines.empty(), "lines read together are lines read one by one", lines);
  check_scalars(document, usual);
  if (usual.size() == 0) return;  // an empty document: yaml-cpp calls it null
  check_proofs(document, usual);
  Tape by_yaml_cpp;
  if (scanned.offset < text.size() || !manifest::read_with_yaml_cpp(document, by_yaml_cpp).ok()) return;
  const std::string difference = test::tape_difference(document, usual, by_yaml_cpp);
  require(difference.empty(), "two readers, one answer", difference);
}

}  // namespace

void readers(std::string_view bytes) {
  manifest::Slicer slicer(bytes);
  for (std::size_t at = bytes.starts_with("\xef\xbb\xbf") ? 3 : 0; at < bytes.size();) {
    const Span slice = slicer.containing(at);
    check_document(bytes.substr(slice.begin, slice.size()));
    at = slice.end;
  }
}

}  // namespace ecrify::fuzz
