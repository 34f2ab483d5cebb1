// SPDX-License-Identifier: Apache-2.0
// Shows yaml_suite.py what ecrify makes of a YAML text on standard input, as JSON:
//   events: what was read, as lines in the manner of yaml-test-suite's test.event, without tags and names of
//   anchors;
//           or "refused", with the offset and the reason
//   planted: the text again for each scalar in it, with a reference in that scalar's place, and what
//   `rewrite` gives
#include <algorithm>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "../support/rewriting.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"

using namespace ecrify;
using namespace ecrify::manifest;
using nlohmann::json;

namespace {

constexpr std::string_view reference = "ghcr.io/planted/app:v1";

struct Document {
  std::size_t begin;
  std::string_view text;
  Tape tape;
};

// Of a document that can't be read.
struct Refused {
  std::size_t offset;
  std::string reason;
};

std::vector<Document> read_all(std::string_view stream, std::vector<Refused>& refused) {
  std::vector<Document> documents;
  Slicer slicer(stream);
  for (std::size_t at = stream.starts_with("\xef\xbb\xbf") ? 3 : 0; at < stream.size();) {
    const Span slice = slicer.containing(at);
    while (at < slice.end) {
      Document document{at, stream.substr(at, slice.end - at), {}};
      const auto read = read_document(document.text, document.tape);
      if (!read.ok()) {
        refused.push_back({at + read.failure().offset, read.failure().message});
        break;
      }
      document.text = document.text.substr(0, read->end);
      at += read->end;
      documents.push_back(std::move(document));
      at = std::min(std::max(stream.find_first_not_of(" \t\r\n", at), at), slice.end);
    }
    at = slice.end;
  }
  return documents;
}

char mark_of(Style style) {
  switch (style) {
    case Style::single_quoted:
      return '\'';
    case Style::double_quoted:
      return '"';
    case Style::literal:
      return '|';
    case Style::folded:
      return '>';
    default:
      return ':';
  }
}

// Mappings and sequences end behind their last node; an alias is told by the number of the event that it
// repeats.
json events_of(const Document& document) {
  json events = json::array();
  std::map<NodeIndex, std::size_t> numbers;
  std::vector<NodeIndex> open;
  const Tape& tape = document.tape;
  for (NodeIndex i = 0; i <= tape.size(); ++i) {
    while (!open.empty() && tape[open.back()].next <= i) {
      events.push_back(tape[open.back()].kind == NodeKind::mapping ? "-MAP" : "-SEQ");
      open.pop_back();
    }
    if (i == tape.size()) break;
    numbers[i] = events.size();
    if (tape[i].kind == NodeKind::mapping || tape[i].kind == NodeKind::sequence) {
      events.push_back(tape[i].kind == NodeKind::mapping ? "+MAP" : "+SEQ");
      open.push_back(i);
    } else if (tape[i].kind == NodeKind::scalar) {
      events.push_back(std::string("=VAL ") + mark_of(tape[i].style) +
                       decode(document.text, tape[i]).value());
    } else {
      for (const Alias& alias : tape.aliases()) {
        if (alias.alias == i) events.push_back("=ALI " + std::to_string(numbers.at(alias.target)));
      }
    }
  }
  return events;
}

std::string outcome_of(const std::string& text, std::string& refusal) {
  static const rules::Mapping mapping(test::default_rules());
  Settings settings;
  settings.mapping = &mapping;
  // What is asked here is how the text is read, not what its keys mean.
  using locate::LocationClass;
  for (const auto cls : {LocationClass::other, LocationClass::embedded, LocationClass::ignored}) {
    settings.actions.set(cls, locate::Action::rewrite);
  }
  const Examination out = examine(SourceText("case.yaml", text), settings, locate::Role::fragment);
  if (!out.refused) return splice::apply(text, out.edits);
  for (const Finding& finding : out.findings) {
    if (finding.severity == Severity::error) refusal = finding.message;
  }
  return "";
}

}  // namespace

int main() {
  const std::string stream{std::istreambuf_iterator<char>(std::cin), {}};
  std::vector<Refused> refused;
  const std::vector<Document> documents = read_all(stream, refused);
  json answer = {{"events", json::array()}, {"refused", json::array()}, {"planted", json::array()}};
  for (const Refused& one : refused)
    answer["refused"].push_back({{"offset", one.offset}, {"reason", one.reason}});
  for (std::size_t d = 0; d < documents.size(); ++d) {
    const Document& document = documents[d];
    answer["events"].push_back(events_of(document));
    std::size_t scalar = 0;
    for (NodeIndex i = 0; i < document.tape.size(); ++i) {
      const Node& node = document.tape[i];
      if (node.kind != NodeKind::scalar) continue;
      const DecodedText decoded = decode(document.text, node);
      const std::size_t number = scalar++;
      // A block scalar keeps the lines without text around it.
      const bool block = node.style == Style::literal || node.style == Style::folded;
      const std::string_view blanks = block ? " \t\n" : "";
      const std::size_t begin = decoded.value().find_first_not_of(blanks);
      if (begin == std::string::npos) continue;
      const Span span = decoded.source({begin, decoded.value().find_last_not_of(blanks) + 1});
      std::string text = stream;
      text.replace(document.begin + span.begin, span.size(), reference);
      std::string refusal;
      const std::string outcome = outcome_of(text, refusal);
      answer["planted"].push_back({{"document", d},
                                   {"scalar", number},
                                   {"is_key", document.tape.is_key(i)},
                                   {"text", text},
                                   {"outcome", outcome},
                                   {"refusal", refusal}});
    }
  }
  std::cout << answer.dump(-1, ' ', false, json::error_handler_t::replace) << "\n";
}
