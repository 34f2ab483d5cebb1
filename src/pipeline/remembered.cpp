// SPDX-License-Identifier: Apache-2.0
#include "remembered.hpp"

#include <utility>

#include "ecrify/manifest/decode.hpp"

namespace ecrify {

const RulingMemory::Value& RulingMemory::value(const SourceContext& common, std::string_view text) {
  if (text.size() > longest_value) return long_value_;
  if (const auto found = values_.find(text); found != values_.end()) return found->second;
  Value value;
  value.form = locate::value_form(text, common.mapping);
  if (value.form != locate::ValueForm::other) {
    value.decision = common.mapping.decide(text, rules::ShortNames::count);
    value.has_digest = text.find('@') != std::string_view::npos;
    const std::string& becomes = value.decision.text;
    value.fits_everywhere = manifest::style_can_carry(manifest::Style::plain, manifest::Style::block, becomes,
                                                      manifest::Part::whole) &&
                            becomes.find('\'') == std::string::npos &&
                            becomes.find('"') == std::string::npos && becomes.find('\\') == std::string::npos;
  }
  if (values_.size() >= most) values_.clear();
  return values_.emplace(text, std::move(value)).first->second;
}

const locate::Location* RulingMemory::location(std::string_view place) const {
  const auto found = locations_.find(place);
  return found == locations_.end() ? nullptr : &found->second;
}

const locate::Location& RulingMemory::put(std::string_view place, locate::Location location) {
  if (locations_.size() >= most) locations_.clear();
  return locations_.insert_or_assign(std::string(place), std::move(location)).first->second;
}

}  // namespace ecrify
