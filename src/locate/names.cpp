// SPDX-License-Identifier: Apache-2.0
#include "names.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "ecrify/base/ascii.hpp"
#include "ecrify/locate/known_fields.hpp"
#include "place.hpp"

namespace ecrify::locate {
namespace {

constexpr std::size_t longest_name = 128;

// The words in lower case, a blank before and behind each: ` node os image ` of nodeOSImage and
// NODE_OS_IMAGE.
std::string words_of(std::string_view name) {
  std::string words = " ";
  name = name.substr(0, longest_name);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_alnum(c)) {
      if (words.back() != ' ') words += ' ';
      continue;
    }
    const bool begins = i > 0 && is_upper(c) &&
                        (is_lower(name[i - 1]) || is_digit(name[i - 1]) ||
                         (is_upper(name[i - 1]) && i + 1 < name.size() && is_lower(name[i + 1])));
    if (begins && words.back() != ' ') words += ' ';
    words += is_upper(c) ? static_cast<char>(c | 0x20) : c;
  }
  if (words.back() != ' ') words += ' ';
  return words;
}

template <std::size_t Size>
bool has_any(const std::string& words, const std::array<std::string_view, Size>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::string_view one) { return words.find(one) != std::string::npos; });
}

}  // namespace

bool names_push_target(std::string_view name) {
  if (!contains_word(name, "push") && !contains_word(name, "output") && !contains_word(name, "dest"))
    return false;
  constexpr std::array<std::string_view, 10> wanted{
      " push ",         " pushed ", " output ",           " outputs ",     " destination ",
      " destinations ", " dest ",   " destinationimage ", " outputimage ", " pushimage "};
  const std::string words = words_of(name);
  return has_any(words, wanted) && words.find(" push gateway ") == std::string::npos;
}

bool names_target_image(std::string_view name) {
  if (!contains_word(name, "target")) return false;
  const std::string words = words_of(name);
  return words.ends_with(" target image ") || words.ends_with(" target image name ");
}

bool names_image_of_build(std::string_view name) {
  if (!contains_word(name, "image")) return false;
  constexpr std::array<std::string_view, 8> alone{" image ",      " image name ",      " imagename ",
                                                  " image ref ",  " image tag ",       " image reference ",
                                                  " image repo ", " image repository "};
  constexpr std::array<std::string_view, 10> made{" app ",     " application ", " cache ", " result ",
                                                  " final ",   " built ",       " new ",   " out ",
                                                  " release ", " publish "};
  const std::string words = words_of(name);
  constexpr std::array<std::string_view, 2> run{" base ", " builder "};  // appBaseImage
  return std::find(alone.begin(), alone.end(), words) != alone.end() ||
         (has_any(words, made) && !has_any(words, run));
}

bool names_os_image(std::string_view name) {
  if (!contains_word(name, "image")) return false;
  constexpr std::array<std::string_view, 9> wanted{" os image ",    " osimage ",      " os images ",
                                                   " rhcos image ", " coreos image ", " disk image ",
                                                   " diskimage ",   " vm image ",     " boot image "};
  // A container disk of KubeVirt is an image that the kubelet pulls.
  constexpr std::array<std::string_view, 3> others{" spring boot ", " container disk ", " containerdisk "};
  const std::string words = words_of(name);
  return has_any(words, wanted) && !has_any(words, others);
}

bool names_no_image(std::string_view variable) {
  return names_push_target(variable) || names_os_image(variable) ||
         find_known_setting(SettingForm::name, variable).has_value();
}

bool names_registry(std::string_view name) {
  constexpr std::array<std::string_view, 5> wanted{"registry", "repository", "image", " hub ", "repo "};
  constexpr std::array<std::string_view, 8> of_hosts{"mirror",   "allow",       "block",      "deny",
                                                     "insecure", "pull secret", "credential", "whitelist"};
  constexpr std::array<std::string_view, 2> may_be_components{"prox", "trust"};  // PROXY_IMAGE_REGISTRY
  const std::string words = words_of(name);
  if (has_any(words, of_hosts)) return false;
  if (has_any(words, may_be_components)) return words.find(" image registry ") != std::string::npos;
  if (has_any(words, wanted)) return true;
  return words.ends_with("hub ") && !words.ends_with("github ");
}

bool names_registry_alone(std::string_view name) {
  constexpr std::array<std::string_view, 6> others{" schema",  " npm ",     " model",
                                                   " package", " service ", " apicurio "};
  constexpr std::array<std::string_view, 8> parts{" url ",    " host ",    " hostname ", " server ",
                                                  " domain ", " address ", " endpoint ", " prefix "};
  std::string words = words_of(name);
  if (!names_registry(name) || has_any(words, others)) return false;
  for (const std::string_view part : parts) {
    if (words.ends_with(part)) words.resize(words.size() - part.size() + 1);
  }
  return words.ends_with("registry ") || (words.ends_with("hub ") && !words.ends_with("github "));
}

bool names_files(std::string_view name) {
  constexpr std::array<std::string_view, 9> wanted{" path ", " dir ",  " directory ", " folder ", " file ",
                                                   " url ",  " urls ", " root ",      " mount "};
  return has_any(words_of(name), wanted);
}

bool names_registry_login(std::string_view name) {
  constexpr std::array<std::string_view, 3> of{" registry ", " docker ", " hub "};
  constexpr std::array<std::string_view, 5> wanted{" user ", " username ", " password ", " token ", " pass "};
  const std::string words = words_of(name);
  return has_any(words, of) && has_any(words, wanted);
}

std::string_view name_before(std::string_view text, std::size_t at) {
  constexpr std::size_t longest_line = 256;
  constexpr std::string_view between = " \t\"'";
  const std::size_t from = at > longest_line ? at - longest_line : 0;
  std::string_view before = text.substr(from, at - from);
  before = before.substr(before.rfind('\n') + 1);
  if (const std::size_t action = before.rfind("{{");
      action != std::string_view::npos && before.find("}}", action) == std::string_view::npos) {
    before = before.substr(0, action);
  }
  before = before.substr(0, before.find_last_not_of(between) + 1);
  const bool is_default = before.ends_with('-');  // ${REGISTRY:-ghcr.io}
  if (is_default) before.remove_suffix(1);
  const bool is_given = before.ends_with('=') || before.ends_with(':');
  if (is_given) before.remove_suffix(1);
  before = before.substr(0, before.find_last_not_of(between) + 1);
  const auto is_name_byte = [](char c) { return is_word_byte(c) || c == '.'; };
  std::size_t begin = before.size();
  while (begin > 0 && is_name_byte(before[begin - 1])) --begin;
  const std::string_view name = before.substr(begin);
  return is_given || (is_default && before.substr(0, begin).ends_with("${")) || name.starts_with("--")
             ? name
             : std::string_view();
}

std::string tag_key_of(std::string_view key) {
  constexpr std::string_view repository = "repository";
  if (!ends_with_word(key, repository)) return "";
  const std::size_t begin = key.size() - repository.size();
  const std::string_view tag = !is_upper(key[begin]) ? "tag" : is_upper(key.back()) ? "TAG" : "Tag";
  return std::string(key.substr(0, begin)) + std::string(tag);
}

bool names_host(std::string_view name) {
  constexpr std::array<std::string_view, 8> wanted{"host",   "hostname", "domain",  "url",
                                                   "server", "base",     "address", "endpoint"};
  return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
}

}  // namespace ecrify::locate
