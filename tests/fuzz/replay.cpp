// SPDX-License-Identifier: Apache-2.0
// Runs the targets over files, without libFuzzer.
//   fuzz_replay CORPUS [CHANGES]      CORPUS holds a folder for each target. A file of a manifest is run as
//   it is, and with
//                                     so many changes (mutate.hpp; 16)
//   fuzz_replay TARGET FILE…
//   fuzz_replay --change N FILE       prints what the Nth change makes of it
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "fuzz.hpp"
#include "mutate.hpp"

namespace {

namespace fuzz = ecrify::fuzz;

struct Target {
  std::string_view name;  // and that of its folder of inputs
  void (*run)(std::string_view bytes);
  bool of_manifests = false;  // inputs that changes are made of
};
constexpr Target targets[] = {
    {"aws", fuzz::aws, true},
    {"baseline", fuzz::baseline},
    {"config", fuzz::config, true},
    {"fn", fuzz::fn, true},
    {"formats", fuzz::formats, true},
    {"generators", fuzz::generators, true},
    {"kustomize", fuzz::kustomize, true},
    {"pattern", fuzz::pattern},
    {"pipeline", fuzz::pipeline, true},
    {"readers", fuzz::readers, true},
    {"reference", fuzz::reference},
    {"slice", fuzz::slice},
    {"suppress", fuzz::suppress, true},
};

// What runs, for whoever asks why it ended.
struct {
  const char* file = "";
  std::uint32_t change = 0;
} running;

void tell(int signal) {
  std::fprintf(stderr, "change %u of %s\n", running.change, running.file);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

std::string text_of(const char* file) {
  std::ifstream stream(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(stream), {}};
  fuzz::require(stream.good() || stream.eof(), "a file that can be read", file);
  return text;
}

std::string changed(const std::string& text, std::uint32_t change) {
  constexpr std::size_t most = 4096;
  return change == 0 ? text : fuzz::mutated(text, {}, most, change);
}

std::size_t replay(const Target& target, const char* file, std::uint32_t changes) {
  std::fprintf(stderr, "%.*s %s\n", static_cast<int>(target.name.size()), target.name.data(), file);
  const std::string original = text_of(file);
  running.file = file;
  for (running.change = 0; running.change <= changes; ++running.change) {
    const std::string text = changed(original, running.change);
    // Of exactly its size, so that a sanitizer sees the first byte behind it.
    const std::unique_ptr<char[]> exact(new char[text.size()]);
    std::copy(text.begin(), text.end(), exact.get());
    target.run({exact.get(), text.size()});
  }
  return 1 + changes;
}

std::size_t replay_corpus(const std::filesystem::path& corpus, std::uint32_t changes) {
  std::size_t runs = 0;
  for (const Target& target : targets) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(corpus / target.name))
      files.push_back(entry.path());
    fuzz::require(!files.empty(), "inputs for each target", target.name);
    std::sort(files.begin(), files.end());
    for (const auto& file : files) runs += replay(target, file.c_str(), target.of_manifests ? changes : 0);
  }
  return runs;
}

}  // namespace

int main(int count, char** words) {
  constexpr std::uint32_t usual_changes = 16;
  const auto number = [](const char* word) {
    return static_cast<std::uint32_t>(std::strtoul(word, nullptr, 10));
  };
  if (count == 4 && std::strcmp(words[1], "--change") == 0) {
    const std::string text = changed(text_of(words[3]), number(words[2]));
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() ? 0 : 1;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGFPE, SIGBUS}) std::signal(signal, tell);
  std::size_t runs = 0;
  if (count > 1 && std::filesystem::is_directory(words[1])) {
    runs = replay_corpus(words[1], count > 2 ? number(words[2]) : usual_changes);
  } else {
    for (const Target& target : targets) {
      for (int i = 2; i < count && target.name == words[1]; ++i) runs += replay(target, words[i], 0);
    }
  }
  if (runs == 0) {
    std::fprintf(stderr, "usage: fuzz_replay CORPUS [CHANGES] | TARGET FILE… | --change N FILE\n");
    return 2;
  }
  std::printf("%zu inputs, all invariants hold\n", runs);
  return 0;
}
