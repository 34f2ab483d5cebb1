// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/selector.hpp"
#include "ecrify/reference/reference.hpp"
#include "editor.hpp"

namespace ecrify::kustomize {

// As `kustomize edit set image` reads its arguments (kustomize/commands/edit/set/setimage.go): without `=`
// the text is an image that is selected by its own name; `*` for the new name, or no name at all, leaves it
// as it is.
ArgoImage argo_image(std::string_view text) {
  ArgoImage image;
  const std::string masked = reference::mask_placeholders(text).text;  // `${X:=y}` is no selector
  const std::size_t equals = masked.find('=');
  if (equals == std::string::npos) {
    image.selector = image_name(text);
    image.image = text;
    image.before = image.selector;
    return image;
  }
  image.selector = text.substr(0, equals);
  const std::string_view to = text.substr(equals + 1);
  const bool is_star = to.starts_with('*') && (to.size() == 1 || to[1] == ':' || to[1] == '@');
  if (is_star || to.starts_with(':') || to.starts_with('@')) {
    image.is_selector = true;
    image.image = image.selector;
    image.before = image.selector;
    image.behind = to.substr(is_star ? 1 : 0);
    return image;
  }
  image.image = to;
  image.before = image.selector;
  return image;
}

}  // namespace ecrify::kustomize
