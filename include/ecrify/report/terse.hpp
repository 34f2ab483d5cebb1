// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "ecrify/report/list.hpp"
#include "ecrify/report/model.hpp"

// The details that formats for machines leave out where they would be many times as large as the input: a
// finding of a reference of ten bytes may come with a path of a thousand. None leaves out a finding.
namespace ecrify::report {

// In the order in which they are tried.
enum class Detail : std::uint8_t {
  all,
  cut,   // without remedies, excerpts and fixes, and names and paths of fields are cut
  bare,  // without the object and the path of the field
};

// The most bytes that a format for machines has for an input of this size.
[[nodiscard]] std::size_t most_bytes(std::size_t input);

[[nodiscard]] Report with_detail(const Report& report, Detail detail);
[[nodiscard]] ListItems with_detail(const ListItems& items, Detail detail);

}  // namespace ecrify::report
