// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ecrify/base/result.hpp"
#include "ecrify/base/span.hpp"

// The prefix mapping: which references of which registries become what. Knows no YAML, no fields, no network;
// it never asks a registry whether an image exists, and never normalises what it prints.
//
// Matching. A rule's `from` covers itself and everything below it, on whole path components: `ghcr.io/org`
// covers `ghcr.io/org/app` and `ghcr.io/org:v1`, not `ghcr.io/organisation/app`. The longest `from` wins,
// whatever the order. Hosts are compared without case, a port is a part of the host. docker.io,
// index.docker.io, registry-1.docker.io and registry.hub.docker.com are one source, docker.io; its official
// images are docker.io/library/NAME, so a rule for `docker.io/nginx` is about the organisation nginx, and one
// for the image is from `docker.io/library/nginx`.
//
// Aliases. What is below an alias of a rule is read as what is below its `from`, so that longer rules and
// exceptions hold for it, too. The way back gives `from`.
//
// Printing. The covered part of the name is replaced, the rest of the text stays to the letter, tag and
// digest included. Only Docker Hub's `library/` is added, where the text leaves it out.
//
// Idempotence. What stands in the target of a rule is `already` there, although a shorter `from` may cover it
// too; and no `from` may lie in a target (build refuses that). So a second run changes nothing.
namespace ecrify::rules {

enum class RuleKind {
  prefix,  // to a repository prefix of the configured registry: ghcr.io -> <registry>/ghcr
  target,  // to host/path of any registry
  keep,    // an exception: left alone
};

// The origin of a rule, for messages: "--rule", or file:line:column.
struct Origin {
  std::string file;                // the configuration file, or the flag ("--rule", "--keep"), or "default"
  std::size_t line = 0;            // 1-based, 0 for flags
  std::size_t column = 0;          // 1-based, bytes
  std::size_t offset = no_offset;  // of the rule in the file, for Failure::offset
};

struct Rule {
  std::string from;  // host or host/path, as typed
  RuleKind kind = RuleKind::prefix;
  std::string to;      // prefix without a trailing slash ("" for ROOT) / host or host/path / ""
  std::string reason;  // for keep
  Origin origin;
  // Other names of the source: a host or host/path with the same images below it.
  std::vector<std::string> aliases = {};
};

// "ghcr.io -> prefix ghcr (.ecrify.yaml:5:5)", "quay.io -> prefix ROOT (--rule)", "ghcr.io/org kept
// (--keep)".
[[nodiscard]] std::string describe(const Rule& rule);

// The rules of a file and of flags as one list: a flag's rule takes the place of a file's with the same
// source. While none of them maps anything, default_rule() comes first, unless one of them is about ghcr.io
// itself.
[[nodiscard]] std::vector<Rule> merge(std::vector<Rule> file, std::vector<Rule> flags);
[[nodiscard]] Rule default_rule();  // ghcr.io -> prefix ghcr

enum class Verdict {
  rewrite,   // `text` is the new reference (empty when no registry is configured: `check` without an account)
  keep,      // a keep rule or nothing to do by the user's wish
  already,   // stands in the target, or in another ECR registry that no rule names
  unmapped,  // no rule is about it
  invalid,   // a rule's source host, but no legal reference
  unresolved,  // a placeholder stands in the registry or in the part that rules look at
  refuse,      // a rule maps it, but the result would not be legal
};

struct Decision {
  Verdict verdict = Verdict::unmapped;
  const Rule* rule = nullptr;  // the rule that decided; owned by the RuleSet
  std::string text;            // the whole new reference
  std::string reason;          // why: one clause, lower case, for `explain` and for messages
  bool foreign_ecr =
      false;  // `already`: in an ECR registry, and neither the configured one nor a rule's target
  bool digest_first_pull = false;  // `rewrite`: into a cache that only pulls by tag fill, see TargetKind
};

// The reading of names without a registry host (`nginx`, `bitnami/redis`). Only fields that hold container
// images may `count` them as references; elsewhere they are words.
enum class ShortNames : std::uint8_t { ignore, count };
enum class ReverseScope { configured_target, any_kind };

// The prefix mapping. Immutable after build; safe to share between threads. A copy shares what was built.
class RuleSet {
 public:
  // `registry_host` is printed to the letter and may hold placeholders; "" when unknown (then prefix rules
  // decide `rewrite` with no text). Fails on: a registry that is no host, a `from` or `target` that is no
  // host[/path], a bad prefix (2–30 characters, ECR's pattern, or ROOT), two rules for one source, two
  // sources with one target, a rule that maps onto itself, or whose `from` lies in a target. Failure::message
  // says which rules (with their origins), Failure::remedy what to change, file and offset where the later of
  // them stands, when that is in a file.
  //
  // Accepted on purpose: a target below a `from`, its own too (harbor.example.com -> harbor.example.com/ghcr:
  // what is below /ghcr counts as mapped already), and a target below another target (quay.io -> prefix a/b
  // beside ghcr.io -> prefix a): there decide() refuses the images whose new names would be in the inner
  // target.
  static Result<RuleSet> build(std::vector<Rule> rules, const std::string& registry_host);

  // Forward: what to do with this text as a reference. Cost grows with the components of the reference, not
  // with the number of rules.
  //
  // Placeholders (reference::mask_placeholders) stay to the letter. They don't matter in tag and digest, nor
  // in a part of the path that no rule looks at; where the registry, or whether a longer rule applies, or
  // whether `library/` is due depends on one, the verdict is `unresolved`.
  [[nodiscard]] Decision decide(std::string_view text, ShortNames short_names) const;
  // Back to the canonical upstream name, docker.io/library/nginx:1 for an official image. Only what stands in
  // the target (or in a host of any target kind, by scope); the longest target wins, and names without a host
  // are left alone. For a canonical reference c that is not in a target, reverse(decide(c)) is c. A prefix
  // ROOT takes every repository of its registry back to its source.
  [[nodiscard]] Decision decide_reverse(std::string_view text, ReverseScope scope) const;

  // Lower-case byte strings, sorted; a document that holds none of them (compared without case) holds no
  // reference that decide() could rewrite or refuse or call invalid, but for short names.
  [[nodiscard]] std::vector<std::string> needles() const;
  [[nodiscard]] std::vector<std::string> reverse_needles(ReverseScope scope) const;
  // True when Docker Hub is a source, so that short names can be references.
  [[nodiscard]] bool maps_short_names() const;
  // Some rule maps references of this registry host (compared without case; all hosts of Docker Hub when one
  // is mapped). A host that only `keep` rules name is none.
  [[nodiscard]] bool is_source_host(std::string_view host) const;

  [[nodiscard]] const std::vector<Rule>& rules() const;
  [[nodiscard]] const std::string& registry_host() const;

 private:
  struct Impl;
  explicit RuleSet(std::shared_ptr<const Impl> impl);
  std::shared_ptr<const Impl> impl_;
};

struct TargetKind;

// A rule as names that can be compared without this program: for what carries the matching elsewhere, such as
// the policies of an API server. decide() is what these names must lead to there. Canonical names have their
// host in lower case, and docker.io for the other hosts of Docker Hub.
struct RuleNames {
  const Rule* rule = nullptr;        // owned by the rules
  std::vector<std::string> sources;  // canonical: what the rule is about, the one that `from` names first
  std::vector<std::string> aliases;  // canonical: what is below them is read as what is below sources.front()
  std::string base;    // printed in the place of the source; empty for keep, and where no registry is known
  std::string target;  // canonical name of `base`, "/prefix" where the registry is unknown
  std::size_t target_host_size = 0;  // of `target`
  const TargetKind* kind = nullptr;  // of the target; nullptr for keep
};

// The names of each rule, in the order of the rules. Precondition: no rule needs a registry that is not
// known.
[[nodiscard]] std::vector<RuleNames> rule_names(const RuleSet& rules);

// One `--rule FROM=PREFIX` or `--rule FROM=//HOST/PATH`, one `--keep FROM`.
Result<Rule> parse_rule_flag(std::string_view text);
Result<Rule> parse_keep_flag(std::string_view text);

}  // namespace ecrify::rules
