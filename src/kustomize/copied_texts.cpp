// SPDX-License-Identifier: Apache-2.0
#include "copied_texts.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ecrify::kustomize {

using manifest::no_node;
using manifest::NodeIndex;

namespace {

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

// `data.image`, `metadata.annotations.[example.com/image]`, `data.op\\.image`.
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

}  // namespace

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

bool Replacement::copies(std::string_view of_kind, std::string_view of_object, std::string_view key) const {
  return selects(of_kind, of_object) && key == last_key(field_path);
}

std::vector<CopiedText> read_copied(std::string_view text, const Replacement& replacement) {
  std::vector<CopiedText> found;
  const std::vector<std::string> keys = keys_of(replacement.field_path);
  for_each_document(text, [&](const DocumentAt& at) {
    const Reader reader(at);
    const std::string kind = at.document.text_of(0, "kind");
    const std::string name = reader.text_at(reader.value(0, "metadata"), "name");
    const bool is_source = replacement.selects(kind, name);
    NodeIndex node = 0;
    for (auto key = keys.begin(); is_source && key != keys.end() && node != no_node; ++key)
      node = at.document.value(node, *key);
    if (is_source && reader.is_scalar(at.document.resolved(node))) {
      const NodeIndex scalar = at.document.resolved(node);
      found.push_back(reader.text_of(scalar));
    }
    return Visit::on;
  });
  return found;
}

bool CopiedTexts::is_edited(std::size_t file, Span span) const {
  const std::vector<Span>& edited = written_[file].places;
  const auto at = std::lower_bound(edited.begin(), edited.end(), span,
                                   [](Span one, Span other) { return one.end <= other.begin; });
  return written_[file].changes && at != edited.end() && at->begin < span.end;
}

void CopiedTexts::add(std::size_t index, const Replacement& replacement,
                      std::vector<CopiedPair>& found) const {
  const RunFile& file = run_.files[index];
  if (!file.kustomization) {
    const auto text = run_.text_of ? run_.text_of(file.path) : std::nullopt;
    if (!text) return;
    if (graph_.is_input(index)) {
      for (const ImageName& name : file.names) {
        if (graph_.is_source(replacement, index, name))
          add(index, replacement, {text->substr(name.span.begin, name.span.size()), name.span, name.document},
              found);
      }
    }
    if (text->find(last_key(replacement.field_path)) == std::string::npos) return;
    for (const CopiedText& one : read_copied(*text, replacement)) add(index, replacement, one, found);
    return;
  }
  for (const Literal& literal : file.kustomization->literals) {
    if (replacement.copies(literal.kind, literal.object, literal.key))
      add(index, replacement, {literal.value, literal.span, file.kustomization->document}, found);
  }
}

void CopiedTexts::add(std::size_t index, const Replacement& replacement, const CopiedText& text,
                      std::vector<CopiedPair>& found) const {
  const RunFile& file = run_.files[index];
  CopiedPair pair{text.text, text.text, index, text.span};
  const std::string name(image_name(text.text));
  const auto place = std::find_if(file.names.begin(), file.names.end(), [&](const ImageName& one) {
    return text.span.begin <= one.span.begin && one.span.end <= text.span.end;
  });
  const std::string& mapped = run_.mappings[file.mapping].of(name);
  if (is_edited(index, text.span)) pair.after = mapped + text.text.substr(name.size());
  pair.stays = mapped != name && (place == file.names.end() || !place->rewritten || file.refused);
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
