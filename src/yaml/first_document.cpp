// SPDX-License-Identifier: Apache-2.0
#include "ecrify/yaml/first_document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <istream>
#include <streambuf>
#include <string>

namespace ecrify::yaml {
namespace {

// The text and then a `---` line: without it yaml-cpp takes an unclosed quote at the end for closed.
class Text final : public std::streambuf {
 public:
  Text(std::string_view text, std::size_t most_ahead) : most_ahead_(most_ahead) {
    copy_.reserve(text.size() + 1 + sentinel.size());
    copy_.append(text);
    if (!text.ends_with('\n')) copy_.push_back('\n');
    copy_.append(sentinel);
    setg(copy_.data(), copy_.data(), copy_.data() + copy_.size());
  }

  // The text before `offset` has been told of.
  void told(std::size_t offset) { told_ = std::max(told_, std::min(offset, copy_.size())); }

 protected:
  // yaml-cpp takes two kilobytes at a time, here, and not by way of the stream, which would swallow the
  // exception.
  std::streamsize xsgetn(char* to, std::streamsize count) override {
    const std::streamsize got = std::streambuf::xsgetn(to, count);
    const auto read = static_cast<std::size_t>(gptr() - eback());
    if (read > told_ && read - told_ > most_ahead_) throw ReadsTooFar(told_);
    return got;
  }

 private:
  static constexpr std::string_view sentinel = "---\n";
  std::string copy_;
  std::size_t most_ahead_;
  std::size_t told_ = 0;
};

// Passes events on, and notes how far they have come. Of what follows the first document it passes on
// nothing.
class Events final : public YAML::EventHandler {
 public:
  Events(Text& text, YAML::EventHandler& to) : text_(text), to_(&to) {}

  void pass_on_nothing() { to_ = nullptr; }
  [[nodiscard]] std::size_t document_begin() const { return document_begin_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    document_begin_ = told(mark, 0);
    if (to_ != nullptr) to_->OnDocumentStart(mark);
  }
  void OnDocumentEnd() override {
    if (to_ != nullptr) to_->OnDocumentEnd();
  }
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    told(mark, 0);
    if (to_ != nullptr) to_->OnNull(mark, anchor);
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    told(mark, 0);
    if (to_ != nullptr) to_->OnAlias(mark, anchor);
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    told(mark, value.size());
    if (to_ != nullptr) to_->OnScalar(mark, tag, anchor, value);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    told(mark, 0);
    if (to_ != nullptr) to_->OnSequenceStart(mark, tag, anchor, style);
  }
  void OnSequenceEnd() override {
    if (to_ != nullptr) to_->OnSequenceEnd();
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    told(mark, 0);
    if (to_ != nullptr) to_->OnMapStart(mark, tag, anchor, style);
  }
  void OnMapEnd() override {
    if (to_ != nullptr) to_->OnMapEnd();
  }

 private:
  std::size_t told(const YAML::Mark& mark, std::size_t size) {
    const std::size_t begin = static_cast<std::size_t>(std::max(mark.pos, 0));
    text_.told(begin + size);
    return begin;
  }

  Text& text_;
  YAML::EventHandler* to_;
  std::size_t document_begin_ = 0;
};

}  // namespace

std::size_t read_first_document(std::string_view text, YAML::EventHandler& events, std::size_t most_ahead) {
  Text buffer(text, most_ahead);
  std::istream stream(&buffer);
  YAML::Parser parser(stream);
  Events passed_on(buffer, events);
  parser.HandleNextDocument(passed_on);
  // Asked once more, and not until the end: on what is no document, like ",", yaml-cpp 0.7 gives null
  // documents for ever (its issue #1040). The next document must be that of the sentinel. yaml-cpp ends one
  // where it doesn't know how to go on, at a comma or in a block scalar that isn't indented.
  passed_on.pass_on_nothing();
  return parser.HandleNextDocument(passed_on) ? std::min(passed_on.document_begin(), text.size())
                                              : text.size();
}

std::string message_of(const YAML::Exception& error) {
  constexpr std::string_view undefined = "anchor is not defined";
  const std::size_t at = error.msg.find(undefined);
  return at == std::string::npos ? error.msg : error.msg.substr(0, at + undefined.size());
}

}  // namespace ecrify::yaml
