// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/cli/config_file.hpp"
#include "ecrify/cli/environment.hpp"
#include "ecrify/cli/flags.hpp"
#include "ecrify/cli/run.hpp"
#include "ecrify/input/bytes.hpp"
#include "ecrify/krm/function_config.hpp"
#include "ecrify/krm/resource_list.hpp"

namespace ecrify::cli {

// What a KRM function gets on stdin: the list, and its configuration in it.
class FunctionInput {
 public:
  // Fails on a terminal, and on what krm::ResourceList and krm::function_config() refuse.
  Status read(const Flags& flags, const Io& io);
  // Loads what the functionConfig says as the configuration, or else the file that other commands read; adds
  // what it says beside to the flags.
  Status configure(Flags& flags, const Environment& environment, ConfigFile& file) const;

  // The functionConfig takes the place of the configuration file.
  [[nodiscard]] bool is_configured() const { return config_.config.has_value(); }
  [[nodiscard]] const SourceText* source() const { return text_.get(); }  // nullptr before it is read
  // Precondition: read().
  [[nodiscard]] const krm::ResourceList& list() const { return *list_; }

 private:
  input::Bytes bytes_;
  std::unique_ptr<const SourceText> text_;  // of bytes_
  std::optional<krm::ResourceList> list_;   // of text_
  krm::FunctionConfig config_;
};

}  // namespace ecrify::cli
