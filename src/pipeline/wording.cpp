// SPDX-License-Identifier: Apache-2.0
#include "wording.hpp"

#include <utility>

#include "policy_pattern.hpp"

namespace ecrify {

using locate::Location;
using manifest::no_node;

namespace {

constexpr const char* digest_message =
    "pinned by digest: ECR is reported to fill its cache on pulls by tag only";

// `help`: what is written; empty while no registry is known.
Sentence rewrite(const SourceContext& common, const Ruling& ruling, std::string_view what, std::string help) {
  if (help.empty() && ruling.rule != nullptr) {
    help = "the rule " + rules::describe(*ruling.rule) +
           " maps it; give an account and a region to see the new reference";
  }
  return {std::string(what) + (common.mapping.is_forward() ? " is not pulled through the cache"
                                                           : " is pulled through the cache"),
          std::move(help)};
}

Sentence unmapped_image(const SourceContext& common, const Ruling& ruling, const rules::Decision& decision) {
  if (ruling.outcome != Outcome::rewrite) {
    return {std::string(ruling.why) + " is left alone, as the configuration says", decision.text};
  }
  return rewrite(common, ruling, ruling.why,
                 ruling.text.empty() || ruling.related.empty() ? ruling.text : decision.text);
}

Sentence unresolved(const Ruling& ruling, const Location& location, const rules::Decision& decision) {
  if (location.near)
    return {"a registry that is a placeholder: images made of it may pass the cache by",
            "fill in the placeholder before ecrify runs"};
  return {ruling.is_part ? "which rule applies depends on the repository, which only the chart knows"
                         : "which image this is depends on a placeholder: " + decision.reason,
          location.join ? "set the repository beside it, or write the new registry by hand"
                        : "fill in the placeholder before ecrify runs"};
}

Sentence pattern_beside() {
  return {"a pattern for the old names, beside the one for the names in the cache",
          "take it out when nothing runs under the old names any more"};
}

Sentence near_reference(const Ruling&, const Location& location, const ReferenceView& reference) {
  if (location.mixed) {
    return {
        "a list of images in which not every item is one full reference with tag or digest: some would "
        "be moved, and the rest not",
        "write out registry and tag of each, or suppress it where it stays"};
  }
  if (const std::size_t scheme = reference.text.find("://"); scheme != std::string_view::npos) {
    return {"an image has no scheme: container runtimes refuse this",
            "write " + std::string(reference.text.substr(scheme + 3))};
  }
  // Before a name that is whole, even the cache's registry would be one too many.
  const bool is_host = reference.text.find('/') == std::string_view::npos;
  return {
      "text that begins with a mapped registry is no reference as it stands: images made of it pass the "
      "cache by",
      std::string("write the registry and prefix of the cache here, if images are made of it") +
          (is_host ? ", or nothing where the name behind it has its registry" : "")};
}

Sentence sentence_of(const SourceContext& common, const Ruling& ruling, const Location& location,
                     const ReferenceView& reference) {
  const rules::Decision& decision = reference.decision;
  // Empty while no registry is known.
  const std::string new_text = reference.replacement.empty() ? "" : ": " + std::string(reference.replacement);
  switch (*ruling.finding) {
    case FindingId::unmapped_image:
      return unmapped_image(common, ruling, decision);
    case FindingId::foreign_ecr:
      return {"an image of an ECR registry that is not the target",
              "if it should come out of the target's cache, write its upstream name here; otherwise the "
              "nodes need access "
              "to that registry"};
    case FindingId::invalid_reference:
      return {"no legal image reference: " + decision.reason, "correct the reference"};
    case FindingId::unresolved_registry:
      return unresolved(ruling, location, decision);
    case FindingId::result_not_legal:
      return {decision.reason, "keep this image out of the mapping with a keep rule"};
    case FindingId::style_cannot_carry:
      return {"the new reference can't stand here without quotes" + new_text, "put the value in quotes"};
    case FindingId::digest_first_pull:
      return {digest_message,
              "pull the tag once through the cache and keep this image out of the mapping until then, or set "
              "digestFirstPull: warning"};
    case FindingId::policy_verify_skipped:
      if (ruling.outcome == Outcome::note) return pattern_beside();
      return {"images that this policy verifies under this name would run unverified under their new names",
              "add a pattern for the names in the cache"};
    case FindingId::policy_pattern:
      if (ruling.outcome == Outcome::note) return pattern_beside();
      return {"a policy that matches images by this name does not match their new names",
              "add a pattern for the names in the cache"};
    case FindingId::artifact_reference:
      return {"an artifact that a controller fetches with a login of its own",
              "rewrite it with --artifacts once that controller can log in to the registry"};
    case FindingId::near_reference:
      return near_reference(ruling, location, reference);
    case FindingId::builder_argument:
      return {"an argument of a program that builds, copies or scans images: is it pulled from or pushed to?",
              "change it by hand if it is pulled" + new_text};
    case FindingId::embedded_reference:
      return {"a reference inside prose or a script is left alone", "rewrite it with --embedded" + new_text};
    case FindingId::kustomize_selector:
      return {
          "an entry that selects images by this name, in a place where it is not followed: after a rewrite "
          "it may select nothing, and what it pins is lost",
          "write an entry for the new name beside it" + new_text};
    default:
      if (location.short_names == rules::ShortNames::count) {
        return {"a name of Docker Hub without its registry is left alone outside of containers",
                "write docker.io/ before it to have it rewritten"};
      }
      return {"a reference in a field that is not known to name an image is left alone",
              "name the field under `fields` in the configuration if it does"};
  }
}

}  // namespace

Sentence sentence_of_remark(FindingId id) {
  if (id == FindingId::digest_first_pull)
    return {digest_message, "pull the tag once through the cache before the rollout"};
  return {
      "the setter behind it, of Flux or kpt, will write the old name back here",
      "use a setter of the tag or digest alone, or one with the new name; an ImageRepository stays with the "
      "upstream"};
}

bool wants_words(const SourceContext& common, const Ruling& ruling) {
  const Settings& settings = common.settings;
  if (settings.kept >= RulingScope::all || ruling.has_setter) return true;
  if (ruling.pinned_by_digest && settings.wording.notes) return true;
  if (!ruling.finding || ruling.foreign) return false;
  if (ruling.severity == Severity::note) return settings.wording.notes;
  return ruling.outcome != Outcome::rewrite || settings.wording.rewrites || ruling.text.empty();
}

// NOLINTNEXTLINE(misc-no-recursion): once, with a path
void add_place_words(const DocumentContext& context, const locate::FieldPath* path, Ruling& ruling) {
  ruling.words = std::make_unique<RulingWords>();
  if (path != nullptr) {
    ruling.words->path = locate::path_text(*path);
    ruling.words->resource = locate::resource_of(context.document, *path);
    return;
  }
  const auto paths = context.document.paths_to(ruling.scalar).paths;
  if (!paths.empty()) add_place_words(context, &paths.front(), ruling);
}

void add_words(const DocumentContext& context, const locate::FieldPath* path, const Location& location,
               const ReferenceView& reference, Ruling& ruling) {
  add_place_words(context, path, ruling);
  RulingWords& words = *ruling.words;
  words.reference = reference.text;
  words.version = location.version;
  words.target = ruling.is_part ? reference.replacement : std::string_view(reference.decision.text);
  words.reason = reference.decision.reason;
  if (!ruling.finding) return;
  Sentence sentence = sentence_of(context.common, ruling, location, reference);
  words.message = std::move(sentence.message);
  words.help = std::move(sentence.help);
  const bool is_pattern =
      *ruling.finding == FindingId::policy_pattern || *ruling.finding == FindingId::policy_verify_skipped;
  if (!is_pattern || ruling.outcome == Outcome::note || ruling.scalar == no_node) return;
  const std::string pattern = pattern_in_cache(context, ruling, reference);
  if (!pattern.empty()) words.help += ": " + pattern;
}

void word_rewrite(const SourceContext& common, std::string_view what, std::string help, Ruling& ruling) {
  Sentence sentence = rewrite(common, ruling, what, std::move(help));
  ruling.words->message = std::move(sentence.message);
  ruling.words->help = std::move(sentence.help);
}

void refuse_shared(Ruling& ruling) {
  ruling.outcome = Outcome::refuse;
  ruling.finding = FindingId::shared_scalar;
  ruling.severity = Severity::error;
  drop_remarks(ruling);
  if (ruling.words == nullptr) ruling.words = std::make_unique<RulingWords>();
  Sentence sentence;
  if (ruling.sharing == Sharing::unknown) {
    sentence.message = "an anchored value that is used in more places than can be followed";
  } else if (ruling.sharing == Sharing::repository) {
    sentence = {"a repository that is used with more than one registry", "write it out where it is used"};
  } else {
    sentence.message = ruling.nested ? "a text that is also used where its rewrite is suppressed"
                                     : "an anchored value that is also used where it must not change";
  }
  if (sentence.help.empty()) {
    sentence.help = ruling.nested ? "write the text out where it is used, instead of an alias"
                                  : "write the reference out where it names an image, instead of an alias";
  }
  ruling.words->message = std::move(sentence.message);
  ruling.words->help = std::move(sentence.help);
}

}  // namespace ecrify
