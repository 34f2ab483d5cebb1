// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/rules/rules.hpp"
#include "ecrify/run/entries.hpp"

namespace ecrify::command {

[[nodiscard]] std::string_view verdict_name(rules::Verdict verdict);

// Appends a line: the label in a column of its own, the content safe for terminals.
void append_line(std::string& text, std::string_view label, std::string_view content);

// Advice how to map an image without a rule: a flag and a line of the configuration, for its registry. Empty
// for a text that is no reference.
[[nodiscard]] std::string mapping_advice(const std::string& reference, const rules::RuleSet& rules);
// The text in place of a new reference whose registry is unknown.
inline constexpr std::string_view unknown_registry =
    "unknown without a registry: give --account and --region, or --registry";

// The page of a finding out of the catalogue, at most 110 columns wide.
[[nodiscard]] std::string about_finding(const findings::CatalogueRow& row);
// The finding whose name a word that is none of them was probably meant to be; empty when nothing is near.
[[nodiscard]] std::string_view near_finding(std::string_view word);

[[nodiscard]] run::ExitStatus explain_line(const Session& session, const run::FileLine& at);

}  // namespace ecrify::command
