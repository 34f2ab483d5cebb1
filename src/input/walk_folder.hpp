// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/input/root.hpp"
#include "ecrify/input/walk.hpp"

namespace ecrify::input {

// Why a hidden file or folder is passed over; a walk may meet many.
inline constexpr std::string_view hidden_reason = "hidden; --hidden takes it";

// True for paths that a walk takes; `has_manifest_name` as walk.hpp lists these.
using Takes = std::function<bool(const std::string& path, bool has_manifest_name)>;

// Walks one folder. `prefix` is put before the paths of its entries. Appends to `files`, sorted by path (each
// with a resolved path, which shows that two paths lead to one entry of one folder), and to the failures and
// passed-over entries of `expansion`.
void walk_folder(const Resolver& resolver, const RootedPath& top, const std::string& prefix,
                 const WalkOptions& options, const Takes& takes, std::vector<FoundFile>& files,
                 Expansion& expansion);

[[nodiscard]] std::string join(const std::string& folder, std::string_view name);

}  // namespace ecrify::input
