// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "rewriting.hpp"

// What must hold for every source and its rewritten form, checked from outside: by running again, and by
// yaml-cpp's own reading of both texts, which shares no code with ecrify's.
namespace ecrify::test {

// All scalar values of a stream and the shape around them, as yaml-cpp sees it; nothing when it can't read
// the text.
inline std::optional<std::vector<std::string>> values_by_yaml_cpp(const std::string& text) {
  struct Collector final : YAML::EventHandler {
    std::vector<std::string> out;
    void OnDocumentStart(const YAML::Mark&) override {
      out.emplace_back(
          "\x01"
          "doc");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {
      out.emplace_back(
          "\x01"
          "null");
    }
    void OnAlias(const YAML::Mark&, YAML::anchor_t anchor) override {
      out.push_back("\x01*" + std::to_string(anchor));
    }
    void OnScalar(const YAML::Mark&, const std::string& tag, YAML::anchor_t,
                  const std::string& value) override {
      out.push_back(tag + " " + value);
    }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
      out.emplace_back("\x01[");
    }
    void OnSequenceEnd() override { out.emplace_back("\x01]"); }
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
      out.emplace_back("\x01{");
    }
    void OnMapEnd() override { out.emplace_back("\x01}"); }
  };
  Collector collector;
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    std::size_t seen = 0;
    while (parser.HandleNextDocument(collector)) {
      if (++seen > text.size()) return std::nullopt;  // yaml-cpp finds null documents for ever
    }
  } catch (const YAML::Exception&) {
    return std::nullopt;
  }
  return std::move(collector.out);
}

// A value in which each name in the target of the default rules is what it was. A transformer of kustomize
// selects by a pattern for both names, `(ghcr.io/o/a|123….amazonaws.com/ghcr/o/a)`.
inline std::string undone(std::string value) {
  const std::string target = std::string(registry) + "/ghcr";
  for (std::size_t at = 0; (at = value.find(target, at)) != std::string::npos;)
    value.replace(at, target.size(), "ghcr.io");
  const std::size_t begin = value.rfind(' ') + 1;  // behind its tag
  const std::size_t bar = value.find('|', begin);
  if (bar == std::string::npos) return value;
  const std::string name = value.substr(begin + 1, bar - begin - 1);
  return value.substr(begin) == "(" + name + "|" + name + ")" ? value.substr(0, begin) + name : value;
}

// How a text is examined: anew each time, or by somebody who has made the settings ready.
using Examine = std::function<Examination(std::string_view text, Direction direction)>;

// "" when everything holds, else what doesn't. For the default rules.
inline std::string broken_invariant(const std::string& text, const Examine& examine) {
  const Examination first = examine(text, Direction::forward);
  if (first.refused) return "";
  const std::string after = splice::apply(text, first.edits);

  // Every byte outside the reported spans is equal, and what is inside was reported.
  std::size_t in = 0;
  std::size_t out = 0;
  for (const Edit& edit : first.edits) {
    const std::size_t gap = edit.span.begin - in;
    if (text.compare(in, gap, after, out, gap) != 0) return "bytes outside the edits differ";
    in = edit.span.end;
    out += gap + edit.text.size();
    const bool reported =
        std::any_of(first.findings.begin(), first.findings.end(), [&](const Finding& finding) {
          return (finding.span == edit.span && finding.replacement == edit.text) ||
                 std::any_of(finding.edits.begin(), finding.edits.end(),
                             [&](const auto& one) { return one.span == edit.span && one.text == edit.text; });
        });
    if (!reported) return "an edit that no finding tells of";
  }
  if (text.substr(in) != after.substr(out)) return "bytes behind the last edit differ";

  // A second run changes nothing, and `check` is content.
  const Examination second = examine(after, Direction::forward);
  if (second.refused || !second.edits.empty()) return "a second rewrite is not the identity";
  for (const Finding& finding : second.findings) {
    if (finding.severity == Severity::error) return "check fails after rewrite: " + finding.message;
  }

  bool canonical_only = true;  // escapes and spellings of the host are not brought back
  for (const Edit& edit : first.edits) {
    const std::string_view old = std::string_view(text).substr(edit.span.begin, edit.span.size());
    canonical_only = canonical_only && old.starts_with("ghcr.io") && old.find('\\') == std::string_view::npos;
  }

  // The way back is the way, where nothing stood in the target before: also by another case, or by escapes.
  const Examination before = examine(text, Direction::reverse);
  if (!before.refused && before.edits.empty()) {
    const Examination back = examine(after, Direction::reverse);
    if (back.refused) return "reverse refuses";
    if (canonical_only && splice::apply(after, back.edits) != text)
      return "there and back is not the identity";
  }

  // An entry that was written twice has no like in the original; the proof compares it with the first.
  if (std::any_of(first.edits.begin(), first.edits.end(),
                  [](const Edit& edit) { return edit.span.size() == 0; }))
    return "";

  // The parsed values differ exactly in the references.
  const auto before_values = values_by_yaml_cpp(text);
  const auto after_values = values_by_yaml_cpp(after);
  if (before_values.has_value() != after_values.has_value()) return "only one of both can be read";
  if (!before_values) return "";
  if (before_values->size() != after_values->size()) return "another number of values";
  std::size_t changed = 0;
  for (std::size_t i = 0; i < before_values->size(); ++i) {
    if ((*before_values)[i] == (*after_values)[i]) continue;
    ++changed;
    // A path may name the target as well: `ghcr.io/123….amazonaws.com/ghcr/a`.
    if (canonical_only && undone((*after_values)[i]) != undone((*before_values)[i]))
      return "a value changed in more than its registry";
  }
  // A text that holds documents is one value with several references.
  return changed <= first.edits.size() && (changed > 0 || first.edits.empty())
             ? ""
             : "values changed that were not edited";
}

inline std::string broken_invariant(const std::string& text, const rules::RuleSet& rules,
                                    locate::Role role = locate::Role::object) {
  return broken_invariant(text, [&](std::string_view source, Direction direction) {
    return examined(source, rules, direction, role);
  });
}

}  // namespace ecrify::test
