// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/argo_cd.hpp"

#include "ecrify/kustomize/selector.hpp"
#include "ecrify/reference/reference.hpp"

namespace ecrify::kustomize {

// As `kustomize edit set image` reads its arguments (kustomize/commands/edit/set/setimage.go): without `=`
// the text is an image that is selected by its own name; `*` for the new name, or no name at all, leaves it
// as it is.
ArgoImage argo_image(std::string_view text) {
  ArgoImage image;
  const std::string masked = reference::mask_placeholders(text).text;  // `${X:=y}` is no selector
  const std::size_t equals = masked.find('=');
  if (equals == std::string::npos) {
    image.name = image_name(text);
    image.version = text.substr(image.name.size());
    return image;
  }
  image.name = text.substr(0, equals);
  const std::string_view to = text.substr(equals + 1);
  const bool is_star = to.starts_with('*') && (to.size() == 1 || to[1] == ':' || to[1] == '@');
  if (is_star || to.starts_with(':') || to.starts_with('@')) {
    image.version = to.substr(is_star ? 1 : 0);
    image.has_star = true;
    return image;
  }
  image.new_name = image_name(to);
  image.version = to.substr(image.new_name.size());
  return image;
}

std::string argo_text(std::string_view name, std::string_view new_name, std::string_view version) {
  std::string text(name);
  if (!new_name.empty()) text.append("=").append(new_name);
  return text.append(version);
}

}  // namespace ecrify::kustomize
