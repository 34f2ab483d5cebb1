// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "ecrify/command/commands.hpp"

namespace ecrify::command {

// A report in the format of that name.
using Render = std::function<std::string(std::string_view format, write::Color color)>;

// Writes the reports that the options ask for: first the files, each as a whole, then stdout. A file that
// cannot be written is reported; returns whether all were written.
[[nodiscard]] bool write_reports(const Session& session, const Render& render);

}  // namespace ecrify::command
