// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <iterator>
#include <utility>

#include "rule.hpp"
#include "steps.hpp"

namespace ecrify {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

constexpr std::string_view beside_another = "named beside what is looked at in this value";

// The rulings of one scalar, [first, last), in order of their parts; one without a part is about all of the
// value, and so is one that speaks for others.
void mark(const DocumentContext& context, std::size_t first, std::size_t last, Rulings& added) {
  Rulings& rulings = context.memory.rulings;
  const NodeIndex scalar = rulings[first].scalar;
  const manifest::DecodedText decoded = manifest::decode(context.text(), context.tape()[scalar]);
  const auto is_about_all = [](const Ruling& ruling) { return ruling.part.empty() || ruling.others > 0; };
  const auto begin = rulings.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = rulings.begin() + static_cast<std::ptrdiff_t>(last);
  const bool covers_all = std::any_of(begin, end, is_about_all);
  std::size_t at = first;
  for (const locate::Mention& mention : locate::find_mentions(decoded.value(), context.common.mapping)) {
    if (covers_all) {
      std::for_each(begin, end, [](Ruling& ruling) { ruling.names_source = true; });
      return;
    }
    while (at < last && rulings[at].part.end <= mention.span.begin) ++at;
    if (at < last && rulings[at].part.begin < mention.span.end) {
      rulings[at].names_source = true;
      continue;
    }
    Ruling other = rule_left(context, scalar, nullptr, locate::LocationClass::ignored, beside_another);
    other.part = mention.span;
    other.span = decoded.source(mention.span);
    other.names_source = true;
    if (other.words != nullptr)
      other.words->reference = decoded.value().substr(mention.span.begin, mention.span.size());
    added.push_back(std::move(other));
  }
}

}  // namespace

void rule_mentions(const DocumentContext& context) {
  if (context.common.settings.kept < RulingScope::all) return;
  Rulings& rulings = context.memory.rulings;
  const auto in_order = [](const Ruling& a, const Ruling& b) {
    return a.scalar != b.scalar ? a.scalar < b.scalar : a.part.begin < b.part.begin;
  };
  std::stable_sort(rulings.begin(), rulings.end(), in_order);
  Rulings added;
  for (std::size_t first = 0; first < rulings.size() && rulings[first].scalar != no_node;) {
    std::size_t last = first;
    while (last < rulings.size() && rulings[last].scalar == rulings[first].scalar) ++last;
    mark(context, first, last, added);
    first = last;
  }
  std::move(added.begin(), added.end(), std::back_inserter(rulings));
}

}  // namespace ecrify
