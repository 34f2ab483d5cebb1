// SPDX-License-Identifier: Apache-2.0
#include "copied_texts.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/manifest/plain_text.hpp"
#include "ecrify/manifest/tape.hpp"

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

constexpr std::size_t work_of_text = 16;

std::vector<std::string> split(const std::string& text, const std::string& delimiter) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (std::size_t at = text.find(delimiter); at != std::string::npos; at = text.find(delimiter, begin)) {
    parts.push_back(text.substr(begin, at - begin));
    begin = at + delimiter.size();
  }
  parts.push_back(text.substr(begin));
  return parts;
}

}  // namespace

std::vector<std::string> keys_of(std::string_view path) {
  std::vector<std::string> keys(1);
  bool in_brackets = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '[' || path[i] == ']')
      in_brackets = path[i] == '[';
    else if (path[i] == '\\' && i + 1 < path.size())
      keys.back() += path[++i];
    else if (path[i] == '.' && !in_brackets)
      keys.emplace_back();
    else
      keys.back() += path[i];
  }
  return keys;
}

std::string last_key(std::string_view path) {
  const bool in_brackets = path.ends_with(']');
  while (!path.empty() && (path.back() == ']' || path.back() == '"')) path.remove_suffix(1);
  std::size_t begin = path.find_last_of("[\"");
  if (!in_brackets) {
    begin = path.rfind('.');
    while (begin != std::string_view::npos && begin > 0 && path[begin - 1] == '\\')
      begin = path.rfind('.', begin - 2);
  }
  std::string key(path.substr(begin == std::string_view::npos ? 0 : begin + 1));
  std::erase(key, '\\');
  return key;
}

std::string with_part(const std::string& whole, const Replacement::Part& part, const std::string& text) {
  std::vector<std::string> parts = split(whole, part.delimiter);
  if (part.index < 0)
    parts.insert(parts.begin(), text);
  else if (static_cast<std::size_t>(part.index) >= parts.size())
    parts.push_back(text);
  else
    parts[static_cast<std::size_t>(part.index)] = text;
  std::string joined = parts.front();
  for (std::size_t i = 1; i < parts.size(); ++i) joined += part.delimiter + parts[i];
  return joined;
}

void CopySources::add(const Replacement& replacement) {
  std::string what;
  for (const std::string* text :
       {&replacement.kind, &replacement.name, &replacement.field_path, &replacement.part.delimiter})
    what.append(*text).push_back('\0');
  what += std::to_string(replacement.part.index);
  const auto [known, is_new] = known_.try_emplace(std::move(what), all_.size());
  if (is_new) {
    by_key_[last_key(replacement.field_path)].push_back(all_.size());
    all_.push_back({&replacement, keys_of(replacement.field_path), {}});
  }
  std::vector<Replacement::Part>& parts = all_[known->second].parts;
  graph_.spend(1 + replacement.targets.size());
  for (const Replacement::Target& target : replacement.targets) {
    if (graph_.spend(parts.size()) && std::find(parts.begin(), parts.end(), target.part) == parts.end())
      parts.push_back(target.part);
  }
}

std::vector<std::size_t> CopySources::of(std::string_view kind, std::string_view object,
                                         std::string_view key) const {
  std::vector<std::size_t> found;
  const auto same = by_key_.find(std::string(key));
  if (same == by_key_.end() || !graph_.spend(same->second.size())) return found;
  std::copy_if(same->second.begin(), same->second.end(), std::back_inserter(found),
               [&](std::size_t source) { return all_[source].replacement->selects(kind, object); });
  return found;
}

std::vector<std::size_t> CopySources::of_place(std::size_t file, const ImageName& place) const {
  const std::string key = last_key(place.path);
  std::vector<std::size_t> found = of(place.kind, place.object, key);
  const std::span<const Text> inputs = graph_.inputs_of(file);
  for (const Text& input : inputs) {
    const std::vector<std::size_t> more = of(input.kind, input.object, input.key.empty() ? key : input.key);
    found.insert(found.end(), more.begin(), more.end());
  }
  if (!inputs.empty()) sort_unique(found);
  return found;
}

void CopySources::read(std::string_view text, const Visit& visit) const {
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const std::string kind = at.document.text_of(0, "kind");
    const std::string name = reader.text_at(reader.value(0, "metadata"), "name");
    if (!graph_.spend(all_.size())) return kustomize::Visit::stop;
    for (std::size_t source = 0; source < all_.size(); ++source) {
      if (!all_[source].replacement->selects(kind, name)) continue;
      NodeIndex node = 0;
      for (const std::string& key : all_[source].keys)
        node = node == no_node ? no_node : at.document.value(node, key);
      node = at.document.resolved(node);
      if (!graph_.spend(work_of_text)) return kustomize::Visit::stop;
      if (reader.is_scalar(node)) visit(source, reader.text_of(node));
    }
    return kustomize::Visit::on;
  });
}

void CopySources::read(const Kustomization& kustomization, const Visit& visit) const {
  for (const Literal& literal : kustomization.literals) {
    for (const std::size_t source : of(literal.kind, literal.object, literal.key)) {
      if (!graph_.spend(work_of_text)) return;
      visit(source, {literal.value, literal.span, kustomization.document});
    }
  }
}

void CopySources::read_input(std::size_t file, std::string_view text, const Visit& visit) const {
  manifest::Tape tape;
  for (const Text& input : graph_.inputs_of(file)) {
    const bool is_env_file = input.key.empty();
    const std::vector<std::size_t> of_all =
        is_env_file ? std::vector<std::size_t>() : of(input.kind, input.object, input.key);
    if ((!is_env_file && of_all.empty()) || !graph_.spend(text.size())) continue;
    if (is_env_file)
      manifest::read_env_lines(text, tape);
    else
      manifest::read_whole_text(text, tape);
    for (NodeIndex node = 0; node < tape.size(); ++node) {
      const Span span = tape[node].span();
      if (tape[node].kind != manifest::NodeKind::scalar || tape.is_key(node) || span.empty()) continue;
      const auto text_at = [text](Span at) { return text.substr(at.begin, at.size()); };
      const std::vector<std::size_t> found =
          is_env_file ? of(input.kind, input.object, text_at(tape[tape[node].slot].span())) : of_all;
      for (const std::size_t source : found) visit(source, {std::string(text_at(span)), span, 0});
    }
  }
}

bool CopiedTexts::is_edited(std::size_t file, Span span) const {
  const std::vector<Span>& edited = written_[file].places;
  const auto at = std::lower_bound(edited.begin(), edited.end(), span,
                                   [](Span one, Span other) { return one.end <= other.begin; });
  return written_[file].changes && at != edited.end() && at->begin < span.end;
}

std::vector<std::vector<CopiedPair>> CopiedTexts::read(const std::set<std::size_t>& files,
                                                       const CopySources& sources) const {
  std::vector<std::vector<CopiedPair>> found(sources.all().size());
  for (const std::size_t index : files) {
    const RunFile& file = run_.files[index];
    const auto visit = [&](std::size_t source, const CopiedText& text) {
      add(index, *sources.all()[source].replacement, text, found[source]);
    };
    if (file.kustomization) {
      sources.read(*file.kustomization, visit);
      continue;
    }
    const auto text = graph_.text_of(index);
    if (!text || !graph_.spend(text->size())) continue;
    if (!graph_.inputs_of(index).empty()) {
      for (const ImageName& name : file.names) {
        for (const std::size_t source : sources.of_place(index, name))
          visit(source, {text->substr(name.span.begin, name.span.size()), name.span, name.document});
      }
    }
    sources.read(*text, visit);
  }
  return found;
}

void CopiedTexts::add(std::size_t index, const Replacement& replacement, const CopiedText& text,
                      std::vector<CopiedPair>& found) const {
  const RunFile& file = run_.files[index];
  CopiedPair pair{text.text, text.text, index, text.span};
  const std::string name(image_name(text.text));
  const ImageName* const place = graph_.image_in(index, text.span);
  const std::string& mapped = run_.mappings[file.mapping].of(name);
  if (is_edited(index, text.span)) pair.after = mapped + text.text.substr(name.size());
  pair.stays = mapped != name && (place == nullptr || !place->rewritten || file.refused);
  const auto refined = [&](std::string& one) {
    if (replacement.part.delimiter.empty()) return true;
    std::vector<std::string> parts = split(one, replacement.part.delimiter);
    const auto at = static_cast<std::size_t>(std::max(replacement.part.index, 0));
    if (at >= parts.size()) return false;  // kustomize can't build it
    one = std::move(parts[at]);
    return true;
  };
  if (refined(pair.before) && refined(pair.after)) found.push_back(std::move(pair));
}

}  // namespace ecrify::kustomize
