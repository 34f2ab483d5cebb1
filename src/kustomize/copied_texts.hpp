// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "documents.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "graph.hpp"

// The texts that replacements copy, in the tree as it is and as it would be written.
namespace ecrify::kustomize {

// `data.image`, `metadata.annotations.[example.com/image]`, `data["op-image"]`: the last key.
[[nodiscard]] std::string last_key(std::string_view path);

// Puts `text` in the place of a part of another, as kustomize does.
// (https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/replacement/replacement.go)
[[nodiscard]] std::string with_part(const std::string& whole, const Replacement::Part& part,
                                    const std::string& text);

// The texts that a replacement copies, by the keys of its fieldPath; texts in lists are not followed.
[[nodiscard]] std::vector<CopiedText> read_copied(std::string_view text, const Replacement& replacement);

struct CopiedPair {
  std::string before, after;
  std::size_t file = 0;
  Span span;
  bool stays = false;  // it isn't rewritten where it stands
};

class CopiedTexts {
 public:
  CopiedTexts(Run& run, const Graph& graph, const std::vector<WrittenFile>& written)
      : run_(run), graph_(graph), written_(written) {}

  // Appends the texts of a file to `found`.
  void add(std::size_t file, const Replacement& replacement, std::vector<CopiedPair>& found) const;
  [[nodiscard]] bool is_edited(std::size_t file, Span span) const;

 private:
  void add(std::size_t file, const Replacement& replacement, const CopiedText& text,
           std::vector<CopiedPair>& found) const;

  Run& run_;
  const Graph& graph_;
  const std::vector<WrittenFile>& written_;
};

}  // namespace ecrify::kustomize
