// SPDX-License-Identifier: Apache-2.0
// The baseline's file.
#include "ecrify/base/text.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "ecrify/base/ascii.hpp"
#include "ecrify/base/suggest.hpp"
#include "ecrify/baseline/baseline.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::baseline {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view header_key = "ecrify-baseline";
constexpr int version = 1;
constexpr std::size_t most_count = 1'000'000'000;
constexpr std::string_view no_header = "this is no baseline: its first line is not {\"ecrify-baseline\":1}";
constexpr std::string_view write_again =
    "correct the line, or remove the file and write it anew with --write-baseline";

struct Member {
  std::string_view key;
  std::string Identity::*text;
};
// In the order of the file.
constexpr Member members[] = {
    {"file", &Identity::file}, {"kind", &Identity::kind}, {"namespace", &Identity::name_space},
    {"name", &Identity::name}, {"path", &Identity::path}, {"reference", &Identity::reference},
    {"id", &Identity::id}};
constexpr std::string_view count_key = "count";

// One line, and where it is.
struct Line {
  const SourceText& source;
  std::string_view text;
  std::size_t offset;

  [[nodiscard]] Failure failure(std::size_t at, std::string message,
                                std::string_view remedy = write_again) const {
    return {std::move(message), std::string(remedy), source.name(), offset + std::min(at, text.size())};
  }
  // At a member, which is looked for by its key: the message matters more than a key that stands in another
  // text, too.
  [[nodiscard]] Failure failure_at(std::string_view key, std::string message,
                                   std::string_view remedy = write_again) const {
    const std::size_t at = text.find("\"" + std::string(key) + "\"");
    return failure(at == std::string_view::npos ? 0 : at, std::move(message), remedy);
  }
};

bool is_conflict_marker(std::string_view line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>") ||
         line.starts_with("|||||||");
}

Result<ordered_json> parse_line(const Line& line) {
  if (is_conflict_marker(line.text)) {
    return line.failure(0, "a conflict of a merge stands in the baseline",
                        "keep the lines of both sides and remove the markers");
  }
  try {
    ordered_json value = ordered_json::parse(line.text);
    if (!value.is_object()) return line.failure(0, "a line of the baseline is no JSON object");
    return value;
  } catch (const ordered_json::parse_error& error) {
    return line.failure(error.byte == 0 ? 0 : error.byte - 1, "a line of the baseline is no JSON");
  } catch (const ordered_json::exception&) {
    return line.failure(0, "a line of the baseline is no JSON");  // a number that no double can hold
  }
}

Status check_header(const Line& line, const ordered_json& value) {
  const auto found = value.find(header_key);
  if (found == value.end()) {
    return line.failure(0, std::string(no_header));
  }
  if (value.size() != 1 || !found->is_number_integer() || *found != version) {
    return line.failure_at(header_key, "a baseline of another version",
                           "ecrify writes and reads version 1; update ecrify or the baseline");
  }
  return Success{};
}

Result<BaselineEntry> parse_entry(const Line& line, const ordered_json& value) {
  BaselineEntry entry;
  entry.offset = line.offset;
  for (const auto& [key, member] : value.items()) {
    const auto known = std::find_if(std::begin(members), std::end(members),
                                    [&name = key](const Member& one) { return one.key == name; });
    if (known != std::end(members)) {
      if (!member.is_string()) return line.failure_at(key, key + " must be a text");
      entry.identity.*(known->text) = member.get<std::string>();
    } else if (key == count_key) {
      const bool is_count = member.is_number_unsigned() && member.get<std::uint64_t>() >= 1 &&
                            member.get<std::uint64_t>() <= most_count;
      if (!is_count) return line.failure_at(key, "count must be a number from 1 on");
      entry.count = static_cast<std::size_t>(member.get<std::uint64_t>());
    } else {
      std::vector<std::string_view> keys{count_key};
      for (const Member& one : members) keys.push_back(one.key);
      return line.failure_at(key, "unknown key \"" + key + "\" in the baseline",
                             did_you_mean(key, keys, write_again));
    }
  }
  if (entry.identity.file.empty()) return line.failure(0, "an entry of the baseline names no file");
  if (entry.identity.id.empty())
    return line.failure(0, "an entry of the baseline names no finding: it has no id");
  if (findings::find_row(entry.identity.id) == nullptr) {
    return line.failure_at("id", "unknown finding \"" + entry.identity.id + "\" in the baseline",
                           did_you_mean(entry.identity.id, names_of(findings::catalogue()), write_again));
  }
  return entry;
}

// `containers[3].image` → `containers[].image`; what stands in quotes is a key and stays.
std::string without_item_numbers(std::string_view path) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    out += c;
    if (quoted && c == '\\' && i + 1 < path.size()) {
      out += path[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '[') {
      while (i + 1 < path.size() && is_digit(path[i + 1])) ++i;
    }
  }
  return out;
}

// A text as it comes back out of JSON: what is no UTF-8 is replaced on its way in.
std::string in_json(std::string_view text) {
  const auto is_plain = [](char c) { return c >= ' ' && c <= '~'; };
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  const ordered_json value = std::string(text);
  return ordered_json::parse(value.dump(-1, ' ', true, ordered_json::error_handler_t::replace))
      .get<std::string>();
}

}  // namespace

Identity identity_of(const Finding& finding, std::string_view file) {
  Identity identity;
  identity.file = in_json(file);
  identity.kind = in_json(finding.resource.kind);
  identity.name_space = in_json(finding.resource.name_space);
  identity.name = in_json(finding.resource.name);
  identity.path = in_json(without_item_numbers(finding.path));
  identity.reference = in_json(reference::without_tag(finding.reference));
  identity.id = findings::name_of(finding.id);
  return identity;
}

bool can_be_accepted(const Finding& finding) {
  return finding.severity != Severity::note && findings::row_of(finding.id).is_acceptable();
}

Result<std::vector<BaselineEntry>> parse(const SourceText& source) {
  std::vector<BaselineEntry> entries;
  bool has_header = false;
  const std::string_view bytes = source.bytes();
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    Line line{source, bytes.substr(at, end - at), at};
    at = end + 1;
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const Result<ordered_json> value = parse_line(line);
    if (!value.ok() && !has_header && !is_conflict_marker(line.text))
      return line.failure(0, std::string(no_header));
    if (!value.ok()) return value.failure();
    if (!has_header) {
      if (Status status = check_header(line, *value); !status.ok()) return status.failure();
      has_header = true;
      continue;
    }
    Result<BaselineEntry> entry = parse_entry(line, *value);
    if (!entry.ok()) return entry.failure();
    entries.push_back(std::move(entry).value());
  }
  if (!has_header) {
    return Failure{"this is no baseline: it is empty", std::string(write_again), source.name(), 0};
  }
  return entries;
}

std::string text_of(const std::vector<BaselineEntry>& entries) {
  std::map<Identity, std::size_t> counts;
  for (const BaselineEntry& entry : entries) counts[entry.identity] += entry.count;
  std::string text = ordered_json{{header_key, version}}.dump() + "\n";
  for (const auto& [identity, count] : counts) {
    ordered_json line = ordered_json::object();
    for (const Member& member : members) {
      if (const std::string& value = identity.*(member.text); !value.empty())
        line[std::string(member.key)] = value;
    }
    if (count > 1) line[std::string(count_key)] = count;
    // Nothing but ASCII: the file is shown by git, on terminals.
    text += line.dump(-1, ' ', true, ordered_json::error_handler_t::replace) + "\n";
  }
  return text;
}

}  // namespace ecrify::baseline
