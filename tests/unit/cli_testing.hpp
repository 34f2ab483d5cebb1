// SPDX-License-Identifier: Apache-2.0
// What the tests of cli/ share: a folder that goes away, and a run of the whole program on descriptors of its
// own.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include "ecrify/cli/run.hpp"

namespace ecrify::cli::testing {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "ecrify-cli-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = std::filesystem::canonical(pattern);
  }
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  [[nodiscard]] std::string path() const { return path_.string(); }

  // Writes a file, with the folders above it; returns its path.
  std::string write(const std::string& name, const std::string& content) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
    return file.string();
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream file(path_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void make_folder(const std::string& name) const { std::filesystem::create_directories(path_ / name); }

 private:
  std::filesystem::path path_;
};

// An unnamed file as a descriptor, so that no amount of output can block the test.
class Capture {
 public:
  explicit Capture(const std::string& content = "") {
    std::string pattern = (std::filesystem::temp_directory_path() / "ecrify-io-XXXXXX").string();
    descriptor_ = mkstemp(pattern.data());
    unlink(pattern.c_str());
    if (descriptor_ < 0 ||
        ::write(descriptor_, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
      throw std::runtime_error("no temporary file");
    }
    lseek(descriptor_, 0, SEEK_SET);
  }
  ~Capture() { close(descriptor_); }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  [[nodiscard]] int descriptor() const { return descriptor_; }
  [[nodiscard]] std::string text() const {
    std::string all(static_cast<std::size_t>(lseek(descriptor_, 0, SEEK_END)), '\0');
    if (pread(descriptor_, all.data(), all.size(), 0) != static_cast<ssize_t>(all.size())) {
      throw std::runtime_error("a temporary file can't be read");
    }
    return all;
  }

 private:
  int descriptor_ = -1;
};

struct Ran {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs with this stdin and nothing of the real environment.
inline Ran run_with(const std::vector<std::string>& arguments, const std::string& input = "",
                    const options::Environment& environment = {}) {
  const Capture in(input);
  const Capture out;
  const Capture err;
  const int status = run(arguments, {in.descriptor(), out.descriptor(), err.descriptor()}, environment);
  return {status, out.text(), err.text()};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// A pod and what it becomes with the default rule and these flags.
inline const std::string pod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n    - image: ghcr.io/org/app:v1\n";
inline const std::string rewritten_pod =
    "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"
    "    - image: 123456789012.dkr.ecr.ca-central-1.amazonaws.com/ghcr/org/app:v1\n";
// Holds a reference, but is no YAML.
inline const std::string broken_pod =
    "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: \"ghcr.io/org/app:v1\n";

inline std::vector<std::string> with_registry(std::vector<std::string> arguments) {
  arguments.insert(arguments.end(), {"--account", "123456789012", "--region", "ca-central-1"});
  return arguments;
}

}  // namespace ecrify::cli::testing
