// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <iterator>
#include <string>

#include "ecrify/aws/read.hpp"
#include "ecrify/base/ascii.hpp"
#include "value.hpp"
#include "value_builder.hpp"

namespace ecrify::aws {
namespace {

// An iterator that leaves behind how far the reader came: documents may follow each other.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  explicit Cursor(const char** at) : at_(at) {}
  reference operator*() const { return **at_; }
  Cursor& operator++() {
    ++*at_;
    return *this;
  }
  Cursor operator++(int) {
    ++*at_;
    return *this;
  }
  friend bool operator==(const Cursor& a, const Cursor& b) { return *a.at_ == *b.at_; }
  friend bool operator!=(const Cursor& a, const Cursor& b) { return *a.at_ != *b.at_; }

 private:
  const char** at_;
};

// nlohmann's events, as the builder wants them.
class Events {
 public:
  bool null() { return builder.scalar(nullptr); }
  bool boolean(bool value) { return builder.scalar(value); }
  bool number_integer(Value::number_integer_t value) { return builder.scalar(value); }
  bool number_unsigned(Value::number_unsigned_t value) { return builder.scalar(value); }
  bool number_float(Value::number_float_t value, const std::string& /*text*/) {
    return builder.scalar(value);
  }
  bool string(std::string& value) { return builder.text(value); }
  bool binary(Value::binary_t& /*value*/) { return false; }
  bool start_object(std::size_t /*size*/) { return builder.begin_object(); }
  bool key(std::string& value) { return builder.key(value); }
  bool end_object() { return builder.end(); }
  bool start_array(std::size_t /*size*/) { return builder.begin_array(); }
  bool end_array() { return builder.end(); }
  // The exception holds the last token, which may be a secret.
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*error*/) {
    return false;
  }

  ValueBuilder builder;
};

// The offset of a text that is too long, which the reader would hold three times.
std::size_t long_text(std::string_view bytes) {
  if (bytes.size() <= max_json_text) return no_offset;
  bool inside = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '"') {
      if (inside && i - begin > max_json_text) return begin;
      inside = !inside;
      begin = i;
    } else if (bytes[i] == '\\' && inside) {
      ++i;
    }
  }
  return inside && bytes.size() - begin > max_json_text ? begin : no_offset;
}

}  // namespace

Status read_json(std::string_view bytes, const TakeDocument& take) {
  if (const std::size_t offset = long_text(bytes); offset != no_offset) {
    return Failure{"a text of more than 32 MiB", "give a file that a tool has written", {}, offset};
  }
  const char* at = bytes.data();
  const char* end = bytes.data() + bytes.size();
  for (;;) {
    while (at != end && is_space(*at)) ++at;
    if (at == end) return Success{};
    Events events;
    const bool read =
        Value::sax_parse(Cursor(&at), Cursor(&end), &events, nlohmann::detail::input_format_t::json, false);
    if (!read) {
      Failure failure = events.builder.failure();
      failure.offset = static_cast<std::size_t>(at - bytes.data());
      if (failure.message.empty()) {
        failure.message = at == end ? "the JSON ends in its midst" : "not readable as JSON";
        failure.remedy = at == end ? "write the file once more, from its beginning to its end"
                                   : "give a file that a tool has written";
      }
      if (at != end && failure.offset > 0) --failure.offset;  // the reader has taken the culprit
      return failure;
    }
    if (Status status = take(events.builder.take()); !status.ok()) return status;
  }
}

}  // namespace ecrify::aws
