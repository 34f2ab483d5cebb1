// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// The words in the name of a flag, a variable or a key, and what they say of its value: `--push-image`,
// `OUTPUT_IMAGE`, `nodeOSImage`. Whole words count: `pushgatewayImage` and `photosImage` say nothing of the
// kind.
namespace ecrify::locate {

// Says that its value is pushed to: push, output, destination.
[[nodiscard]] bool names_push_target(std::string_view name);
// Says that something is done to its value, and not what: TARGET_IMAGE is pushed to, scanned or run.
[[nodiscard]] bool names_target_image(std::string_view name);
// Says that its value is the operating system of a machine.
[[nodiscard]] bool names_os_image(std::string_view name);
// `IMAGE`, `imageName`, `APP_IMAGE`: in a pipeline what is built as often as what is run.
[[nodiscard]] bool names_image_of_build(std::string_view name);
// Says that its value is, or begins, the name of images: registry, hub, repository, image. Lists of what is
// allowed, mirrored or insecure are about hosts.
[[nodiscard]] bool names_registry(std::string_view name);
// Says that its value is a registry and nothing else, where the value itself does not: `IMAGE_REGISTRY`,
// `registryUrl`, `hub`. Registries of schemas, packages or models are others.
[[nodiscard]] bool names_registry_alone(std::string_view name);
// Says that its value is a path, or an address: `IMAGE_DIR`, `imagesUrl`.
[[nodiscard]] bool names_files(std::string_view name);
// Says that its value is a part of a login to a registry: `REGISTRY_USERNAME`, `docker-password`.
[[nodiscard]] bool names_registry_login(std::string_view name);
// The name that a text is assigned to on its line, `image.registry=`, `registry = "`, `--hub `; in an
// expression of a template, the name before that expression. "" for none.
[[nodiscard]] std::string_view name_before(std::string_view text, std::size_t at);
// Of a key that ends in the word repository, the key of the tag that goes with it: `workerRepository` and
// `workerTag`, `WORKER_REPOSITORY` and `WORKER_TAG`. "" for any other.
[[nodiscard]] std::string tag_key_of(std::string_view key);
// True for a key that names a part of a registry's address: host, domain, url, server, base.
[[nodiscard]] bool names_host(std::string_view name);

}  // namespace ecrify::locate
