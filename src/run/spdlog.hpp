// SPDX-License-Identifier: Apache-2.0
#pragma once

// spdlog's logger without its patterns: a compiler makes all of them wherever their functions are defined,
// used or not, and takes a fortieth of a build for that. So they are only declared here, and a sink composes
// its lines itself.
#include <spdlog/details/log_msg.h>
#include <spdlog/details/os.h>
#include <spdlog/sinks/sink.h>
#undef SPDLOG_HEADER_ONLY
#include <spdlog/pattern_formatter.h>
#define SPDLOG_HEADER_ONLY
#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace ecrify::run {

class OwnSink : public spdlog::sinks::sink {
 public:
  void set_pattern(const std::string& /*pattern*/) final {}
  void set_formatter(std::unique_ptr<spdlog::formatter> /*formatter*/) final {}
};

}  // namespace ecrify::run
