// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "catch.hpp"
#include "escape.hpp"

using namespace ecrify::generate;

namespace {

// What names could hold that would break out of a quoted string, a template, a comment or a command.
const std::string hostile[] = {"\"",
                               "a\"\nresource \"x\" \"y\" {}",
                               "\\",
                               "\\\"",
                               "${file(\"/etc/passwd\")}",
                               "%{ for x in y }",
                               "$${a}",
                               "$(id)",
                               "`id`",
                               "'; id; '",
                               "a\r\nb",
                               "# c\n",
                               "a\tb",
                               "\x01\x1b[2J",
                               "\xE2\x80\xAE"
                               "evil",
                               "{{name}}",
                               "{{{name}}}",
                               "%",
                               "$",
                               "\xF0\x9F\x98\x80"};

bool is_printable_ascii(const std::string& text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

// A double quote that no backslash is before.
bool has_bare_quote(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("Quoted texts have neither a bare quote nor a line break") {
  for (const std::string& name : hostile) {
    for (const auto escape : {json_text, hcl_text, toml_text}) {
      const std::string text = escape(name);
      INFO(text);
      CHECK(is_printable_ascii(text));
      CHECK_FALSE(has_bare_quote(text));
      CHECK((text.empty() || text.back() != '\\' || text.ends_with("\\\\")));
    }
  }
}

TEST_CASE("HCL sees no template in a text") {
  CHECK(hcl_text("${a}") == "$${a}");
  CHECK(hcl_text("%{if a}") == "%%{if a}");
  CHECK(hcl_text("$${a}") == "$$${a}");
  CHECK(hcl_text("$a {") == "$a {");
  CHECK(hcl_text("100%") == "100%");
}

TEST_CASE("Characters that can't be written become escapes of each language") {
  CHECK(json_text("a\nb") == "a\\u000ab");
  CHECK(json_text("\xF0\x9F\x98\x80") == "\\ud83d\\ude00");
  CHECK(hcl_text("\xF0\x9F\x98\x80") == "\\U0001f600");
  CHECK(toml_text("\xF0\x9F\x98\x80") == "\\U0001f600");
  CHECK(json_text("a\xFF"
                  "b") == "a\\ufffdb");
}

TEST_CASE("Nothing ends a text in single quotes of a shell but a quote that is taken apart") {
  CHECK(shell_text("a'b") == "a'\\''b");
  CHECK(shell_text("$(id) `id` \\ \" ${x}") == "$(id) `id` \\ \" ${x}");
  CHECK(shell_text("a\nb") ==
        "a\xEF\xBF\xBD"
        "b");
}
