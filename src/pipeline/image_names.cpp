// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>

#include "ecrify/pipeline/examine.hpp"

namespace ecrify {
namespace {

kustomize::ImageName name_of(const Ruling& ruling, std::size_t base) {
  kustomize::ImageName name;
  const RulingWords& words = *ruling.words;
  name.name = std::string(kustomize::image_name(words.reference));
  name.span = ruling.span.moved(base);
  name.document = ruling.document;
  name.kind = words.resource.kind;
  name.object = words.resource.name;
  name.path = words.path;
  name.is_image = ruling.cls == locate::LocationClass::container ||
                  ruling.cls == locate::LocationClass::image_volume ||
                  ruling.cls == locate::LocationClass::patch;
  name.rewritten = ruling.outcome == Outcome::rewrite;
  name.suppressed = ruling.suppressed || ruling.ignored_by_user;
  return name;
}

void add_names(const Rulings& rulings, std::size_t base, std::vector<kustomize::ImageName>& names) {
  for (const Ruling& ruling : rulings) {
    const bool is_place = ruling.subject == Subject::reference && ruling.scalar != manifest::no_node &&
                          ruling.words != nullptr && ruling.cls != locate::LocationClass::kustomize &&
                          !ruling.words->reference.empty();
    if (is_place) names.push_back(name_of(ruling, base));
  }
}

}  // namespace

std::vector<kustomize::ImageName> image_names(const Examination& examined) {
  std::vector<kustomize::ImageName> names;
  add_names(examined.rulings, 0, names);
  for (const OpenDocument& open : examined.open) add_names(open.rulings, open.span.begin, names);
  return names;
}

bool has_controllers(const Examination& examined) {
  return std::any_of(examined.rulings.begin(), examined.rulings.end(), [](const Ruling& ruling) {
    return ruling.cls == locate::LocationClass::kustomize &&
           (ruling.outcome == Outcome::rewrite || ruling.outcome == Outcome::refuse ||
            ruling.verdict == rules::Verdict::already);
  });
}

}  // namespace ecrify
