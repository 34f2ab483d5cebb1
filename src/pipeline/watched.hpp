// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/manifest/prefilter.hpp"
#include "ecrify/pipeline/settings.hpp"

namespace ecrify {

// The words that the prefilter looks for beside registries.
enum class Watch : std::uint8_t {
  image_key,     // `image`, where names without a registry count
  pull_secrets,  // `imagePullSecrets`, where some are known
  target,        // where names are rewritten to, when they are asked for
  suppression,   // `ecrify`, where suppressions are looked for in every document
  noticed,       // what the caller wants to know of, and what changes nothing else
  mark,          // … and where they are only of interest in a document that is read for something else
  placeholder,   // an `image` whose value begins with a placeholder: ${REGISTRY}/app
  ecr_host,      // the middle of an Amazon ECR host
  base64,        // what a registry's name looks like in base64
};

inline constexpr std::string_view suppression_word = "ecrify";

// Words for the prefilter. A document in which only hints are found, the last three, is looked at for the
// sake of a warning: nothing in it can be rewritten, and it need not be readable.
struct WatchedWords {
  std::vector<std::string> words;
  std::vector<Watch> kinds;  // of each word
  std::string registry;      // of the target, lower case: its own hits are none …
  std::size_t middle = 0;    // … where its word for the prefilter begins in it

  explicit WatchedWords(const Settings& settings);

  [[nodiscard]] Watch kind_of(const manifest::Hit& hit) const { return kinds[hit.needle]; }
  // True if the hit, of a word, is only worth a warning.
  [[nodiscard]] bool is_hint(const manifest::Hit& hit) const { return kind_of(hit) >= Watch::placeholder; }
  // Takes the hits away that are none: the target's own host, so that what is rewritten already is not read
  // again, and words of prose that are keys elsewhere.
  void drop_false_hits(std::string_view bytes, std::vector<manifest::Hit>& hits) const;
};

}  // namespace ecrify
