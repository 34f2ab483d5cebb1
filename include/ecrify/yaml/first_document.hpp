// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace YAML {
class EventHandler;
class Exception;
}  // namespace YAML

namespace ecrify::yaml {

// Thrown where yaml-cpp would read more than `most_ahead` bytes without an event. `offset`: the end of the
// last event, as far as that is known.
class ReadsTooFar final : public std::exception {
 public:
  explicit ReadsTooFar(std::size_t offset) : offset_(offset) {}
  [[nodiscard]] std::size_t offset() const { return offset_; }
  [[nodiscard]] const char* what() const noexcept override { return "too much text in one piece"; }

 private:
  std::size_t offset_;
};

// Sends the events of the first document of `text` to `events`, with marks that count from the text's begin.
// Returns the offset of the first text behind that document, text.size() without any: a next document, or
// text that yaml-cpp could not go on with and would leave unread in silence.
//
// yaml-cpp tells of a collection in brackets when it has read all of it, and keeps up to 240 bytes for each
// of its bytes until then. So it may read `most_ahead` bytes ahead of the end of what it has told of, and no
// more.
//
// Throws ReadsTooFar, what yaml-cpp throws (YAML::Exception), and what `events` throws.
std::size_t read_first_document(std::string_view text, YAML::EventHandler& events, std::size_t most_ahead);

// In the words of any release: since 0.8 the name of an anchor follows some.
[[nodiscard]] std::string message_of(const YAML::Exception& error);

}  // namespace ecrify::yaml
