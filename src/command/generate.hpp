// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "ecrify/command/commands.hpp"
#include "ecrify/generate/images.hpp"

namespace ecrify::command {

// The images of the command line, in the form of --as. Images that can't be pulled are left out, with a
// warning. Fails if an input could not be read.
Result<std::string> images_text(const GenerateSession& session, std::span<const generate::ImagesForm> forms);

}  // namespace ecrify::command
