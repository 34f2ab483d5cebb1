// SPDX-License-Identifier: Apache-2.0
// What the unit tests of the stage `kustomize` share: a run over a tree as the command line makes one, with
// the simplest rewrite of manifests that will do.
#pragma once

#include <algorithm>
#include <initializer_list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ecrify/base/finding.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/kustomize/plan.hpp"
#include "ecrify/manifest/decode.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/rules/rules.hpp"

namespace ecrify::kustomize {

inline const std::string host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";
inline const std::string placeholder_host = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
inline const std::string target = host + "/ghcr";

// ghcr.io -> <registry>/ghcr, ghcr.io/kept stays.
inline Decide decide_for(const std::string& registry) {
  std::vector<rules::Rule> list{rules::default_rule()};
  rules::Rule kept;
  kept.from = "ghcr.io/kept";
  kept.kind = rules::RuleKind::keep;
  list.push_back(kept);
  Result<rules::RuleSet> built = rules::RuleSet::build(list, registry);
  if (!built.ok()) return {};
  const auto set = std::make_shared<rules::RuleSet>(std::move(*built));
  return
      [set](std::string_view text, rules::ShortNames short_names) { return set->decide(text, short_names); };
}

// `text` with `from` replaced by `to` everywhere: tables write T for the target.
inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}
inline std::string with_target(std::string text) { return replaced(std::move(text), "{T}", target); }

// One document, its tape and what it was read by.
struct Parsed {
  std::string text;
  manifest::Tape tape;
  manifest::Reader reader = manifest::Reader::scanner;
  bool ok = false;
};
inline std::unique_ptr<Parsed> parsed(std::string text) {
  auto result = std::make_unique<Parsed>();
  result->text = std::move(text);
  const auto read = manifest::read_document(result->text, result->tape);
  result->ok = read.ok();
  if (read.ok()) result->reader = read->reader;
  return result;
}

struct Edited {
  std::string text;
  ObjectEdits edits;
  std::string proof;  // "" when it holds
  Form form = Form::none;
};
inline Edited edited(const std::string& text, std::string_view path, const std::vector<EntryFate>& fates,
                     const Decide& decide) {
  Edited result;
  const auto document_text = parsed(text);
  if (!document_text->ok) {
    result.proof = "not readable";
    return result;
  }
  const locate::Document document(document_text->text, document_text->tape);
  result.form = form_of(document, 0, path);
  result.edits = edit_object(document, 0, result.form, fates, decide);
  std::vector<Edit> all;
  for (const Finding& finding : result.edits.findings) all.insert(all.end(), finding.edits.begin(), finding.edits.end());
  const auto edits = splice::sorted(all, text.size());
  if (!edits.ok()) {
    result.proof = edits.failure().message;
    return result;
  }
  result.text = splice::apply(text, *edits);
  const Status proof = manifest::prove(text, document_text->tape, document_text->reader, result.text,
                                       {result.edits.intended, result.edits.added, {}});
  if (!proof.ok()) result.proof = proof.failure().message;
  return result;
}

// Every `image: REF` of a manifest, but for what must stay.
inline std::string rewritten_manifest(const std::string& path, const std::string& text, const Plan& plan,
                                      const Decide& decide) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    std::string line = text.substr(begin, end - begin);
    begin = end;
    const std::size_t key = line.find("image: ");
    if (key != std::string::npos) {
      const std::size_t from = line.find_first_not_of(" \"'", key + 7);
      const std::size_t to = std::min(line.find_first_of(" \"'},\r\n", from), line.size());
      const std::string reference = line.substr(from, to - from);
      const rules::Decision decision = decide(reference, rules::ShortNames::count);
      if (decision.verdict == rules::Verdict::rewrite && !plan.stays(path, reference)) {
        line.replace(from, to - from, decision.text);
      }
    }
    out += line;
  }
  return out;
}

struct RunResult {
  std::map<std::string, std::string> files;              // as they are written
  std::map<std::string, std::vector<Finding>> findings;  // but unmapped_image
  std::vector<std::vector<std::string>> groups;
  std::set<std::string> refused;  // not written
  std::string defect;             // a proof that failed
};

// `files`: the texts of the tree; those of `paths` are rewritten.
inline RunResult run_over(const Tree& tree, const std::map<std::string, std::string>& files,
                          const std::vector<std::string>& paths, const Decide& decide,
                          const std::function<bool(const std::string&)>& left_alone = {}) {
  RunResult result;
  const Plan plan = make_plan({&tree, paths, decide, left_alone});
  std::map<std::string, std::string> texts;
  std::map<std::string, FileState> states;
  for (const std::string& path : paths) {
    const std::string& text = files.at(path);
    std::string now = text;
    bool refused = false;
    if (left_alone && left_alone(path)) {
      // nothing
    } else if (is_kustomization_name(path)) {
      const Edited one = edited(text, path, plan.fates(path), decide);
      if (!one.proof.empty()) result.defect += path + ": " + one.proof + "\n" + one.text;
      // Patches that stand in the kustomization itself.
      if (!one.edits.refused) now = rewritten_manifest(path, one.text, plan, decide);
      refused = one.edits.refused;
      for (const Finding& finding : one.edits.findings) {
        if (finding.id != FindingId::unmapped_image) result.findings[path].push_back(finding);
      }
    } else {
      now = rewritten_manifest(path, text, plan, decide);
    }
    states[path] = refused ? FileState::refused : now != text ? FileState::changed : FileState::unchanged;
    if (refused) result.refused.insert(path);
    texts[path] = now;
  }
  const Coupling coupling = plan.couple(states);
  result.groups = coupling.groups;
  for (const FileFinding& one : coupling.findings) {
    result.findings[one.path].push_back(one.finding);
    result.refused.insert(one.path);
  }
  for (const auto& group : coupling.groups) {
    const bool falls = std::any_of(group.begin(), group.end(),
                                   [&](const auto& path) { return result.refused.contains(path); });
    if (falls) result.refused.insert(group.begin(), group.end());
  }
  for (const auto& [path, text] : files) {
    const bool written = texts.contains(path) && !result.refused.contains(path);
    result.files[path] = written ? texts.at(path) : text;
  }
  return result;
}

inline RunResult run_over(const MemoryTree& tree, const std::vector<std::string>& paths, const Decide& decide,
                          const std::function<bool(const std::string&)>& left_alone = {}) {
  return run_over(tree, tree.files(), paths, decide, left_alone);
}

// A tree written as one text: `== path` lines, each followed by the file. {T} is the target.
inline void add_files(MemoryTree& tree, const std::string& text, const std::string& registry = host) {
  std::string path;
  std::map<std::string, std::string> files;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
    const std::string line = text.substr(begin, end - begin);
    begin = end;
    if (line.starts_with("== ")) {
      path = line.substr(3, line.size() - 4);
      files[path];
    } else {
      files[path] += line;
    }
  }
  for (const auto& [name, bytes] : files) tree.add(name, replaced(bytes, "{T}", registry + "/ghcr"));
}

// `path:line id`, each with a blank behind it.
inline std::string findings_of(const RunResult& result, const MemoryTree& tree) {
  std::string text;
  for (const auto& [path, findings] : result.findings) {
    for (const Finding& finding : findings) {
      const std::string& bytes = tree.files().at(path);
      const auto line = 1 + std::count(bytes.begin(),
                                       bytes.begin() + static_cast<std::ptrdiff_t>(finding.span.begin), '\n');
      text += path + ":" + std::to_string(line) + " " + std::string(findings::name_of(finding.id)) + " ";
    }
  }
  return text;
}

inline std::vector<std::string> all_paths(const MemoryTree& tree) {
  std::vector<std::string> paths;
  for (const auto& [path, text] : tree.files()) paths.push_back(path);
  return paths;
}

// A manifest with one container an image.
inline std::string deployment(const std::string& name, std::initializer_list<std::string_view> images) {
  std::string text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: " + name +
                     "\nspec:\n  template:\n    spec:\n      containers:\n";
  int number = 0;
  for (const std::string_view image : images) {
    text += "      - name: c" + std::to_string(number++) + "\n        image: " + std::string(image) + "\n";
  }
  return text;
}

inline std::vector<std::string> names_of(const std::vector<Finding>& findings) {
  std::vector<std::string> names;
  for (const Finding& finding : findings) names.emplace_back(findings::name_of(finding.id));
  return names;
}

}  // namespace ecrify::kustomize
