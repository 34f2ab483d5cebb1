// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ecrify/cli/messages.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/run.hpp"

namespace ecrify::cli {

// What a command works with. Each returns the exit status.
struct Session {
  const Options& options;
  const Io& io;
  Output& out;
  Messages& messages;
};

// What `config` works with: it runs before options are resolved, and with a file that may be wrong.
struct ConfigSession {
  const Invocation& invocation;
  const Environment& environment;
  const Io& io;
  Output& out;
  Messages& messages;
};

class FunctionInput;

// What `generate` works with: the options, and what they were made of.
struct GenerateSession : Session {
  const Flags& flags;
  const ConfigFile& config;
};

// What the one output gives (command_generate_admission_policy.cpp).
[[nodiscard]] Result<std::string> admission_policy_text(const GenerateSession& session);
[[nodiscard]] ExitStatus run_generate(const GenerateSession& session);
[[nodiscard]] ExitStatus run_fn(const Session& session, const FunctionInput& input);
[[nodiscard]] ExitStatus run_config(const ConfigSession& session);
[[nodiscard]] ExitStatus run_config_import(const ConfigSession& session);
[[nodiscard]] ExitStatus run_config_verify(const ConfigSession& session);
[[nodiscard]] ExitStatus run_rewrite(const Session& session);
[[nodiscard]] ExitStatus run_check(const Session& session);
[[nodiscard]] ExitStatus run_diff(const Session& session);
[[nodiscard]] ExitStatus run_list(const Session& session);
[[nodiscard]] ExitStatus run_explain(const Session& session);

}  // namespace ecrify::cli
