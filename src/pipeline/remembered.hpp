// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "ecrify/base/text.hpp"
#include "ecrify/locate/location.hpp"
#include "ecrify/rules/rules.hpp"
#include "source_context.hpp"

namespace ecrify {

// Answers for the values and the places that come again and again: manifests name the same images, and name
// them in the same fields. Bounded; what is forgotten is worked out again.
class RulingMemory {
 public:
  struct Value {
    locate::ValueForm form = locate::ValueForm::other;
    rules::Decision decision;  // forward and with names of Docker Hub, or in the settings' direction
    bool has_digest = false;
    bool fits_everywhere =
        false;  // the new reference can stand as a whole scalar in block context, plain or in quotes
  };

  // The verdict of the rules on a value, remembered.
  const Value& value(const SourceContext& common, std::string_view value);
  // The location at a place that Location::by_path speaks of; nullptr when it is not known yet.
  [[nodiscard]] const locate::Location* location(std::string_view place) const;
  const locate::Location& put(std::string_view place, locate::Location location);

 private:
  template <class T>
  using Map = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

  static constexpr std::size_t most = 4096;          // entries …
  static constexpr std::size_t longest_value = 512;  // … and bytes of a value: longer ones are no references

  Map<Value> values_;
  Map<locate::Location> locations_;
  Value long_value_;
};

}  // namespace ecrify
