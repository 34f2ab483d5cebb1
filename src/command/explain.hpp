// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/run/file_line.hpp"

namespace ecrify::command {

[[nodiscard]] std::string_view verdict_name(rules::Verdict verdict);

// One line: the label in a column of its own, the content safe for terminals.
void append_line(std::string& text, std::string_view label, std::string_view content);

// How an image that no rule is about can be mapped: a flag and a line of the configuration, for the registry
// that it names. Empty where it is no reference.
[[nodiscard]] std::string mapping_advice(const std::string& reference);
// What stands for the new reference while the registry is unknown.
inline constexpr std::string_view unknown_registry =
    "unknown without a registry: give --account and --region, or --registry";

// What the catalogue says of a finding, as a page of at most 110 columns.
[[nodiscard]] std::string about_finding(const findings::CatalogueRow& row);
// The finding whose name a word that is none of them was probably meant to be; empty when nothing is near.
[[nodiscard]] std::string_view near_finding(std::string_view word);

[[nodiscard]] run::ExitStatus explain_line(const Session& session, const run::FileLine& at);

}  // namespace ecrify::command
