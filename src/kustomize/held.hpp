// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "documents.hpp"

// Which image names a file holds where kustomize's images transformer looks.
namespace ecrify::kustomize {

struct Held {
  std::string name;      // without tag and digest
  Span span;             // of the scalar, in the file
  std::size_t document;  // its number in the file
};

enum class TextKind { resources, patch };  // a patch, or a transformer that patches

// `keys`: the last keys of the fields that `configurations` add to the transformer's own. Returns
// false when an image may have been passed over.
bool collect_held(std::string_view text, TextKind kind, const std::set<std::string>& keys,
                  std::vector<Held>& out);

// What a replacement may copy: the values of this key in objects of this kind ("": any) that could be images.
void collect_copied(std::string_view text, const std::string& kind, const std::string& key, std::vector<Held>& out);
// One such value.
void add_copied(std::string_view value, Span span, std::size_t document, std::vector<Held>& out);

}  // namespace ecrify::kustomize
