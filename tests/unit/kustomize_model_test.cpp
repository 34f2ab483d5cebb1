// SPDX-License-Identifier: Apache-2.0
// A model of kustomize, written down independently of the stage and as simple as can be, builds random trees
// before and after they are rewritten: the build of the rewritten tree must be the rewrite of the build.
// tests/integration does the same with the real one, on fewer trees.
#include <random>

#include "catch.hpp"
#include "kustomize_testing.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

struct Item {
  std::string reference;
  bool local = true;     // stands in a file of the tree
  bool touched = false;  // an entry has been at it
};

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// Reads the few forms that the generator writes.
class Model {
 public:
  Model(const std::map<std::string, std::string>& files,
        const std::map<std::string, std::vector<std::string>>& remote)
      : files_(files), remote_(remote) {}

  std::vector<Item> build(const std::string& folder) const {
    std::vector<Item> items;
    gather(folder, items);
    return items;
  }

 private:
  struct Entry {
    std::string name, new_name, new_tag;
  };

  void gather(const std::string& folder, std::vector<Item>& items) const {
    std::string section;
    std::vector<std::string> components;
    std::vector<Entry> entries;
    for (const std::string& line : lines_of(files_.at(folder + "/kustomization.yaml"))) {
      if (line.ends_with(":")) {
        section = line;
      } else if (section == "resources:") {
        resource(folder, line.substr(2), items);
      } else if (section == "components:") {
        components.push_back(line.substr(5));
      } else if (line.starts_with("- name: ")) {
        entries.push_back({line.substr(8), "", ""});
      } else if (line.starts_with("  newName: ")) {
        entries.back().new_name = line.substr(11);
      } else if (line.starts_with("  newTag: ")) {
        entries.back().new_tag = line.substr(10);
      }
    }
    for (const std::string& component : components) gather(component, items);
    for (const Entry& entry : entries) {
      for (Item& item : items) apply(entry, item);
    }
  }

  void resource(const std::string& folder, const std::string& name, std::vector<Item>& items) const {
    if (name.starts_with("https:")) {
      for (const std::string& reference : remote_.at(name)) items.push_back({reference, false, false});
    } else if (name.ends_with(".yaml")) {
      const std::string path = name.starts_with("../") ? name.substr(3) : folder + "/" + name;
      for (const std::string& line : lines_of(files_.at(path))) {
        const std::size_t at = line.find("image: ");
        if (at != std::string::npos) items.push_back({line.substr(at + 7), true, false});
      }
    } else {
      const std::vector<Item> inner = build(name.substr(3));
      items.insert(items.end(), inner.begin(), inner.end());
    }
  }

  static void apply(const Entry& entry, Item& item) {
    const std::size_t colon = item.reference.rfind(':');
    std::string name = item.reference.substr(0, colon);
    std::string tag = item.reference.substr(colon);
    if (entry.name.find('$') != std::string::npos || entry.name.size() != name.size()) return;
    for (std::size_t i = 0; i < name.size(); ++i) {
      if (entry.name[i] != name[i] && entry.name[i] != '.') return;
    }
    if (!entry.new_name.empty()) name = entry.new_name;
    if (!entry.new_tag.empty()) tag = ":" + entry.new_tag;
    item.reference = name + tag;
    item.touched = true;
  }

  const std::map<std::string, std::string>& files_;
  const std::map<std::string, std::vector<std::string>>& remote_;
};

class Generator {
 public:
  Generator(unsigned seed, std::vector<std::string> names) : random_(seed), names_(std::move(names)) {}

  void run() {
    const int count = pick(1, 6);
    for (int i = 0; i < count; ++i) is_component_.push_back(i > 0 && chance(4));
    // The remote ones are the last of a chain, so that there is one way to them.
    const int chain = chance(2) ? std::min(pick(1, 2), count) : 0;
    for (int i = 0; i < count; ++i) is_remote_.push_back(i >= count - chain);
    for (int i = count - chain; i < count; ++i) is_component_[static_cast<std::size_t>(i)] = false;
    for (int i = 0; i < count; ++i) kustomization(i, count);
  }

  MemoryTree tree;
  std::map<std::string, std::vector<std::string>> remote{
      {"https://x/1", {"ghcr.io/r/x:v1"}}, {"https://x/2", {"ghcr.io/r/y:v1", "quay.io/o/a:v1"}}};
  std::vector<std::string> roots;  // all that can be built
  std::set<std::string> inner;     // those of them that others hold

 private:
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  bool chance(int one_in) { return pick(1, one_in) == 1; }
  const std::string& name() {
    return names_[static_cast<std::size_t>(pick(0, static_cast<int>(names_.size()) - 1))];
  }

  [[nodiscard]] bool is_remote(int i) const { return is_remote_[static_cast<std::size_t>(i)]; }

  void kustomization(int i, int count) {
    const std::string folder = "k" + std::to_string(i);
    std::string text;
    if (is_component_[static_cast<std::size_t>(i)]) {
      text = "kind: Component\n";
    } else {
      roots.push_back(folder);
    }
    std::string resources, components;
    for (int f = pick(0, 2); f > 0; --f) {
      const std::string file = "f" + std::to_string(f) + ".yaml";
      tree.add(folder + "/" + file,
               deployment("a" + std::to_string(i) + std::to_string(f), {name() + ":v0", name() + ":v0"}));
      resources += "- " + file + "\n";
    }
    for (int j = i + 1; j < count; ++j) {
      if (!(is_remote(j) ? j == i + 1 : chance(2))) continue;
      const std::string other = "../k" + std::to_string(j) + "\n";
      inner.insert("k" + std::to_string(j));
      (is_component_[static_cast<std::size_t>(j)] ? components : resources) += "- " + other;
    }
    // Each of them in one place, on one way to each root: a name that is known in one place and unknown in
    // another follows the known one, by design.
    if (is_remote(i)) resources += "- https://x/" + std::to_string(remote_left_--) + "\n";
    if (!resources.empty()) text += "resources:\n" + resources;
    if (!components.empty()) text += "components:\n" + components;
    text += "images:\n";
    for (int e = pick(0, 3); e > 0; --e) {
      text +=
          "- name: " + (chance(6) ? std::string(chance(2) ? "ghcr.io/r/x" : "ghcr.io/r/y") : name()) + "\n";
      if (chance(3)) text += "  newName: " + name() + "\n";
      if (!chance(3)) text += "  newTag: v" + std::to_string(pick(1, 99)) + "\n";
    }
    tree.add(folder + "/kustomization.yaml", text);
  }

  std::mt19937 random_;
  std::vector<std::string> names_;
  std::vector<bool> is_component_;
  std::vector<bool> is_remote_;
  int remote_left_ = 2;
};

std::string new_reference(const Decide& decide, const std::string& reference) {
  const rules::Decision decision = decide(reference, rules::ShortNames::count);
  return decision.verdict == rules::Verdict::rewrite ? decision.text : reference;
}

std::string tag_of(const std::string& reference) { return reference.substr(reference.rfind(':')); }

std::string shown(const std::map<std::string, std::string>& files) {
  std::string text;
  for (const auto& [path, bytes] : files) text += "== " + path + "\n" + bytes;
  return text;
}

struct Tally {
  int trees = 0, refused = 0, renamed = 0, added = 0, builds = 0;
};

void check_trees(const std::string& registry, const std::vector<std::string>& names, unsigned count,
                 Tally& tally) {
  const Decide decide = decide_for(registry);
  for (unsigned seed = 0; seed < count; ++seed) {
    Generator generator(seed, names);
    generator.run();
    const std::map<std::string, std::string>& before = generator.tree.files();
    // Now and then not all of the tree is passed.
    std::vector<std::string> paths = all_paths(generator.tree);
    if (seed % 5 == 0)
      std::erase_if(paths, [&](const std::string& path) {
        return std::hash<std::string>()(path + std::to_string(seed)) % 3 == 0;
      });
    const RunResult result = run_over(generator.tree, paths, decide);
    CAPTURE(seed);
    INFO("before\n" + shown(before));
    INFO("after\n" + shown(result.files));
    REQUIRE(result.defect == "");
    ++tally.trees;
    const bool whole = result.refused.empty() && seed % 5 != 0;
    tally.refused += result.refused.empty() ? 0 : 1;
    const std::string after = shown(result.files);
    tally.renamed += after.find("- name: " + registry) != std::string::npos ? 1 : 0;
    tally.added += after.find("  newName: " + registry) != std::string::npos ? 1 : 0;
    for (const std::string& root : generator.roots) {
      const std::vector<Item> old_items = Model(before, generator.remote).build(root);
      const std::vector<Item> new_items = Model(result.files, generator.remote).build(root);
      REQUIRE(old_items.size() == new_items.size());
      ++tally.builds;
      for (std::size_t i = 0; i < old_items.size(); ++i) {
        const Item& item = old_items[i];
        const std::string expected = new_reference(decide, item.reference);
        const std::string& found = new_items[i].reference;
        CAPTURE(root, i, item.reference, found);
        // Whatever was refused: an image is never another one, nor loses its pin.
        if (found != item.reference) REQUIRE(found == expected);
        REQUIRE(tag_of(found) == tag_of(item.reference));
        // With a placeholder an image stays in its manifest, and gets its new name where it is selected.
        const bool is_final = registry == host || !generator.inner.contains(root);
        if (whole && is_final && (item.local || item.touched)) REQUIRE(found == expected);
      }
    }
    if (!result.refused.empty()) continue;
    MemoryTree again;
    for (const auto& [path, text] : result.files) again.add(path, text);
    REQUIRE(shown(run_over(again, paths, decide).files) == after);
  }
}

const std::vector<std::string> some_names{
    "ghcr.io/o/a", "ghcr.io/o/b", "ghcr.io/o/my.app", "ghcr.io/o/my-app", "ghcr.io/kept/c",
    "quay.io/o/a", "app"};

}  // namespace

TEST_CASE("the build of a rewritten tree is the rewrite of the build") {
  Tally tally;
  check_trees(host, some_names, 1000, tally);
  CAPTURE(tally.refused, tally.renamed, tally.added, tally.builds);
  CHECK(tally.refused * 2 < tally.trees);
  CHECK(tally.renamed * 5 > tally.trees);
  CHECK(tally.added * 5 > tally.trees);
}

TEST_CASE("… and so it is with a placeholder as target") {
  Tally tally;
  check_trees(placeholder_host, some_names, 1000, tally);
  CAPTURE(tally.refused, tally.renamed, tally.added, tally.builds);
  CHECK(tally.refused * 4 < tally.trees * 3);
  CHECK(tally.renamed == 0);
  CHECK(tally.added * 5 > tally.trees);
}
