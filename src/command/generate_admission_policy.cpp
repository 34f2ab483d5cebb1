// SPDX-License-Identifier: Apache-2.0
// generate admission-policy: what a configuration says of pods, and what of it a policy can't know.
#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "ecrify/base/text.hpp"
#include "ecrify/base/wildcard.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/generate/admission_policy.hpp"

namespace ecrify::command {
namespace {

using generate::PolicyMode;
using generate::PolicyRequest;
using locate::Action;
using locate::LocationClass;

// Kinds that make pods, and whose names the pods don't have.
constexpr std::array<std::string_view, 7> owners = {
    "CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "StatefulSet"};

bool fits(const std::string& pattern, std::string_view text) {
  return pattern.empty() || wildcard_match(pattern, text);
}

std::string place_in(const options::ConfigFile& file, std::size_t offset) {
  const SourceText* const source = file.source();
  if (source == nullptr || offset == no_offset) return file.name();
  const Position position = source->position(offset);
  return file.name() + ":" + std::to_string(position.line) + ":" + std::to_string(position.column);
}

// Parts of the configuration that the policy can't hold: refused with its place, or with --without-paths left
// out.
class Omissions {
 public:
  Omissions(const GenerateSession& session, PolicyRequest& request) : session_(session), request_(request) {}

  void say(std::size_t offset, std::string what, std::string remedy) {
    if (session_.flags.without_paths) {
      request_.left_out.push_back(what + " (" + place_in(session_.config, offset) + ")");
    } else if (!failure_) {
      failure_ = Failure{"a policy can't know of " + what,
                         remedy + (remedy.empty() ? "add" : ", or add") + " --without-paths to leave it out",
                         session_.config.name(), offset};
    }
  }
  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }

 private:
  const GenerateSession& session_;
  PolicyRequest& request_;
  std::optional<Failure> failure_;
};

Status add_ignored(const options::ConfigFile& file, PolicyRequest& request, Omissions& left_out) {
  for (const config::IgnoreSetting& ignore : file.config().ignore) {
    if (ignore.path) {
      left_out.say(ignore.path->offset, "the path " + ignore.path->value + " in ignore",
                   "ignore pods by name or namespace instead");
      continue;
    }
    if (fits(ignore.kind, "Pod")) {
      if (ignore.name.empty() && ignore.name_space.empty()) {
        return Failure{"the configuration leaves all pods alone, so that a policy would have nothing to do",
                       "take this entry out of ignore", file.name(), ignore.offset};
      }
      request.ignored.push_back({ignore.name, ignore.name_space});
    }
    const auto is_named = [&](std::string_view kind) {
      return !ignore.kind.empty() && fits(ignore.kind, kind);
    };
    const auto owner = std::find_if(owners.begin(), owners.end(), is_named);
    if (owner == owners.end()) continue;
    left_out.say(ignore.offset,
                 "the objects of kind " + ignore.kind + " in ignore, whose pods have other names",
                 "put the annotation ecrify/ignore into the template of their pods");
  }
  return Success{};
}

Status add_classes(const config::Config& config, const run::Options& options, const options::ConfigFile& file,
                   PolicyRequest& request) {
  request.containers = options.settings.actions.of(LocationClass::container) != Action::leave;
  request.image_volumes = options.settings.actions.of(LocationClass::image_volume) != Action::leave;
  for (const config::ClassSetting& setting : config.classes) {
    const bool is_of_pods = setting.name.value == "container" || setting.name.value == "image-volume";
    if (!is_of_pods || setting.use != config::ClassUse::warn) continue;
    return Failure{"a policy does the same with all images: the class " + setting.name.value +
                       " can't be warned about alone",
                   "make it rewrite or ignore, and choose by --mode warn", file.name(), setting.name.offset};
  }
  if (!request.containers && !request.image_volumes) {
    return problem(
        "the configuration leaves out the classes container and image-volume, of which the policy would be",
        "take them out of classes");
  }
  return Success{};
}

Result<PolicyMode> mode_of(const options::Flags& flags) {
  constexpr std::array all = {PolicyMode::warn, PolicyMode::audit, PolicyMode::deny, PolicyMode::mutate};
  if (!flags.mode) return problem("--mode is missing", "add --mode warn, audit, deny or mutate");
  const auto mode = std::find_if(all.begin(), all.end(),
                                 [&](PolicyMode one) { return policy_mode_name(one) == *flags.mode; });
  if (mode == all.end())
    return problem("--mode " + *flags.mode + " is none of the modes", "it is warn, audit, deny or mutate");
  return *mode;
}

Status add_flags(const options::Flags& flags, PolicyRequest& request) {
  Result<PolicyMode> mode = mode_of(flags);
  if (!mode.ok()) return mode.failure();
  request.mode = *mode;
  request.api = flags.api.value_or("v1");
  if (request.api != "v1" && request.api != "v1beta1")
    return problem("--api " + request.api + " has no such policies", "it is v1 or v1beta1");
  const std::string failure = flags.failure_policy.value_or("Fail");
  if (failure != "Fail" && failure != "Ignore")
    return problem("--failure-policy " + failure + " is none", "it is Fail or Ignore");
  request.fails = failure == "Fail";
  request.left_namespaces = flags.exclude_namespaces;
  for (const std::string& name : request.left_namespaces) {
    constexpr std::string_view legal = "abcdefghijklmnopqrstuvwxyz0123456789-";
    constexpr std::size_t longest = 63;
    const bool is_label = !name.empty() && name.size() <= longest &&
                          name.find_first_not_of(legal) == std::string::npos && name.front() != '-' &&
                          name.back() != '-';
    if (!is_label)
      return problem("--exclude-namespace " + in_quotes(name) + " is no name of a namespace",
                     "give it as kubectl shows it");
  }
  return Success{};
}

}  // namespace

Result<std::string> admission_policy_text(const GenerateSession& session) {
  const run::Options& options = session.options;
  const config::Config& config = session.config.config();
  PolicyRequest request;
  if (Status status = add_flags(session.flags, request); !status.ok()) return status.failure();
  Omissions left_out(session, request);
  if (!session.flags.target) {
    for (const config::TargetSetting& target : config.targets) {
      if (target.path)
        left_out.say(target.offset, "the target of the path " + target.path->value,
                     "choose one by --target NAME");
    }
  }
  for (const config::FieldSetting& field : config.fields)
    left_out.say(field.path.offset, "the field " + field.path.value, "");
  if (Status status = add_ignored(session.config, request, left_out); !status.ok()) return status.failure();
  if (left_out.failure()) return *left_out.failure();
  if (options.no_registry) return *options.no_registry;
  if (Status status = add_classes(config, options, session.config, request); !status.ok())
    return status.failure();
  request.refuses_digests = options.settings.digest_first_pull == config::DigestFirstPull::error;
  for (const findings::CatalogueRow& row : findings::catalogue()) {
    if (row.is_suppressible()) request.suppressible.emplace_back(row.name);
  }
  return generate::admission_policy(options.mapping.rules(), request);
}

}  // namespace ecrify::command
