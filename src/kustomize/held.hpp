// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/span.hpp"
#include "ecrify/locate/document.hpp"

// Which image names a file holds where kustomize's images transformer looks.
namespace ecrify::kustomize {

struct Held {
  std::string name;      // without tag and digest
  Span span;             // of the scalar, in the file
  std::size_t document;  // its number in the file
};

// Reads the documents of a text one by one; those that can't be read are passed over. `base` is the offset of the
// document, `index` its number, as the pipeline counts.
struct ReadAt {
  const locate::Document& document;
  std::size_t base;
  std::size_t index;
};
enum class Go { on, stop };
// What was passed over until the visit stopped.
enum class Unread { nothing, without_images, may_hold_images };
Unread for_each_document(std::string_view text, const std::function<Go(const ReadAt&)>& visit);

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
