// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/selector.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::kustomize {

namespace {

constexpr std::string_view pattern_characters = "*+?()[]{}|^$\\";
constexpr std::size_t longest_pattern = 1000;  // bytes; nobody writes more
constexpr std::uint32_t most_steps = 100'000;  // of one comparison
constexpr std::uint32_t most_kilobytes = 1024;

// Behind the name, as kustomize has it.
constexpr std::string_view version_pattern = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$";

// The text before the first character that makes a name a pattern. `a?` and `a*` may stand for nothing, and
// `.*` begins with its dot.
std::string_view literal_prefix(std::string_view pattern) {
  const std::size_t at = pattern.find_first_of(pattern_characters);
  if (at == std::string_view::npos) return pattern;
  std::string_view prefix = pattern.substr(0, at);
  if (std::string_view("*+?{").find(pattern[at]) != std::string_view::npos && !prefix.empty())
    prefix.remove_suffix(1);
  return prefix;
}

}  // namespace

// A pattern as PCRE2 has it. Go's syntax is a part of that, but for the end of a line, which `$` is not.
struct Selector::CompiledPattern {
  pcre2_code* code = nullptr;
  pcre2_match_context* limits = nullptr;
  pcre2_match_data* data = nullptr;

  explicit CompiledPattern(const std::string& name) {
    const std::string text = "^" + name + std::string(version_pattern);
    int error = 0;
    PCRE2_SIZE offset = 0;
    code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(),
                         PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C, &error, &offset, nullptr);
    data = pcre2_match_data_create(1, nullptr);
    limits = pcre2_match_context_create(nullptr);
    if (limits == nullptr) return;
    pcre2_set_match_limit(limits, most_steps);
    pcre2_set_heap_limit(limits, most_kilobytes);
  }
  CompiledPattern(const CompiledPattern&) = delete;
  CompiledPattern& operator=(const CompiledPattern&) = delete;
  ~CompiledPattern() {
    pcre2_code_free(code);
    pcre2_match_context_free(limits);
    pcre2_match_data_free(data);
  }

  // Nothing where a limit was reached.
  [[nodiscard]] std::optional<bool> matches(const std::string& text) const {
    if (code == nullptr || limits == nullptr || data == nullptr) return std::nullopt;
    const int found =
        pcre2_match(code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), 0, 0, data, limits);
    if (found == PCRE2_ERROR_NOMATCH) return false;
    return found >= 0 ? std::optional(true) : std::nullopt;
  }
};

bool waits_for_value(std::string_view name) {
  return name.find("${") != std::string_view::npos || name.find("$(") != std::string_view::npos ||
         name.find("{{") != std::string_view::npos;
}

std::string_view image_name(std::string_view reference) { return reference::without_tag(reference); }

bool is_pattern(std::string_view name) {
  return name.find_first_of(pattern_characters) != std::string_view::npos && !waits_for_value(name);
}

Selector::Selector(std::string name) : name_(std::move(name)), base_(name_.size()) {
  pattern_ = kustomize::is_pattern(name_);
  if (!pattern_) {
    base_ = image_name(name_).size();
  } else if (name_.size() <= longest_pattern) {
    compiled_ = std::make_shared<const CompiledPattern>(name_);
    failed_ = compiled_->code == nullptr;
  } else {
    failed_ = true;
  }
}

bool Selector::selects(std::string_view image) const {
  if (!pattern_) {
    return image.size() == base_ &&
           std::equal(image.begin(), image.end(), name_.begin(),
                      [](char found, char wanted) { return wanted == found || wanted == '.'; }) &&
           !waits_for_value(name_);
  }
  if (failed_) return false;
  // With a tag, so that the tag's part of the expression is there for a pattern that ends before it.
  const std::optional<bool> found = compiled_->matches(std::string(image) + ":v1");
  if (!found) failed_ = true;
  return found.value_or(false);
}

NameMapping::NameMapping(const rules::Mapping& mapping) : mapping_(&mapping) {
  for (const rules::Rule& rule : mapping.rules().rules()) {
    std::string source = rule.from;
    if (!mapping.is_forward() && rule.kind == rules::RuleKind::target) source = rule.to;
    if (!mapping.is_forward() && rule.kind == rules::RuleKind::prefix)
      source = mapping.rules().registry_host() + "/" + rule.to;
    source = lower_case(source);
    sources_.push_back(std::move(source));
  }
}

const std::string& NameMapping::of(const std::string& name) {
  const auto [entry, is_new] = known_.try_emplace(name, name);
  if (is_new) {
    const rules::Decision decision = mapping_->decide(name, rules::ShortNames::count);
    if (decision.verdict == rules::Verdict::rewrite)
      entry->second = decision.text.empty() ? unknown(name) : decision.text;
  }
  return entry->second;
}

// Names that become one in any registry become one here, too.
std::string NameMapping::unknown(const std::string& name) {
  if (!stand_in_) {
    auto built = rules::RuleSet::build(mapping_->rules().rules(), "registry.invalid");
    stand_in_ = built.ok() ? mapping_->with(std::move(built).value()) : *mapping_;
  }
  return '\x01' + stand_in_->decide(name, rules::ShortNames::count).text;
}

std::string NameMapping::forward(const std::string& name) const {
  const rules::Decision decision = mapping_->rules().decide(name, rules::ShortNames::count);
  return decision.verdict == rules::Verdict::rewrite && !decision.text.empty() ? decision.text : name;
}

bool NameMapping::adds_placeholder(const std::string& name) {
  const std::string& text = of(name);
  return text != name &&
         reference::mask_placeholders(text).spans.size() > reference::mask_placeholders(name).spans.size();
}

std::optional<std::string> NameMapping::of_pattern(std::string_view pattern) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern.substr(i).starts_with("(?")) return std::nullopt;
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == '(')
      ++depth;
    else if (pattern[i] == ')' && depth > 0)
      --depth;
    else if (pattern[i] == '|' && depth == 0)
      return std::nullopt;
  }
  const std::string_view prefix = literal_prefix(pattern);
  const std::string head(prefix.substr(0, prefix.rfind('/') + 1));
  if (head.size() < 2) return std::string(pattern);
  std::string small = head;
  small = lower_case(small);
  const bool rule_below = std::any_of(sources_.begin(), sources_.end(),
                                      [&](const std::string& source) { return source.starts_with(small); });
  if (rule_below) return std::nullopt;
  const std::string sample = head + 'x';
  const std::string& text = of(sample);
  const std::string new_head = text.substr(0, text.size() - 1);
  const std::string deeper = sample + "/x";  // `library/` comes only before a name without a slash
  if (of(deeper) != (text == sample ? deeper : new_head + "x/x")) return std::nullopt;
  return text == sample ? std::string(pattern) : new_head + std::string(pattern.substr(head.size()));
}

}  // namespace ecrify::kustomize
