// SPDX-License-Identifier: Apache-2.0
// Rewrites a tree in place with the stage `kustomize` and the simplest rewrite of manifests that will do, so
// that the stage can be held against the real kustomize by itself (kustomize_tree.py).
//
//     kustomize_driver ROOT REGISTRY [PATH…]        paths in the tree; all of its files without them
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "ecrify/findings/catalogue.hpp"
#include "kustomize_testing.hpp"

namespace fs = std::filesystem;
using namespace ecrify;
using namespace ecrify::kustomize;

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto tree = FolderTree::open(argv[1]);
  if (!tree.ok()) return 2;
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(tree->root())) {
    const auto path = tree->inside(entry.path().string());
    if (!entry.is_regular_file() || entry.is_symlink() || !path || path->starts_with(".git")) continue;
    const std::string extension = entry.path().extension().string();
    const bool is_manifest = extension == ".yaml" || extension == ".yml" || extension == ".json";
    if (!is_manifest && !is_kustomization_name(*path)) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    files[*path] = std::string(std::istreambuf_iterator<char>(in), {});
  }
  std::vector<std::string> paths(argv + 3, argv + argc);
  if (paths.empty()) {
    for (const auto& [path, text] : files) paths.push_back(path);
  }
  const RunResult result = run_over(*tree, files, paths, decide_for(argv[2]));
  for (const auto& [path, findings] : result.findings) {
    for (const Finding& finding : findings) {
      std::cout << path << ": " << findings::name_of(finding.id) << ": " << finding.message << "\n";
    }
  }
  if (!result.defect.empty()) {
    std::cout << "defect: " << result.defect << "\n";
    return 3;
  }
  for (const auto& [path, text] : result.files) {
    if (text != files.at(path)) std::ofstream(fs::path(tree->root()) / path, std::ios::binary) << text;
  }
  return result.refused.empty() ? 0 : 2;
}
