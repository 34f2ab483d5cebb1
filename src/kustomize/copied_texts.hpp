// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "documents.hpp"
#include "ecrify/kustomize/builds.hpp"
#include "graph.hpp"

// The texts that replacements copy, in the tree as it is and as it would be written.
namespace ecrify::kustomize {

// The keys of `data.image`, `metadata.annotations.[example.com/image]`, `data.op\\.image`; a selector,
// `[name=app]`, is one without its brackets.
[[nodiscard]] std::vector<std::string> keys_of(std::string_view path);
// `data.image`, `metadata.annotations.[example.com/image]`, `data["op-image"]`: the last key.
[[nodiscard]] std::string last_key(std::string_view path);

// Puts `text` in the place of a part of another, as kustomize does.
// (https://github.com/kubernetes-sigs/kustomize/blob/master/api/filters/replacement/replacement.go)
[[nodiscard]] std::string with_part(const std::string& whole, const Replacement::Part& part,
                                    const std::string& text);

// The sources of a kustomization's replacements, each once however many of them copy it. A file is read once
// for all of them.
class CopySources {
 public:
  struct Source {
    const Replacement* replacement = nullptr;  // the first that has it
    std::vector<std::string> keys;             // of its fieldPath
    std::vector<Replacement::Part> parts;      // of the targets, each once
  };
  // A source by its number, and a text that it is.
  using Visit = std::function<void(std::size_t source, const CopiedText& text)>;

  explicit CopySources(Graph& graph) : graph_(graph) {}

  void add(const Replacement& replacement);
  [[nodiscard]] bool empty() const { return all_.empty(); }
  [[nodiscard]] const std::vector<Source>& all() const { return all_; }

  // Numbers of the sources that a key of an object may be.
  [[nodiscard]] std::vector<std::size_t> of(std::string_view kind, std::string_view object,
                                            std::string_view key) const;
  // Numbers of those that a place in a file is: in a field, or in an entry that a generator makes of it.
  [[nodiscard]] std::vector<std::size_t> of_place(std::size_t file, const ImageName& place) const;
  // Visits the texts by the keys of the fieldPath; those in lists are not followed.
  void read(std::string_view text, const Visit& visit) const;
  // Visits the literals of generators.
  void read(const Kustomization& kustomization, const Visit& visit) const;
  // Visits the entries that generators make of a file.
  void read_input(std::size_t file, std::string_view text, const Visit& visit) const;

 private:
  Graph& graph_;
  std::vector<Source> all_;
  std::unordered_map<std::string, std::size_t> known_;                // by what tells them apart
  std::unordered_map<std::string, std::vector<std::size_t>> by_key_;  // the last one
};

struct CopiedPair {
  std::string before, after;
  std::size_t file = 0;
  Span span;
  bool stays = false;  // it isn't rewritten where it stands
};

class CopiedTexts {
 public:
  CopiedTexts(Run& run, Graph& graph, const std::vector<WrittenFile>& written)
      : run_(run), graph_(graph), written_(written) {}

  // The texts of files by source.
  [[nodiscard]] std::vector<std::vector<CopiedPair>> read(const std::set<std::size_t>& files,
                                                          const CopySources& sources) const;
  [[nodiscard]] bool is_edited(std::size_t file, Span span) const;

 private:
  void add(std::size_t file, const Replacement& replacement, const CopiedText& text,
           std::vector<CopiedPair>& found) const;

  Run& run_;
  Graph& graph_;
  const std::vector<WrittenFile>& written_;
};

}  // namespace ecrify::kustomize
