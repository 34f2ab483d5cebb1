// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "ecrify/base/result.hpp"
#include "value.hpp"

namespace ecrify::aws {

// Makes a value of a document's events, of JSON or YAML alike, and keeps only what can speak of caches: known
// members of the document, and of lists of resources those of a known type. So a state of hundreds of
// megabytes takes little memory, and most of its secrets are never held. An event that returns false ends the
// reading; failure() says why.
class ValueBuilder {
 public:
  bool scalar(Value value);
  bool text(std::string& content);
  bool key(std::string& name);
  bool begin_object() { return begin(Value::object()); }
  bool begin_array() { return begin(Value::array()); }
  bool end();

  [[nodiscard]] const Failure& failure() const { return failure_; }
  // The document that has ended; the next one may begin.
  [[nodiscard]] Value take();

 private:
  struct Frame {
    Value value;
    std::string name;             // the key that it has in its object
    std::string key;              // the member that comes next
    bool resource = false;        // one of a list of resources, of which only known types are kept
    bool other = false;           // it is one of another type: nothing more of it is kept
    bool skip_next = false;       // the member that comes next is not kept
    std::size_t kept_before = 0;  // to be had back when it is dropped
    std::size_t bytes_before = 0;
  };

  bool begin(Value empty);
  bool fail(std::string message, std::string remedy);
  void put(Value value, const std::string& name);
  [[nodiscard]] bool takes_next();
  [[nodiscard]] bool count(std::size_t bytes);
  [[nodiscard]] bool is_resource(const std::string& name) const;

  std::vector<Frame> frames_;
  Value root_;
  std::size_t skipped_ = 0;  // collections that are open in one that is not kept
  std::size_t kept_ = 0;
  std::size_t bytes_ = 0;
  Failure failure_;
};

}  // namespace ecrify::aws
