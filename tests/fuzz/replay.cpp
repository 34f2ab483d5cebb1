// SPDX-License-Identifier: Apache-2.0
// Runs the targets over files, without libFuzzer: fuzz_replay CORPUS, where CORPUS holds a folder for each
// target; or fuzz_replay TARGET FILE…
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "fuzz.hpp"

namespace {

namespace fuzz = ecrify::fuzz;

struct Target {
  std::string_view name;  // and that of its folder of inputs
  void (*run)(std::string_view bytes);
};
constexpr Target targets[] = {
    {"aws", fuzz::aws},           {"baseline", fuzz::baseline},   {"config", fuzz::config},
    {"formats", fuzz::formats},   {"kustomize", fuzz::kustomize}, {"pattern", fuzz::pattern},
    {"pipeline", fuzz::pipeline}, {"readers", fuzz::readers},     {"reference", fuzz::reference},
    {"slice", fuzz::slice},       {"suppress", fuzz::suppress},
};

void replay(const Target& target, const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  fuzz::require(stream.good() || stream.eof(), "a file that can be read", file.native());
  // Of exactly its size, so that a sanitizer sees the first byte behind it.
  const std::unique_ptr<char[]> exact(new char[text.size()]);
  std::copy(text.begin(), text.end(), exact.get());
  std::fprintf(stderr, "%.*s %s\n", static_cast<int>(target.name.size()), target.name.data(), file.c_str());
  target.run({exact.get(), text.size()});
}

}  // namespace

int main(int count, char** words) {
  std::size_t runs = 0;
  for (const Target& target : targets) {
    if (count == 2) {
      const std::filesystem::path folder = std::filesystem::path(words[1]) / target.name;
      std::vector<std::filesystem::path> files;
      for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
      fuzz::require(!files.empty(), "inputs for each target", target.name);
      std::sort(files.begin(), files.end());
      for (const auto& file : files) replay(target, file);
      runs += files.size();
    } else if (count > 2 && target.name == words[1]) {
      for (int i = 2; i < count; ++i) replay(target, words[i]);
      runs += static_cast<std::size_t>(count - 2);
    }
  }
  if (runs == 0) {
    std::fprintf(stderr, "usage: fuzz_replay CORPUS | fuzz_replay TARGET FILE…\n");
    return 2;
  }
  std::printf("%zu inputs, all invariants hold\n", runs);
  return 0;
}
