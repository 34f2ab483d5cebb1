// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace ecrify {

// The text with what a Go template adds to YAML out of the way, so that the rest can be read: blanks in place
// of lines that are nothing but actions (`{{- if .prod }}`), over several lines too; and `$(_.name_)`, a
// placeholder of the same size, in place of the actions of a plain value (`host: {{ .name }}.example.com`) of
// which `may_go` says so. Offsets stay. Empty where nothing is in the way.
[[nodiscard]] std::string without_actions(std::string_view text,
                                          const std::function<bool(std::string_view action)>& may_go);

}  // namespace ecrify
