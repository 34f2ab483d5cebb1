// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/kustomizations.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "ecrify/input/read.hpp"

namespace ecrify::run {

std::string real_path(const std::string& path) {
  std::error_code error;
  return path.empty() ? "" : std::filesystem::canonical(path, error).string();
}

namespace {

using kustomize::EntryRuling;

class Completion {
 public:
  Completion(const KustomizationRun& run, kustomize::Run files) : run_(run), files_(std::move(files)) {}

  DecidedRun complete() {
    kustomize::Decisions decisions = kustomize::decide_entries(files_);
    overrule(decisions);
    for (std::size_t i = 0; i < run_.sources.size(); ++i) close(i, decisions);
    for (const kustomize::PlacedRefusal& one : decisions.refusals) {
      if (one.file >= run_.sources.size()) continue;
      keep_text(run_.sources[one.file]);
      refuse_place(one, run_.sources[one.file].examined);
      refuse(run_.sources[one.file], finding_of(one.span, one.document, one.name, one.why));
    }
    for (std::size_t group = 0; group < decisions.groups.size(); ++group) {
      for (const std::size_t file : decisions.groups[group]) {
        if (file < run_.sources.size()) run_.sources[file].group = group + 1;
      }
    }
    refuse_groups(run_.sources);
    report_pins(decisions.renamed);
    return {std::move(files_), std::move(decisions)};
  }

 private:
  // Files are examined again, and their edits proven, where the others say what becomes of their places.
  void overrule(kustomize::Decisions& decisions) {
    std::map<std::size_t, FixedPlaces> overruled;
    for (const auto& [file, span] : decisions.stays) overruled[file].stay.push_back(span);
    for (const kustomize::PlacedRefusal& one : decisions.copied) {
      const bool stays = std::find(decisions.stays.begin(), decisions.stays.end(),
                                   std::pair(one.file, one.span)) != decisions.stays.end();
      if (!stays) overruled[one.file].images.push_back(one.span);
    }
    for (auto& [file, places] : overruled) {
      if (file >= run_.sources.size() || run_.sources[file].examined.refused) continue;
      LoadedSource& source = run_.sources[file];
      keep_text(source);
      // A name that stays here is as good as rewritten to whoever looks from beside the run: a kustomization
      // writes it.
      std::set<std::size_t> written;
      for (const kustomize::ImageName& name : source.names) {
        if (name.rewritten) written.insert(name.span.begin);
      }
      run_.examine_again(source, std::move(places));
      for (kustomize::ImageName& name : source.names)
        name.rewritten = name.rewritten || written.contains(name.span.begin);
    }
    for (kustomize::PlacedRefusal& one : decisions.copied) {
      if (one.file >= run_.sources.size() || run_.sources[one.file].examined.refused) continue;
      const auto& names = run_.sources[one.file].names;
      const bool is_written = std::any_of(names.begin(), names.end(), [&](const kustomize::ImageName& name) {
        return (name.rewritten || name.suppressed) && name.span.begin < one.span.end &&
               one.span.begin < name.span.end;
      });
      const bool stays = std::find(decisions.stays.begin(), decisions.stays.end(),
                                   std::pair(one.file, one.span)) != decisions.stays.end();
      if (!is_written && !stays) decisions.refusals.push_back(std::move(one));
    }
  }

  static Finding finding_of(Span span, std::size_t document, const std::string& name,
                            const kustomize::Refusal& why) {
    Finding finding = make_finding(why.id, Severity::error, span, why.message, why.help);
    finding.document = document;
    finding.reference = name;
    return finding;
  }

  // A place that would stay, and that nobody may leave as it is.
  static void refuse_place(const kustomize::PlacedRefusal& refused, Examination& examined) {
    bool any = false;
    for (Ruling& ruling : examined.rulings) {
      any = any || ruling.span == refused.span;
      if (ruling.span != refused.span || ruling.outcome == Outcome::rewrite || ruling.suppressed ||
          ruling.words == nullptr)
        continue;
      ruling.outcome = Outcome::refuse;
      ruling.finding = refused.why.id;
      ruling.words->help = refused.why.help;
    }
    if (any || refused.span.empty()) return;
    // A name that the file alone gives no reason to look at.
    Ruling ruling;
    ruling.span = refused.span;
    ruling.document = refused.document;
    ruling.cls = locate::LocationClass::kustomize;
    ruling.outcome = Outcome::refuse;
    ruling.finding = refused.why.id;
    ruling.severity = Severity::error;
    ruling.words = std::make_unique<RulingWords>();
    ruling.words->reference = refused.name;
    ruling.words->message = refused.why.message;
    ruling.words->help = refused.why.help;
    put_in_order(std::move(ruling), examined.rulings);
  }

  void close(std::size_t file, const kustomize::Decisions& decisions) {
    LoadedSource& source = run_.sources[file];
    const kustomize::RunFile& as = files_.files[file];
    std::vector<OpenDocument> open = std::move(source.examined.open);
    source.examined.open.clear();
    for (OpenDocument& document : open) {
      std::vector<EntryRuling> decided;
      if (source.role != locate::Role::kustomization) {  // a transformer, which may be named nowhere
        for (std::size_t i = 0; i < as.transformers.size(); ++i) {
          const std::size_t at = as.transformers[i].span.begin;
          if (document.span.begin <= at && at < document.span.end)
            decided = {decisions.transformers[file][i]};
        }
      } else if (as.kustomization && document.index == as.kustomization->document) {
        decided = decisions.entries[file];
      } else {
        decided.resize(document.suppressed.size());
      }
      run_.examiner_of(source).close(*source.text, source.role, std::move(document), decided,
                                     source.examined);
    }
  }

  // Command lines that go on pinning by a name that no image has any more, without a word.
  void report_pins(const std::vector<std::string>& renamed) {
    std::set<std::string> names(renamed.begin(), renamed.end());
    std::set<std::string> entries;
    for (const kustomize::RunFile& file : files_.files) {
      if (!file.kustomization) continue;
      for (const kustomize::ImageEntry& image : file.kustomization->images) entries.insert(image.name);
    }
    for (LoadedSource& source : run_.sources) {
      for (const auto& [span, name] : source.pins) {
        const std::string& now = files_.mappings.front().of(name);
        if (!names.contains(name) && (now == name || !entries.contains(now))) continue;
        source.examined.findings.push_back(
            make_finding(FindingId::kustomize_selector, Severity::warning, span,
                         "this command pins an image by a name that kustomizations don't select by any more",
                         "name it as it is in the cache" + (now.starts_with('\x01') ? "" : ": " + now)));
        source.examined.findings.back().reference = name;
      }
    }
  }

  const KustomizationRun& run_;
  kustomize::Run files_;
};

}  // namespace

void put_in_order(Ruling ruling, Rulings& rulings) {
  const auto place = std::find_if(rulings.begin(), rulings.end(),
                                  [&](const Ruling& other) { return other.span.begin > ruling.span.begin; });
  rulings.insert(place, std::move(ruling));
}

void refuse_with(LoadedSource& source, const std::string& other, const std::string& what) {
  const Span first = source.examined.edits.empty() ? Span{} : source.examined.edits.front().span;
  refuse(source, make_finding(FindingId::kustomize_elsewhere, Severity::error, first,
                              "not written: a kustomization ties this file to " + other + ", which " + what,
                              "mend what is said of that file"));
}

void keep_text(LoadedSource& source) {
  if (source.bytes != nullptr || source.path.empty()) return;
  auto bytes = input::load_file(source.path);
  if (!bytes.ok()) return;
  source.bytes = std::make_unique<const input::Bytes>(std::move(bytes).value());
  source.text = std::make_unique<const SourceText>(source.path, source.bytes->view());
}

void refuse(LoadedSource& source, Finding finding) {
  source.examined.refused = true;
  source.examined.findings.push_back(std::move(finding));
}

Kustomizations read_kustomizations(std::vector<InputEntry>& entries, std::vector<InputEntry>& ignored) {
  Kustomizations found;
  for (std::vector<InputEntry>* list : {&entries, &ignored}) {
    for (InputEntry& entry : *list) {
      if (!kustomize::is_kustomization_name(entry.path)) continue;
      const auto bytes = input::load_file(entry);
      if (!bytes.ok()) {
        entry.failure = bytes.failure();
        continue;
      }
      kustomize::ReadKustomization read = kustomize::read_kustomization(entry.path, bytes->view());
      if (read.status == kustomize::ReadStatus::read)
        found.emplace(entry.resolved, std::move(read.kustomization));
    }
  }
  return found;
}

std::vector<std::pair<Span, std::string>> pinned_names(std::string_view bytes) {
  std::vector<std::pair<Span, std::string>> pins;
  for (const std::string_view command :
       {std::string_view("edit set image"), std::string_view("--kustomize-image")}) {
    for (std::size_t at = bytes.find(command); at != std::string_view::npos;
         at = bytes.find(command, at + 1)) {
      std::size_t begin = at + command.size();
      const std::size_t line_end = std::min(bytes.find('\n', begin), bytes.size());
      // All of its arguments: some of them may be options.
      while (begin < line_end) {
        begin = bytes.find_first_not_of(" \t\"'=\\", begin);
        if (begin == std::string_view::npos || begin >= line_end) break;
        const std::size_t end = std::min(bytes.find_first_of(" \t\"'=\r\n", begin), line_end);
        const std::string_view name = kustomize::image_name(bytes.substr(begin, end - begin));
        if (!name.empty()) pins.push_back({{begin, begin + name.size()}, std::string(name)});
        begin = bytes.find_first_of(" \t", end);
      }
    }
  }
  return pins;
}

std::size_t mapping_index(const Options& options, const std::string& path, const std::string& resolved) {
  const rules::Mapping* mapping = mapping_for(options, path, resolved);
  for (std::size_t i = 0; i < options.targets.size(); ++i) {
    if (&options.targets[i].mapping == mapping) return i + 1;
  }
  return 0;
}

kustomize::Run kustomize_run(const KustomizationRun& run) {
  kustomize::Run files;
  files.mappings.emplace_back(run.options.mapping);
  for (const PathTarget& target : run.options.targets) files.mappings.emplace_back(target.mapping);
  files.reverse = !run.options.mapping.is_forward();
  for (const LoadedSource& source : run.sources) {
    kustomize::RunFile& file = files.files.emplace_back();
    file.path = source.resolved.empty() ? real_path(source.path) : source.resolved;
    file.shown = source.path;
    file.names = source.names;
    files.bytes += source.size;
    const auto& findings = source.examined.findings;
    file.unread = source.ignored || std::any_of(findings.begin(), findings.end(), [](const Finding& one) {
                    return one.id == FindingId::not_yaml || one.id == FindingId::template_text;
                  });
    file.refused = source.examined.refused || source.ignored;
    if (source.has_controllers && source.bytes != nullptr)
      file.controllers = kustomize::read_controllers(file.path, source.bytes->view());
    file.mapping = mapping_index(run.options, source.path, source.resolved);
    const auto known = run.kustomizations.find(file.path);
    if (known == run.kustomizations.end() || source.path.empty()) continue;
    file.kustomization = known->second;
    file.suppressed.assign(known->second.images.size(), file.refused);
    for (const OpenDocument& open : source.examined.open) {
      if (!file.refused && open.index == known->second.document) file.suppressed = open.suppressed;
    }
  }
  for (const InputEntry& entry : run.ignored) {
    kustomize::RunFile& file = files.files.emplace_back();
    file.path = entry.resolved;
    file.shown = entry.path;
    file.unread = file.refused = true;
    file.mapping = mapping_index(run.options, entry.path, entry.resolved);
    const auto known = run.kustomizations.find(entry.resolved);
    if (known == run.kustomizations.end()) continue;
    file.kustomization = known->second;
    file.suppressed.assign(known->second.images.size(), true);
  }
  files.real_path = real_path;
  const std::size_t sources = run.sources.size();
  std::unordered_map<std::string, std::size_t> file_at;
  for (std::size_t i = 0; i < files.files.size(); ++i) file_at.emplace(files.files[i].path, i);
  files.text_of = [&run, sources,
                   file_at = std::move(file_at)](const std::string& path) -> std::optional<std::string> {
    const auto file = file_at.find(path);
    if (file == file_at.end()) return std::nullopt;
    if (file->second >= sources) {  // what an ignored kustomization is made of is read with it
      const auto bytes = input::load_file(run.ignored[file->second - sources]);
      return bytes.ok() ? std::optional(std::string(bytes->view())) : std::nullopt;
    }
    const LoadedSource& source = run.sources[file->second];
    if (source.bytes != nullptr) return std::string(source.bytes->view());
    const auto bytes = input::load_file(source);
    return bytes.ok() ? std::optional(std::string(bytes->view())) : std::nullopt;
  };
  return files;
}

DecidedRun decide_kustomizations(const KustomizationRun& run) {
  DecidedRun decided = Completion(run, kustomize_run(run)).complete();
  refuse_wrong_builds(run, decided);
  return decided;
}

void refuse_all(std::vector<LoadedSource>& sources, const std::string& unread) {
  for (LoadedSource& source : sources) {
    if (source.examined.refused || source.examined.edits.empty()) continue;
    refuse(
        source,
        make_finding(FindingId::kustomize_elsewhere, Severity::error, source.examined.edits.front().span,
                     "not written: " + unread + " can't be read, and may select images of this file by name",
                     "make it readable, or leave it out with --exclude"));
  }
}

void refuse_groups(std::vector<LoadedSource>& sources) {
  std::map<std::size_t, std::string> refused;  // group → the first of its files that is refused
  for (const LoadedSource& source : sources) {
    if (source.group != 0 && source.examined.refused) refused.try_emplace(source.group, source.path);
  }
  for (LoadedSource& source : sources) {
    const auto with = refused.find(source.group);
    if (with == refused.end() || source.examined.refused || source.examined.edits.empty()) continue;
    refuse_with(source, with->second, "is refused");
  }
}

}  // namespace ecrify::run
