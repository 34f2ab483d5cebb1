// SPDX-License-Identifier: Apache-2.0
// References: the grammar's parts put together are the text, placeholders keep their length, and the rules'
// results are legal, stable, and lead back.
#include "ecrify/reference/reference.hpp"

#include "../support/rewriting.hpp"
#include "fuzz.hpp"

namespace ecrify::fuzz {
namespace {

void check_parse(std::string_view text) {
  const reference::ParseResult parsed = reference::parse(text);
  const bool legal = reference::parse(reference::mask_placeholders(text)).ok();
  require(legal == reference::describe_error(text).empty(), "an error is described, and nothing else");
  require(legal || !parsed.ok(), "placeholders only add to what is legal");
  if (!parsed.ok()) {
    require(!reference::error_name(parsed.error).empty(), "an error has a name");
    return;
  }
  const reference::Reference& r = parsed.reference;
  std::string again;
  if (!r.domain.empty()) again += std::string(r.part(r.domain)) + '/';
  again += r.part(r.path);
  if (r.has_tag()) again += ':' + std::string(r.part(r.tag));
  if (r.has_digest()) again += '@' + std::string(r.part(r.digest));
  require(again == text, "the parts together are the text", again);
  require(text.find_first_of("\n \t$") == std::string_view::npos, "a legal reference is one word");
}

void check_placeholders(std::string_view text) {
  const reference::MaskedText masked = reference::mask_placeholders(text);
  require(masked.text.size() == text.size(), "a mask is as long as what it stands for");
  require(!masked.any() || reference::may_hold_placeholder(text), "the cheap look misses no placeholder");
  std::size_t end = 0;
  for (const Span span : masked.spans) {
    require(span.begin >= end && span.end > span.begin && span.end <= text.size(),
            "placeholders are apart, in order");
    end = span.end;
  }
  const auto normal = reference::normalize(masked);
  const Span in_text = normal.value.registry_in_text;
  require(in_text.end <= text.size() && normal.value.path_in_text.end <= text.size(),
          "parts lie in the text");
  require(reference::without_tag(text).size() <= text.size(), "no text grows without its tag");
}

void check_rules(std::string_view text) {
  static const rules::RuleSet rules =
      test::rule_set({test::rule("ghcr.io", rules::RuleKind::prefix, "ghcr"),
                      test::rule("ghcr.io/o/keep", rules::RuleKind::keep, ""),
                      test::rule("docker.io", rules::RuleKind::prefix, "hub"),
                      test::rule("quay.io/a", rules::RuleKind::target, "h.example.com/a")});
  for (const auto names : {rules::ShortNames::count, rules::ShortNames::ignore}) {
    const rules::Decision first = rules.decide(text, names);
    if (first.verdict != rules::Verdict::rewrite) continue;
    require(first.text != text, "a rewrite changes something", first.text);
    const rules::Decision second = rules.decide(first.text, names);
    require(second.verdict == rules::Verdict::already, "what was rewritten is there already", first.text);
    const bool plain = !reference::mask_placeholders(text).any();
    require(!plain || reference::parse(first.text).ok(), "a result is legal", first.text);
    const rules::Decision back = rules.decide_reverse(first.text, rules::ReverseScope::configured_target);
    require(back.verdict == rules::Verdict::rewrite, "there is a way back", first.text);
    const rules::Decision again = rules.decide(back.text, rules::ShortNames::count);
    require(again.verdict == rules::Verdict::rewrite && again.text == first.text,
            "there, back and there is there", back.text);
  }
}

}  // namespace

void reference(std::string_view bytes) {
  check_parse(bytes);
  check_placeholders(bytes);
  check_rules(bytes);
}

}  // namespace ecrify::fuzz
