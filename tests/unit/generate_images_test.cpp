// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"
#include "ecrify/generate/images.hpp"

using namespace ecrify;
using generate::pulled_image;
using generate::PulledImage;

namespace {

const std::string host = "123456789012.dkr.ecr.ca-central-1.amazonaws.com";
const std::string digest = "sha256:7173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc";
const std::string other = "sha256:8173b809ca12ec5dee4506cd86be934c4596dd234ee82c0662eac04a8c2c71dc";

std::string written(std::span<const generate::ImagesForm> forms, std::string_view name,
                    const std::vector<std::string>& versions) {
  std::vector<PulledImage> images;
  for (const std::string& version : versions) {
    const auto image = pulled_image("ghcr.io/o/a" + version, host + "/ghcr/o/a" + version);
    REQUIRE(image);
    images.push_back(*image);
  }
  const auto form =
      std::find_if(forms.begin(), forms.end(), [&](const auto& one) { return one.name == name; });
  REQUIRE(form != forms.end());
  const Result<std::string> text = form->write(images);
  REQUIRE(text.ok());
  return *text;
}

}  // namespace

TEST_CASE("An image without tag and digest is pulled as latest") {
  CHECK(pulled_image("nginx", host + "/docker-hub/library/nginx")->tag == "latest");
  CHECK(pulled_image("nginx", host + "/docker-hub/library/nginx")->source == "docker.io/library/nginx");
  CHECK(pulled_image("nginx@" + digest, host + "/x/nginx@" + digest)->tag.empty());
}

TEST_CASE("What is no whole reference is no image") {
  for (const std::string& text : {host + "/ghcr/o/a:${TAG}", host + "/ghcr/o/A:1", std::string("a'b"),
                                  host + "/a b", host + "/a\nb:1", std::string()}) {
    INFO(text);
    CHECK_FALSE(pulled_image("ghcr.io/o/a:1", text));
    CHECK_FALSE(pulled_image(text, host + "/ghcr/o/a:1"));
  }
}

TEST_CASE("Each tag stands once, with the digests that it is pinned to") {
  CHECK(written(generate::prewarm_forms(), "lines",
                {":2", ":1", ":2", ":1@" + digest, "@" + digest, "", ":1@" + other}) ==
        host + "/ghcr/o/a:1 " + digest + " " + other + "\n" + host + "/ghcr/o/a:2\n" + host +
            "/ghcr/o/a:latest\n" + host + "/ghcr/o/a@" + digest + "\n");
}

TEST_CASE("A pinned tag is copied as what it is pinned to") {
  const std::string text = written(generate::mirror_forms(), "skopeo", {":1@" + digest, ":1@" + other, ":2"});
  CHECK(text.find("'docker://ghcr.io/o/a@" + digest + "' 'docker://" + host + "/ghcr/o/a:1'") !=
        std::string::npos);
  CHECK(text.find("'docker://ghcr.io/o/a@" + other + "' 'docker://" + host + "/ghcr/o/a@" + other + "'") !=
        std::string::npos);
  CHECK(text.find("'docker://ghcr.io/o/a:2' 'docker://" + host + "/ghcr/o/a:2'") != std::string::npos);
}

TEST_CASE("A call of ECR has at most 100 images") {
  std::vector<std::string> versions;
  for (int i = 0; i < 101; ++i) versions.push_back(":v" + std::to_string(i));
  const std::string text = written(generate::prewarm_forms(), "aws", versions);
  std::size_t calls = 0;
  for (std::size_t at = text.find("\nwarm '"); at != std::string::npos; at = text.find("\nwarm '", at + 1))
    ++calls;
  CHECK(calls == 2);
}

TEST_CASE("The AWS CLI is for registries of Amazon ECR") {
  const auto image = pulled_image("ghcr.io/o/a:1", "harbor.example.com/ghcr/o/a:1");
  REQUIRE(image);
  CHECK_FALSE(generate::prewarm_forms()[1].write({*image}).ok());
}
