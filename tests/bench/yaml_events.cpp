// SPDX-License-Identifier: Apache-2.0
// What it costs to read a stream with a YAML library and to throw the events away: yaml_events < STREAM.
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <cstdio>
#include <iostream>

namespace {

struct Counter : YAML::EventHandler {
  std::size_t count = 0;
  void OnDocumentStart(const YAML::Mark&) override { ++count; }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { ++count; }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { ++count; }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {
    ++count;
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    ++count;
  }
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    ++count;
  }
  void OnMapEnd() override {}
};

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  YAML::Parser parser(std::cin);
  Counter counter;
  while (parser.HandleNextDocument(counter)) {
  }
  std::printf("%zu events\n", counter.count);
}
