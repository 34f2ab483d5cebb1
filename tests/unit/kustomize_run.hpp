// SPDX-License-Identifier: Apache-2.0
// A run over files in memory, for the unit tests of the stage `kustomize`: manifests are read in the simplest
// way that will do, a line `image: NAME:TAG` for a container's image.
#pragma once

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "ecrify/kustomize/builds.hpp"
#include "ecrify/kustomize/decide.hpp"
#include "ecrify/rules/mapping.hpp"

namespace ecrify::kustomize {

inline const std::string account = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

// ghcr.io -> <registry>/ghcr, quay.io/o -> <registry>/quay-o; ghcr.io/kept stays.
inline rules::Mapping rules_to(const std::string& registry, bool reverse = false) {
  rules::Rule quay;
  quay.from = "quay.io/o";
  quay.to = "quay-o";
  rules::Rule kept;
  kept.from = "ghcr.io/kept";
  kept.kind = rules::RuleKind::keep;
  Result<rules::RuleSet> built = rules::RuleSet::build({rules::default_rule(), quay, kept}, registry);
  if (!built.ok()) throw std::runtime_error(built.failure().message);
  return rules::Mapping(std::move(*built), reverse ? rules::Direction::reverse : rules::Direction::forward);
}

// `T` is the target's prefix in texts of tests: T/ghcr/o/a.
inline std::string with_target(std::string text) {
  for (std::size_t at = text.find("T/"); at != std::string::npos; at = text.find("T/", at + account.size()))
    text.replace(at, 1, account);
  return text;
}
inline std::string without_target(std::string text) {
  for (std::size_t at = text.find(account); at != std::string::npos; at = text.find(account))
    text.replace(at, account.size(), "T");
  return text;
}

// Files by path. In a manifest `image: X` is a container's image, `value: X` one in a patch, `other: X` and
// `worker: X` stand in a custom resource and stay; `# keep` behind one says that it is suppressed. Behind the
// first `~` of a path: `refused`, `unread`, `target2`.
struct TestRun {
  std::map<std::string, std::string> texts;
  rules::Mapping first, second;
  Run run;

  explicit TestRun(const std::map<std::string, std::string>& files, bool reverse = false,
                   const std::string& registry = account)
      : first(rules_to(registry, reverse)),
        second(rules_to("210987654321.dkr.ecr.us-east-1.amazonaws.com", reverse)) {
    run.reverse = reverse;
    run.mappings = {NameMapping(first), NameMapping(second)};
    for (const auto& [path, text] : files) add(path, with_target(text));
    run.text_of = [this](const std::string& path) -> std::optional<std::string> {
      const auto found = texts.find(path);
      return found == texts.end() ? std::nullopt : std::optional(found->second);
    };
  }
  TestRun(const TestRun&) = delete;
  TestRun& operator=(const TestRun&) = delete;

 private:
  void add(const std::string& path, const std::string& text) {
    const std::size_t mark = path.find('~');
    RunFile file;
    file.shown = path.substr(0, mark);
    file.path = "/" + file.shown;
    file.refused = path.find("~refused") != std::string::npos;
    file.unread = path.find("~unread") != std::string::npos;
    file.outside = path.find("~outside") != std::string::npos;
    file.mapping = path.find("~target2") != std::string::npos ? 1 : 0;
    texts[file.path] = text;
    run.bytes += text.size();
    ReadKustomization read = read_kustomization(file.path, text);
    if (read.status == ReadStatus::read && is_kustomization_name(file.path))
      file.kustomization = std::move(read.kustomization);
    add_names(text, file);
    run.files.push_back(std::move(file));
  }

  void add_names(const std::string& text, RunFile& file) {
    std::istringstream lines(text);
    std::size_t offset = 0;
    for (std::string line; std::getline(lines, line); offset += line.size() + 1) {
      for (const std::string key : {"image: ", "other: ", "worker: ", "IMAGE=", "value: "}) {
        const std::size_t at = line.find(key);
        if (at == std::string::npos || (key == "value: " && file.kustomization)) continue;
        ImageName name;
        std::string value = line.substr(at + key.size());
        value = value.substr(0, value.find_first_of(" ,}]'\""));
        name.span = {offset + at + key.size(), offset + at + key.size() + value.size()};
        name.name = std::string(image_name(value));
        name.kind = key == "worker: " ? "Worker" : key == "other: " ? "ConfigMap" : "Pod";
        name.object = "o";
        name.is_image = key == "image: " || key == "value: ";
        name.path = name.is_image       ? "spec.containers[0].image"
                    : key == "worker: " ? "spec.worker"
                                        : "data.other";
        if (file.kustomization && name.is_image) name.path = "patches[0].patch: spec.containers[0].image";
        if (key == "IMAGE=") name.path = "configMapGenerator[0].literals[0]";
        name.suppressed = line.find("# keep") != std::string::npos;
        name.rewritten = (name.is_image || key == "IMAGE=") && !name.suppressed &&
                         run.mappings[file.mapping].changes(name.name);
        if (file.kustomization) {
          // An entry's comment is about the entry.
          if (line.find("name: ") != std::string::npos && key != "image: ") continue;
        }
        file.names.push_back(std::move(name));
      }
      if (file.kustomization && line.find("- name: ") != std::string::npos)
        file.suppressed.push_back(line.find("# keep") != std::string::npos);
    }
  }
};

// A ruling in a few words.
inline std::string words_of(const EntryRuling& ruling) {
  if (ruling.refusal) return "refused: " + without_target(ruling.refusal->message);
  std::string words;
  const auto add = [&words](const std::string& text) { words += (words.empty() ? "" : ", ") + text; };
  if (!ruling.name.empty()) add("name " + ruling.name);
  if (!ruling.new_name.empty()) add("newName " + ruling.new_name);
  if (ruling.drops_new_name) add("no newName");
  if (ruling.drops_entry) add("gone");
  if (ruling.copy)
    add("copy " + ruling.copy->name +
        (ruling.copy->new_name.empty() ? "" : " newName " + ruling.copy->new_name));
  return words.empty() ? "stays" : without_target(words);
}

}  // namespace ecrify::kustomize
