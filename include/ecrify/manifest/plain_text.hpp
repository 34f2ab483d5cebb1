// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "ecrify/manifest/tape.hpp"

// Texts that are no YAML and become entries of a ConfigMap or a Secret: the inputs of kustomize's generators.
// They are read onto a tape all the same, so that all that works on tapes serves them, the proof included.
// Every text can be read.
namespace ecrify::manifest {

// A mapping of the lines KEY=VALUE, as kustomize reads env files (api/kv/kv.go): blanks before a key,
// comments and lines without `=` count for nothing, and quotes are a part of the value.
void read_env_lines(std::string_view text, Tape& tape);

// Reads the text, without the blanks around it, as one scalar.
void read_whole_text(std::string_view text, Tape& tape);

}  // namespace ecrify::manifest
