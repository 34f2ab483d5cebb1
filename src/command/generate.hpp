// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "ecrify/command/commands.hpp"
#include "ecrify/generate/images.hpp"

namespace ecrify::command {

// The images of what the command line names, in the form that --as says. What can't be pulled is told and
// left out. Fails where not all could be read.
Result<std::string> images_text(const GenerateSession& session, std::span<const generate::ImagesForm> forms);

}  // namespace ecrify::command
