// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/base/source.hpp"

// The image references of a run, of any registry, and their formats, one a file in src/report/list_*.cpp.
namespace ecrify::report {

struct ListItem {
  std::string source;  // the reference, as it stands there, with a tag and a digest that stand beside it
  std::string target;  // what rewrite makes of it; empty where it stays, or where the registry is unknown
  std::string rule;    // the `from` of the rule that decided; empty without one
  std::string_view decision;  // rewrite, refuse, warn, note, suppressed, keep, already, no-rule, leave
  std::string_view location_class;
  std::string_view why;      // the place has that class
  std::string_view finding;  // the name of the one that `check` reports; empty without one
  Span bytes;                // of the occurrence, or of the scalar that holds it, in the file
  std::size_t document = 0;  // index in the file
  std::string tag;
  std::string digest;
  std::string file;  // as the user named it
  Position position;
  Resource resource;
  std::string path;       // of the field
  bool is_image = false;  // a whole reference that nodes pull: what a cache is about
  std::size_t count = 1;  // with --unique: in how many places
};

// Sorted by source, file and position.
using ListItems = std::vector<ListItem>;

enum class Detail : std::uint8_t;  // report/terse.hpp

// `unique`: items have counts, and no places.
enum class Places { shown, counted };

// Options of a list.
struct ListView {
  Places places = Places::shown;
  std::size_t columns = 0;    // of the terminal that it goes to; 0: lines may have any length
  std::string base_url = {};  // of html: places link there; empty: they don't
  // Maps a file's name to its path from the repository's root, for these links.
  std::function<std::string(const std::string&)> path_of = {};
  std::size_t input = 0;  // bytes that were read; 0: unknown
  Detail detail{};
};

struct ListFormatRow {
  std::string_view name;
  std::string_view summary;
  std::string (*render)(const ListItems& items, const ListView& view);
};

[[nodiscard]] std::span<const ListFormatRow> list_formats();
// The list in a format, with as much detail as the size of the input allows (report/terse.hpp).
[[nodiscard]] std::string render(const ListFormatRow& format, const ListItems& items, const ListView& view);
[[nodiscard]] const ListFormatRow* find_list_format(std::string_view name);

// The JSON of `explain FILE:LINE`: {"run": "folder", "rows": […]}, with rows as those of `json`.
[[nodiscard]] std::string explained_json(const ListItems& items, std::string_view run);

// Counts of references that come through the cache, or would: in all, by registry and by namespace.
[[nodiscard]] std::string summary_lines(const ListItems& items);
[[nodiscard]] std::string summary_json(const ListItems& items);

// The registry that a reference names, docker.io where it names none.
[[nodiscard]] std::string registry_of(const std::string& source);

// Puts the items in their order.
void sort_items(ListItems& items);
// Merges items of the same source, decision and target: the first one's place, and the count of all. Expects
// them sorted.
[[nodiscard]] ListItems unique_items(ListItems items);

}  // namespace ecrify::report
