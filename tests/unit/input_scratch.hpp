// SPDX-License-Identifier: Apache-2.0
// A folder of its own for a test, and another user's eyes.
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace ecrify::test {

class Scratch {
 public:
  Scratch() {
    std::string name = (std::filesystem::temp_directory_path() / "ecrify-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no scratch folder");
    root_ = std::filesystem::canonical(name);
    ::chmod(root_.c_str(), 0777);
  }
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  [[nodiscard]] std::string path(const std::string& name) const { return root_.string() + "/" + name; }
  [[nodiscard]] std::string root() const { return root_.string(); }

  // Writes a file, with the folders it needs; returns its path.
  std::string file(const std::string& name, std::string_view bytes) const {
    const std::filesystem::path full = path(name);
    std::filesystem::create_directories(full.parent_path());
    std::ofstream stream(full, std::ios::binary);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    if (!stream) throw std::runtime_error("can't write " + full.string());
    return full.string();
  }

  [[nodiscard]] std::string bytes(const std::string& name) const {
    std::ifstream stream(path(name), std::ios::binary);
    if (!stream) throw std::runtime_error("can't read " + path(name));
    return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  }

  // The names in a folder, hidden ones too.
  [[nodiscard]] std::vector<std::string> names(const std::string& folder = ".") const {
    std::vector<std::string> all;
    for (const auto& entry : std::filesystem::directory_iterator(path(folder))) {
      all.push_back(entry.path().filename().string());
    }
    std::sort(all.begin(), all.end());
    return all;
  }

 private:
  std::filesystem::path root_;
};

// File permissions mean nothing to root, so a test that needs them acts as nobody for a while. !ok(): it
// can't, and the test must say that it was skipped.
class Unprivileged {
 public:
  static constexpr unsigned nobody = 65534;
  Unprivileged() : user_(::geteuid()), group_(::getegid()) {
    if (user_ == 0) ok_ = ::setegid(nobody) == 0 && ::seteuid(nobody) == 0;
  }
  ~Unprivileged() {
    if (user_ == 0 && (::seteuid(user_) != 0 || ::setegid(group_) != 0)) std::abort();
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  uid_t user_;
  gid_t group_;
  bool ok_ = true;
};

}  // namespace ecrify::test
