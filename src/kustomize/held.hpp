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

// Reads the documents of a text one by one; those that can't be read are passed over. `base` is the offset of
// the document, `index` its number, as the pipeline counts.
struct ReadAt {
  const locate::Document& document;
  std::size_t base;
  std::size_t index;
};
enum class Go { on, stop };
void for_each_document(std::string_view text, const std::function<Go(const ReadAt&)>& visit);

enum class TextKind { resources, patch };

// `keys`: the last keys of the fields that `configurations` add to the transformer's own.
void collect_held(std::string_view text, TextKind kind, const std::set<std::string>& keys,
                  std::vector<Held>& out);

}  // namespace ecrify::kustomize
