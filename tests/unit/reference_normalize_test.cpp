// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/reference/reference.hpp"
#include "reference_testing.hpp"

using namespace ecrify;
using namespace ecrify::reference;

namespace {

struct Row {
  std::string text;
  std::string registry;  // as we compare it: in lower case
  std::string path;
};

void check(const Row& row) {
  INFO("text: " << row.text);
  const Exact exact(row.text);
  const NormalizeResult result = normalize(exact.view());
  REQUIRE(result.ok());
  CHECK(result.value.registry == row.registry);
  CHECK(result.value.path == row.path);
  const auto part = [&row](Span s) { return row.text.substr(s.begin, s.size()); };
  CHECK(result.value.short_name == part(result.value.registry_in_text).empty());
  CHECK(row.path.ends_with(part(result.value.path_in_text)));
}

}  // namespace

// The facts of distribution/reference's normalize_test.go at 0965666: each familiar and ambiguous form and
// each full name. There the host keeps its case.
TEST_CASE("normalize agrees with the vectors of distribution/reference") {
  const std::vector<Row> rows = {
      {"localhost/fooo", "localhost", "fooo"},
      {"localhost/fooo/bar", "localhost", "fooo/bar"},
      {"LOCALDOMAIN/fooo", "localdomain", "fooo"},
      {"LOCALDOMAIN/fooo/bar", "localdomain", "fooo/bar"},
      {"fooo/bar", "docker.io", "fooo/bar"},
      {"index.docker.io/fooo/bar", "docker.io", "fooo/bar"},
      {"docker.io/fooo/bar", "docker.io", "fooo/bar"},
      {"ubuntu", "docker.io", "library/ubuntu"},
      {"library/ubuntu", "docker.io", "library/ubuntu"},
      {"docker.io/library/ubuntu", "docker.io", "library/ubuntu"},
      {"nonlibrary/ubuntu", "docker.io", "nonlibrary/ubuntu"},
      {"docker.io/nonlibrary/ubuntu", "docker.io", "nonlibrary/ubuntu"},
      {"other/library", "docker.io", "other/library"},
      {"docker.io/other/library", "docker.io", "other/library"},
      {"127.0.0.1:8000/private/moonbase", "127.0.0.1:8000", "private/moonbase"},
      {"127.0.0.1:8000/privatebase", "127.0.0.1:8000", "privatebase"},
      {"example.com/private/moonbase", "example.com", "private/moonbase"},
      {"example.com/privatebase", "example.com", "privatebase"},
      {"example.com:8000/private/moonbase", "example.com:8000", "private/moonbase"},
      {"example.com:8000/privatebasee", "example.com:8000", "privatebasee"},
      {"ubuntu-12.04-base", "docker.io", "library/ubuntu-12.04-base"},
      {"index.docker.io/library/ubuntu-12.04-base", "docker.io", "library/ubuntu-12.04-base"},
      {"docker.io/library/ubuntu-12.04-base", "docker.io", "library/ubuntu-12.04-base"},
      {"foo", "docker.io", "library/foo"},
      {"docker.io/foo", "docker.io", "library/foo"},
      {"docker.io/library/foo", "docker.io", "library/foo"},
      {"library/foo/bar", "docker.io", "library/foo/bar"},
      {"docker.io/library/foo/bar", "docker.io", "library/foo/bar"},
      {"store/foo/bar", "docker.io", "store/foo/bar"},
      {"docker.io/store/foo/bar", "docker.io", "store/foo/bar"},
      {"Foo/bar", "foo", "bar"},
      {"FOO/bar", "foo", "bar"},
  };
  for (const Row& row : rows) check(row);
}

TEST_CASE("normalize: our own extras") {
  const std::vector<Row> rows = {
      {"nginx:1.27@" + sha256_f, "docker.io", "library/nginx"},
      {"docker.io/nginx:1", "docker.io", "library/nginx"},
      {"Docker.IO/nginx:1", "docker.io", "library/nginx"},
      {"INDEX.docker.io/nginx:1", "docker.io", "library/nginx"},
      {"GHCR.IO/org/app", "ghcr.io", "org/app"},
      {"kind-registry:5000/x", "kind-registry:5000", "x"},
      {"[::1]:5000/x", "[::1]:5000", "x"},
      // Not the same host for a runtime; that it is the same registry is for the rules to know.
      {"registry-1.docker.io/nginx", "registry-1.docker.io", "nginx"},
      {"registry.hub.docker.com/library/nginx", "registry.hub.docker.com", "library/nginx"},
      // What looks like a bare host is the name of an official image.
      {"ghcr.io", "docker.io", "library/ghcr.io"},
      {"ghcr.io:443", "docker.io", "library/ghcr.io"},
      {"localhost", "docker.io", "library/localhost"},
      {"localhost:5000", "docker.io", "library/localhost"},
      {"docker.io/" + repeated(247, "a"), "docker.io", "library/" + repeated(247, "a")},
      {"a" + f64, "docker.io", "library/a" + f64},
  };
  for (const Row& row : rows) check(row);

  const NormalizeResult full = normalize("ghcr.io/org/app:v1@" + sha256_f);
  CHECK(full.value.registry_in_text == Span{0, 7});
  CHECK(full.value.path_in_text == Span{8, 15});
  CHECK(full.value.tag == Span{16, 18});
  CHECK(full.value.digest == Span{19, 90});
}

TEST_CASE("normalize refuses what is no name, and still says where host and path would be") {
  struct Bad {
    std::string text;
    ParseError error;
    std::string registry;
    std::string path;
  };
  const std::vector<Bad> rows = {
      {"", ParseError::name_empty, "docker.io", "library/"},
      {repeated(64, "a"), ParseError::invalid_format, "docker.io", "library/" + repeated(64, "a")},
      {"foo_bar.com/x", ParseError::invalid_format, "foo_bar.com", "x"},
      {"-a.b/x", ParseError::invalid_format, "-a.b", "x"},
      {"[2]/693", ParseError::invalid_format, "docker.io", "[2]/693"},
      {"ghcr.io/Org/app", ParseError::name_contains_uppercase, "ghcr.io", "Org/app"},
      {"ghcr.io//app", ParseError::invalid_format, "ghcr.io", "/app"},
      {"ghcr.io/", ParseError::invalid_format, "ghcr.io", ""},
      {"Nginx", ParseError::name_contains_uppercase, "docker.io", "library/Nginx"},
      {"https://ghcr.io/x", ParseError::invalid_format, "https:", "/ghcr.io/x"},
      {"docker.io/" + repeated(248, "a"), ParseError::name_too_long, "docker.io",
       "library/" + repeated(248, "a")},
      {"ghcr.io/a@sha256:abc", ParseError::invalid_format, "ghcr.io", "a"},
  };
  for (const Bad& row : rows) {
    INFO("text: " << row.text);
    const Exact exact(row.text);
    const NormalizeResult result = normalize(exact.view());
    CHECK(result.error == row.error);
    CHECK(result.value.registry == row.registry);
    CHECK(result.value.path == row.path);
  }
}

TEST_CASE("normalize with placeholders") {
  const std::string templated = "ghcr.io/org/${APP:-a/b}:${TAG}@${DIGEST}";
  const NormalizeResult result = normalize(mask_placeholders(templated));
  REQUIRE(result.ok());
  CHECK(result.value.registry == "ghcr.io");
  CHECK(result.value.path == "org/${APP:-a/b}");
  CHECK_FALSE(result.value.short_name);

  const std::string host = "${REGISTRY}/app:1";
  const NormalizeResult unknown = normalize(mask_placeholders(host));
  REQUIRE(unknown.ok());
  CHECK(unknown.value.registry == "${registry}");
  CHECK(unknown.value.path == "app");

  const std::string longest = "docker.io/" + repeated(247, "a") + "${X}";
  CHECK(normalize(mask_placeholders(longest)).ok());
}
