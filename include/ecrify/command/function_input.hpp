// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "ecrify/base/result.hpp"
#include "ecrify/base/source.hpp"
#include "ecrify/input/bytes.hpp"
#include "ecrify/krm/function_config.hpp"
#include "ecrify/krm/resource_list.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/environment.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/run/io.hpp"

namespace ecrify::command {

// The stdin of a KRM function: a ResourceList with its functionConfig.
class FunctionInput {
 public:
  // Fails on a terminal, and on what krm::ResourceList and krm::function_config() refuse.
  Status read(const options::Flags& flags, const run::Io& io);
  // Loads the functionConfig as the configuration, or without one the file that other commands read; adds its
  // other settings to the flags.
  Status configure(options::Flags& flags, const options::Environment& environment,
                   options::ConfigFile& file) const;

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

}  // namespace ecrify::command
