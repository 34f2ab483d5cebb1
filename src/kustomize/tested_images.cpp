// SPDX-License-Identifier: Apache-2.0
#include "tested_images.hpp"

#include <algorithm>
#include <iterator>

#include "ecrify/manifest/decode.hpp"
#include "name_table.hpp"

namespace ecrify::kustomize {

using manifest::NodeIndex;

namespace {

// The images that a JSON patch expects before it changes anything: `op: test` of a container's image.
std::vector<CopiedText> read_tested(std::string_view text) {
  std::vector<CopiedText> found;
  if (text.find("test") == std::string_view::npos) return found;
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    for (const NodeIndex operation : reader.items(0)) {
      const std::string path = reader.text_at(operation, "path");
      const NodeIndex value = reader.value(operation, "value");
      const bool is_image =
          path.find("ontainers/") != std::string::npos && path.ends_with("/image") && reader.is_scalar(value);
      if (is_image && reader.text_at(operation, "op") == "test") found.push_back(reader.text_of(value));
    }
    return Visit::on;
  });
  return found;
}

// The images that a patch which is a key's value expects, where they stand in the file.
void add_tested(const DocumentAt& at, NodeIndex mapping, std::string_view key, const std::string& target,
                std::vector<TestedImage>& out) {
  const Reader reader(at);
  const NodeIndex node = reader.value(mapping, key);
  if (!reader.is_scalar(node)) return;
  const manifest::DecodedText decoded = manifest::decode(at.document.text(), at.document.tape()[node]);
  for (const CopiedText& one : read_tested(at.document.scalar(node))) {
    const Span span = decoded.source(one.span);
    out.push_back({{one.text, {at.base + span.begin, at.base + span.end}, at.index}, target});
  }
}

// The images that patches inside of a kustomization or of a transformer expect.
std::vector<TestedImage> read_inline_tested(std::string_view text) {
  std::vector<TestedImage> found;
  if (text.find("test") == std::string_view::npos) return found;
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    for (const std::string_view key : {"patches", "patchesJson6902"}) {
      for (const NodeIndex item : reader.items(0, key))
        add_tested(at, item, "patch", reader.text_at(reader.value(item, "target"), "name"), found);
    }
    for (const std::string_view key : {"patch", "jsonOp"}) add_tested(at, 0, key, "", found);
    return Visit::on;
  });
  return found;
}

}  // namespace

// The fate of the images of one name that an object in the files of a kustomization has: true, they are
// rewritten, false, they stay; nothing where it is not the same of all.
ExpectedImages::Fates ExpectedImages::fates_in(const Node& node) const {
  Fates fates;
  for (const std::size_t file : node.resources) {
    if (!graph_.spend(1 + run_.files[file].names.size())) break;
    for (const ImageName& place : run_.files[file].names) {
      if (place.object.empty() || !graph_.is_image_place(place, false)) continue;
      const bool is_moved = place.rewritten && !run_.files[file].refused;
      const auto [known, is_new] = fates.try_emplace({place.object, place.name}, is_moved);
      if (known->second != is_moved) known->second = std::nullopt;
    }
  }
  return fates;
}

bool ExpectedImages::contains(std::size_t file, const ImageName& place) const {
  const auto behind = tested_.upper_bound({file, place.span.begin});
  if (behind == tested_.begin()) return false;
  const auto& [at, end] = *std::prev(behind);
  return at.first == file && place.span.end <= end;
}

// The names that patches of a kustomization give to images, and that are rewritten.
std::set<std::string_view> ExpectedImages::patched_in(const Node& node) const {
  std::set<std::string_view> names;
  const auto add = [&](std::size_t file, bool only_texts) {
    if (!graph_.spend(1 + run_.files[file].names.size())) return;
    for (const ImageName& place : run_.files[file].names) {
      if (place.rewritten && graph_.is_image_place(place, true) && !contains(file, place) &&
          (!only_texts || place.path.find(": ") != std::string::npos))
        names.insert(place.name);
    }
  };
  add(node.file, true);
  for (const std::size_t file : node.patches) add(file, false);
  return names;
}

// The name that a patch expects is no image of a build: it goes with the image where that is known.
void ExpectedImages::add(NodeId id) {
  Node& node = graph_.nodes()[id];
  const std::vector<std::pair<std::size_t, TestedImage>> found = found_in(node);
  for (const auto& [file, one] : found)
    tested_.emplace(std::pair(file, one.tested.span.begin), one.tested.span.end);
  if (found.empty()) return;
  const Fates fates = fates_in(node);
  const std::set<std::string_view> patched = patched_in(node);
  for (const auto& [index, one] : found) {
    const RunFile& file = run_.files[index];
    const Span span = one.tested.span;
    const std::string name(image_name(one.tested.text));
    if (!names_.changes(index, name)) continue;
    const ImageName* const place = graph_.image_in(index, span);
    const bool is_moved = !file.refused && place != nullptr && place->rewritten;
    const auto fate = fates.find({one.object, name});
    const std::optional<bool> image_moves = fate == fates.end() ? std::nullopt : fate->second;
    const bool stays = image_moves == false && !patched.contains(name);
    if (is_moved && stays) stays_.emplace_back(index, place->span);
    node.tested.push_back({2 * names_.id_of(name) + (is_moved ? 0 : 1),
                           {index, one.tested.document, span, name, {}},
                           stays || (is_moved && image_moves == true)});
  }
}

// Many kustomizations may use one file.
const ExpectedImages::FileTests& ExpectedImages::tests_in(std::size_t file) {
  const auto [known, is_new] = read_.try_emplace(file);
  FileTests& tests = known->second;
  const auto text = is_new ? graph_.text_of(file) : std::nullopt;
  if (text && graph_.spend(text->size())) tests = {read_tested(*text), read_inline_tested(*text)};
  graph_.spend(1 + tests.own.size() + tests.inlined.size());
  return tests;
}

std::vector<std::pair<std::size_t, TestedImage>> ExpectedImages::found_in(const Node& node) {
  std::vector<std::pair<std::size_t, TestedImage>> found;
  const auto add_own = [&](std::size_t file, const std::string& object) {
    for (const CopiedText& tested : tests_in(file).own) found.push_back({file, {tested, object}});
  };
  const auto add_inlined = [&](std::size_t file) {
    for (const TestedImage& one : tests_in(file).inlined) found.emplace_back(file, one);
  };
  const Kustomization& says = *run_.files[node.file].kustomization;
  for (const Text& text : says.patches) {
    if (const auto file = graph_.target_of(node, text.text).file) add_own(*file, text.key);
  }
  for (const std::size_t file : node.late_patches) {
    add_own(file, "");
    add_inlined(file);
  }
  const bool tests =
      std::any_of(says.inline_patches.begin(), says.inline_patches.end(),
                  [](const Text& text) { return text.text.find("test") != std::string::npos; });
  if (tests) add_inlined(node.file);
  return found;
}

}  // namespace ecrify::kustomize
