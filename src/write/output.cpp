// SPDX-License-Identifier: Apache-2.0
#include "ecrify/write/output.hpp"

#include <cerrno>

#include "system_calls.hpp"

namespace ecrify::write {

Result<PipeState> write_pieces(int descriptor, const std::vector<std::string_view>& pieces) {
  const int error = write_all(descriptor, pieces);
  if (error == 0) return PipeState::open;
  if (error == EPIPE || error == ECONNRESET) return PipeState::closed;
  return write_failure(error);
}

}  // namespace ecrify::write
