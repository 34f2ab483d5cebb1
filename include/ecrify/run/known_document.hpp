// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace ecrify::run {

// True if a document shows by itself that it is an input: an object, a List even if it is empty, a JSON
// patch. Linear; reads no further than to the first of them.
[[nodiscard]] bool holds_known_document(std::string_view bytes);

// True if a document is an object that a cluster could take: one with metadata, or a list with items.
[[nodiscard]] bool holds_applicable_object(std::string_view bytes);

// True for a text that is manifests as a whole: each of its documents can be read and is a collection, and
// one of them at least is an object. A log in which an object was printed, between other lines or indented,
// is none; a manifest with comments, licences and empty documents around its objects is one.
[[nodiscard]] bool is_manifest(std::string_view text);

// True for a file whose name gives its role: a kustomization, values of a chart, or the file of a tool that
// is none of Kubernetes.
[[nodiscard]] bool is_known_by_name(const std::string& path, std::string_view bytes);

}  // namespace ecrify::run
