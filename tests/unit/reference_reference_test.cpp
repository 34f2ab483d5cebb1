// SPDX-License-Identifier: Apache-2.0
#include "ecrify/reference/reference.hpp"

#include <string>
#include <vector>

#include "catch.hpp"
#include "reference_testing.hpp"

using namespace ecrify;
using namespace ecrify::reference;

namespace {

struct Row {
  std::string text;
  std::string domain;
  std::string path;
  std::string tag;
  std::string digest;
  std::string error;
};

Row bad(std::string text, std::string error) { return {std::move(text), "", "", "", "", std::move(error)}; }

void check(const Row& row) {
  INFO("text: " << row.text);
  const Exact exact(row.text);
  const ParseResult parsed = parse(exact.view());
  CHECK(error_name(parsed.error) == row.error);
  CHECK(parsed.ok() == row.error.empty());
  CHECK(error_message(parsed.error).empty() == parsed.ok());
  CHECK(describe_error(exact.view()).empty() == parsed.ok());
  if (!parsed.ok()) return;
  const Reference& r = parsed.reference;
  CHECK(r.text.data() == exact.view().data());
  CHECK(r.part(r.domain) == row.domain);
  CHECK(r.part(r.path) == row.path);
  CHECK(r.part(r.tag) == row.tag);
  CHECK(r.part(r.digest) == row.digest);
  CHECK(r.has_tag() == !row.tag.empty());
  CHECK(r.has_digest() == !row.digest.empty());
}

const std::string format = "ErrReferenceInvalidFormat";
const std::string upper = "ErrNameContainsUppercase";

}  // namespace

// The facts of distribution/reference's reference_test.go at 0965666, in its order.
TEST_CASE("parse agrees with the vectors of distribution/reference") {
  const std::vector<Row> rows = {
      {"test_com", "", "test_com", "", "", ""},
      {"test.com:tag", "", "test.com", "tag", "", ""},
      {"test.com:5000", "", "test.com", "5000", "", ""},
      {"test.com/repo:tag", "test.com", "repo", "tag", "", ""},
      {"test:5000/repo", "test:5000", "repo", "", "", ""},
      {"test:5000/repo:tag", "test:5000", "repo", "tag", "", ""},
      {"test:5000/repo@" + sha256_f, "test:5000", "repo", "", sha256_f, ""},
      {"test:5000/repo:tag@" + sha256_f, "test:5000", "repo", "tag", sha256_f, ""},
      bad("", "ErrNameEmpty"),
      bad(":justtag", format),
      bad("@" + sha256_f, format),
      bad("repo@sha256:" + repeated(34, "f"), "digest.ErrDigestInvalidLength"),
      bad("validname@invaliddigest:" + f64, "digest.ErrDigestUnsupported"),
      // Unsupported there only because that test never registers the algorithm.
      {"validname@sha512:" + f64 + f64, "", "validname", "", "sha512:" + f64 + f64, ""},
      bad("Uppercase:tag", upper),
      bad("test:5000/Uppercase/lowercase:tag", upper),
      {"lowercase:Uppercase", "", "lowercase", "Uppercase", "", ""},
      bad("domain/" + repeated(256, "a") + ":tag", "ErrNameTooLong"),
      {repeated(127, "a/") + "a:tag-puts-this-over-max", "a", repeated(126, "a/") + "a",
       "tag-puts-this-over-max", "", ""},
      bad("aa/asdf$$^/aa", format),
      {"sub-dom1.foo.com/bar/baz/quux", "sub-dom1.foo.com", "bar/baz/quux", "", "", ""},
      {"sub-dom1.foo.com/bar/baz/quux:some-long-tag", "sub-dom1.foo.com", "bar/baz/quux", "some-long-tag", "",
       ""},
      {"b.gcr.io/test.example.com/my-app:test.example.com", "b.gcr.io", "test.example.com/my-app",
       "test.example.com", "", ""},
      {"xn--n3h.com/myimage:xn--n3h.com", "xn--n3h.com", "myimage", "xn--n3h.com", "", ""},
      {"xn--7o8h.com/myimage:xn--7o8h.com@" + sha256_f, "xn--7o8h.com", "myimage", "xn--7o8h.com", sha256_f,
       ""},
      {"foo_bar.com:8080", "", "foo_bar.com", "8080", "", ""},
      {"foo/foo_bar.com:8080", "foo", "foo_bar.com", "8080", "", ""},
      {"192.168.1.1", "", "192.168.1.1", "", "", ""},
      {"192.168.1.1:tag", "", "192.168.1.1", "tag", "", ""},
      {"192.168.1.1:5000", "", "192.168.1.1", "5000", "", ""},
      {"192.168.1.1/repo", "192.168.1.1", "repo", "", "", ""},
      {"192.168.1.1:5000/repo", "192.168.1.1:5000", "repo", "", "", ""},
      {"192.168.1.1:5000/repo:5050", "192.168.1.1:5000", "repo", "5050", "", ""},
      bad("[2001:db8::1]", format),
      bad("[2001:db8::1]:5000", format),
      bad("[2001:db8::1]:tag", format),
      {"[2001:db8::1]/repo", "[2001:db8::1]", "repo", "", "", ""},
      {"[2001:db8:1:2:3:4:5:6]/repo:tag", "[2001:db8:1:2:3:4:5:6]", "repo", "tag", "", ""},
      {"[2001:db8::1]:5000/repo", "[2001:db8::1]:5000", "repo", "", "", ""},
      {"[2001:db8::1]:5000/repo:tag", "[2001:db8::1]:5000", "repo", "tag", "", ""},
      {"[2001:db8::1]:5000/repo@" + sha256_f, "[2001:db8::1]:5000", "repo", "", sha256_f, ""},
      {"[2001:db8::1]:5000/repo:tag@" + sha256_f, "[2001:db8::1]:5000", "repo", "tag", sha256_f, ""},
      {"[2001:db8::]:5000/repo", "[2001:db8::]:5000", "repo", "", "", ""},
      {"[::1]:5000/repo", "[::1]:5000", "repo", "", "", ""},
      bad("[fe80::1%eth0]:5000/repo", format),
      bad("[fe80::1%@invalidzone]:5000/repo", format),
      {"example.com/" + repeated(255, "a") + ":tag", "example.com", repeated(255, "a"), "tag", "", ""},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("parse: our own extras") {
  const std::string f32 = repeated(32, "f");
  const std::vector<Row> rows = {
      {"ghcr.io/org/app", "ghcr.io", "org/app", "", "", ""},
      {"GHCR.IO/org/app:V1", "GHCR.IO", "org/app", "V1", "", ""},
      {"ghcr.io:443/org/app:v1.0@" + sha256_f, "ghcr.io:443", "org/app", "v1.0", sha256_f, ""},
      {"foo/bar", "foo", "bar", "", "", ""},
      {"foo_bar.com/x", "", "foo_bar.com/x", "", "", ""},
      {"a/b__c/d--e/f.g_h", "a", "b__c/d--e/f.g_h", "", "", ""},
      {"app:_tag", "", "app", "_tag", "", ""},
      {"app:" + repeated(128, "t"), "", "app", repeated(128, "t"), "", ""},
      bad("app:" + repeated(129, "t"), format),
      {f64, "", f64, "", "", ""},  // an identifier only for normalize()
      // Blanks and bytes that are no part of any reference.
      bad("ghcr.io/org/app\n", format),
      bad("ghcr.io/org/app:v1\n", format),
      bad(" ghcr.io/org/app", format),
      bad("ghcr.io/org/app ", format),
      bad(std::string("ghcr.io/org/app\0", 16), format),
      bad(std::string("\0", 1), format),
      bad("ghcr.io/org/\xC3\xA9", format),
      bad("ghcr.io/org/app:\xFF", format),
      // Empty parts.
      bad("ghcr.io/org/app:", format),
      bad("ghcr.io/org/app@", format),
      bad("ghcr.io/org/app:@" + sha256_f, format),
      bad("ghcr.io//app", format),
      bad("ghcr.io/", format),
      bad("/app", format),
      bad("/", format),
      bad(":", format),
      bad("@", format),
      // Separators.
      bad("a___b", format),
      bad("a..b", format),
      bad("a._b", format),
      bad("a-_b", format),
      bad("-a", format),
      bad("a-", format),
      bad("ghcr.io/org/-app", format),
      bad("ghcr.io/org/app_", format),
      // Hosts.
      bad("ghcr.io:/app", format),
      bad("ghcr.io:x/app", format),
      bad("-ghcr.io/app:v1/x", format),
      bad("https://ghcr.io/app", format),
      bad("[]/app", format),
      bad("[::1/app", format),
      bad("[::g]/app", format),
      bad("[::1]x/app", format),
      bad("[::1]:/app", format),
      // Upper case: the kind of error is that of the first thing that is wrong, the format before the case.
      bad("ghcr.io/Org/app", upper),
      bad("Nginx", upper),
      bad("ghcr.io/Org//app", format),
      bad("ghcr.io/Org/app:", format),
      bad("ghcr.io/" + repeated(256, "A"), upper),
      // Length of the path alone.
      {"ghcr.io/" + repeated(127, "a/") + "a", "ghcr.io", repeated(127, "a/") + "a", "", "", ""},
      bad("ghcr.io/" + repeated(127, "a/") + "aa", "ErrNameTooLong"),
      // Digests.
      {"a@sha384:" + f64 + f32, "", "a", "", "sha384:" + f64 + f32, ""},
      bad("a@sha256:abc", format),
      bad("a@sha256:" + repeated(31, "f"), format),
      bad("a@sha256:" + f32, "digest.ErrDigestInvalidLength"),
      bad("a@sha256:" + f64 + "f", "digest.ErrDigestInvalidLength"),
      bad("a@sha512:" + f64, "digest.ErrDigestInvalidLength"),
      bad("a@sha256:" + repeated(63, "f") + "F", "digest.ErrDigestInvalidFormat"),
      bad("a@SHA256:" + f64, "digest.ErrDigestInvalidFormat"),
      bad("a@md5:" + f32, "digest.ErrDigestUnsupported"),
      bad("a@sha256+b64:" + f64, "digest.ErrDigestUnsupported"),
      bad("a@sha256-:" + f64, format),
      bad("a@+sha256:" + f64, format),
      bad("a@2sha:" + f64, format),
      bad("a@sha256:" + f64 + ":x", format),
      bad("a@" + sha256_f + "@" + sha256_f, format),
      bad("a@" + sha256_f + ":tag", format),
      bad("a@sha256:" + repeated(63, "f") + "g", format),
      bad("a@:" + f64, format),
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("parse gives offsets into the text") {
  const Reference r = parse("ghcr.io:443/org/app:v1@" + sha256_f).reference;
  CHECK(r.domain == Span{0, 11});
  CHECK(r.path == Span{12, 19});
  CHECK(r.tag == Span{20, 22});
  CHECK(r.digest == Span{23, 94});
  const Reference plain = parse("nginx").reference;
  CHECK(plain.domain == Span{0, 0});
  CHECK(plain.path == Span{0, 5});
}

TEST_CASE("describe_error names what is wrong") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"", "the reference is empty"},
      {"ghcr.io/org/app:", "the tag is empty"},
      {"ghcr.io/org/app:v 1", "the tag may only hold"},
      {"ghcr.io/org/app:" + repeated(129, "t"), "the tag is longer than 128"},
      {"ghcr.io//app", "a component of the repository name is empty"},
      {"ghcr.io/app/", "a component of the repository name is empty"},
      {"ghcr.io/", "the repository name is empty"},
      {":tag", "the repository name is empty"},
      {"ghcr.io/or g/app", "the repository name must be made of"},
      {"ghcr.io/org/app@sha256:abc", "the digest must be an algorithm"},
      {"ghcr.io/org/app@", "the digest must be an algorithm"},
      {"ghcr.io/Org/app", "must be lower case"},
      {"ghcr.io/" + repeated(256, "a"), "longer than 255"},
      {"a@sha256:" + repeated(40, "f"), "wrong number of digits"},
      {"a@md5:" + repeated(32, "f"), "must be sha256, sha384 or sha512"},
      {"a@SHA256:" + f64, "must be lower case"},
      {"ghcr.io//app:${TAG}", "a component of the repository name is empty"},
  };
  for (const auto& [text, words] : rows) {
    INFO(text);
    CHECK(describe_error(text).find(words) != std::string_view::npos);
  }
}

TEST_CASE("hostile text costs linear time") {
  constexpr std::size_t size = 1'000'000;  // with anything quadratic this never ends
  for (const std::string part :
       {"a", "A",  "-", "a-", "a/", ":",  "@",  "a:", ".",   "[",    "_",     "$",  "${",
        "{", "{{", "<", "%",  "%a", "$(", "{a", "@@", "@@a", "${a}", "{{a}}", "$(a"}) {
    const std::string text = repeated(size / part.size(), part);
    INFO(part);
    CHECK_FALSE(parse(text).ok());
    CHECK_FALSE(normalize(text).ok());
    const MaskedText masked = mask_placeholders(text);
    CHECK(masked.text.size() == text.size());
    CHECK(parse(masked).ok() == describe_error(text).empty());
  }
}
