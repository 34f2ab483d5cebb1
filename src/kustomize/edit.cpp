// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/edit.hpp"

#include <algorithm>

#include "ecrify/locate/location.hpp"
#include "ecrify/manifest/decode.hpp"
#include "editor.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::Node;
using manifest::NodeIndex;
using manifest::NodeKind;
using rules::Decision;
using rules::Verdict;

namespace {

constexpr std::string_view not_cached = " is not pulled through the cache";

class Editor {
 public:
  Editor(const Document& document, NodeIndex object, const Decide& decide, const IsLeftAlone& is_left_alone)
      : document_(document), decide_(decide), is_left_alone_(is_left_alone) {
    const NodeIndex metadata = document.value(object, "metadata");
    resource_ = {document.text_of(object, "apiVersion"), document.text_of(object, "kind"),
                 document.text_of(metadata, "name"), document.text_of(metadata, "namespace")};
  }

  void entry(const Entry& entry, const EntryFate& fate) {
    handle(entry.name.value);
    handle(entry.new_name.value);
    const Decision name = ask(entry.name_text);
    const bool renames = fate.fate == NameFate::rename && name.verdict == Verdict::rewrite;
    const bool changes = name.verdict == Verdict::rewrite || ask(entry.new_name_text).verdict == Verdict::rewrite;
    if (fate.fate != NameFate::refuse && changes && is_left_alone_ && is_left_alone_(entry)) {
      leave(entry.name.value);
      leave(entry.new_name.value);
      if (!renames) return;
      return refuse(at(entry.name.value, entry.name_text), FindingId::kustomize_both_names,
                    "this entry is suppressed, and the images that it selects by this name are rewritten",
                    "suppress these images, too, or remove the suppression");
    }
    if (fate.fate == NameFate::refuse) {
      return refuse(at(entry.name.value, entry.name_text), fate.id, fate.message, fate.help);
    }
    if (fate.fate == NameFate::leave) {
      if (changes) refuse(at(entry.name.value, entry.name_text), fate.id, fate.message, fate.help);
      return;
    }
    if (fate.fate == NameFate::unknown && name.verdict == Verdict::rewrite)
      warn_selector(entry.name.value, entry.name_text);
    if (fate.fate == NameFate::rename) {
      replace(entry.name.value, entry.name_text, name, "an image selected by a kustomization");
    } else if (!entry.new_name.found()) {
      add_new_name(entry, name);
    }
    if (entry.new_name.found()) new_name(entry, fate, name);
  }

  void argo(const Entry& entry) {
    handle(entry.node);
    const ArgoImage image = argo_image(entry.name_text);
    const std::string selector(image.selector);
    const Decision decision = ask(std::string(image.image));
    if (decision.verdict == Verdict::rewrite && is_left_alone_ && is_left_alone_(entry)) return leave(entry.node);
    if (ask(selector).verdict == Verdict::rewrite) warn_selector(entry.node, selector);
    Decision whole = decision;
    if (decision.verdict == Verdict::rewrite && !decision.text.empty()) {
      whole.text = std::string(image.before) + "=" + decision.text + std::string(image.behind);
    }
    replace(entry.node, entry.name_text, whole, "an image set by an Application");
  }

  ObjectEdits take() {
    const auto by_span = [](const auto& a, const auto& b) { return a.span.begin < b.span.begin; };
    std::stable_sort(out_.findings.begin(), out_.findings.end(), by_span);
    const auto by_node = [](const auto& a, const auto& b) { return a.node < b.node; };
    std::sort(out_.intended.begin(), out_.intended.end(), by_node);
    std::sort(out_.added.begin(), out_.added.end(),
              [](const manifest::Added& a, const manifest::Added& b) { return a.after < b.after; });
    std::sort(out_.handled.begin(), out_.handled.end());
    out_.handled.erase(std::unique(out_.handled.begin(), out_.handled.end()), out_.handled.end());
    return std::move(out_);
  }

 private:
  [[nodiscard]] Decision ask(const std::string& text) const {
    return decide_(text, rules::ShortNames::count);
  }

  void handle(NodeIndex value) {
    const NodeIndex scalar = document_.resolved(value);
    if (scalar != no_node && document_.tape()[scalar].kind == NodeKind::scalar)
      out_.handled.push_back(scalar);
  }

  void leave(NodeIndex value) {
    const NodeIndex scalar = document_.resolved(value);
    if (scalar != no_node && document_.tape()[scalar].kind == NodeKind::scalar) out_.left_alone.push_back(scalar);
  }

  // A scalar that is reached on one path only: an edit of it changes nothing else.
  [[nodiscard]] bool is_own(NodeIndex value) const {
    if (document_.tape()[value].kind != NodeKind::scalar) return false;
    const Document::Paths paths = document_.paths_to(value);
    return paths.complete && paths.paths.size() == 1;
  }

  Finding at(NodeIndex value, const std::string& text) {
    Finding finding;
    const NodeIndex scalar = document_.resolved(value);
    const Node& node = document_.tape()[scalar];
    finding.span = node.kind == NodeKind::scalar && !text.empty()
                       ? manifest::decode(document_.text(), node).source({0, text.size()})
                       : node.span();
    finding.resource = resource_;
    const Document::Paths paths = document_.paths_to(scalar);
    if (!paths.paths.empty()) finding.path = locate::path_text(paths.paths.front());
    finding.reference = text;
    finding.location_class = locate::row_of(locate::LocationClass::kustomize).name;
    return finding;
  }

  void report(Finding finding, FindingId id, Severity severity, std::string message, std::string help) {
    finding.id = id;
    finding.severity = severity;
    finding.message = std::move(message);
    finding.help = std::move(help);
    out_.findings.push_back(std::move(finding));
  }

  void refuse(Finding finding, FindingId id, std::string message, std::string help) {
    out_.refused = true;
    report(std::move(finding), id, Severity::error, std::move(message), std::move(help));
  }

  void refuse_shared(Finding finding) {
    refuse(std::move(finding), FindingId::shared_scalar,
           "an entry that is written with an anchor, an alias or a merge key", "write the entry out");
  }

  void warn_selector(NodeIndex value, const std::string& text) {
    report(at(value, text), FindingId::kustomize_selector, Severity::warning,
           "images are selected by this name, which they no longer have once their manifests are rewritten",
           "rename it when the manifests that it is about are rewritten, keep it when they are not");
  }

  // Everything but `rewrite`: returns false, and says what there is to say.
  bool is_rewritten(NodeIndex value, const std::string& text, const Decision& decision) {
    switch (decision.verdict) {
      case Verdict::rewrite:
        ++out_.references;
        return true;
      case Verdict::keep:
        ++out_.kept;
        return false;
      case Verdict::invalid:
        report(at(value, text), FindingId::invalid_reference, Severity::warning,
               "no legal image reference: " + decision.reason, "correct the reference");
        return false;
      case Verdict::unresolved:
        report(at(value, text), FindingId::unresolved_registry, Severity::warning,
               "which image this is depends on a placeholder: " + decision.reason,
               "fill in the placeholder before ecrify runs");
        return false;
      case Verdict::refuse:
        refuse(at(value, text), FindingId::result_not_legal, decision.reason,
               "keep this image out of the mapping with a keep rule");
        return false;
      default:
        return false;
    }
  }

  static std::string without_registry(const Decision& decision) {
    return "the rule " + rules::describe(*decision.rule) +
           " maps it; give an account and a region to see the new reference";
  }

  void replace(NodeIndex value, const std::string& text, const Decision& decision, std::string_view what) {
    if (!is_rewritten(value, text, decision)) return;
    Finding finding = at(value, text);
    std::string help = decision.text;
    if (decision.text.empty()) {
      help = without_registry(decision);
    } else {
      if (!is_own(value)) return refuse_shared(std::move(finding));
      const Node& node = document_.tape()[value];
      if (!manifest::style_can_carry(node.style, document_.tape()[node.parent].style, decision.text,
                                     manifest::Part::whole)) {
        return refuse(std::move(finding), FindingId::style_cannot_carry,
                      "the new reference can't stand here without quotes: " + decision.text,
                      "put the value in quotes");
      }
      finding.replacement = decision.text;
      finding.edits.push_back({finding.span, decision.text});
      out_.intended.push_back({value, decision.text + document_.scalar(value).substr(text.size())});
    }
    report(std::move(finding), FindingId::unmapped_image, Severity::error,
           std::string(what) + std::string(not_cached), std::move(help));
  }

  void new_name(const Entry& entry, const EntryFate& fate, const Decision& name) {
    if (!entry.new_name_text.empty()) {
      return replace(entry.new_name.value, entry.new_name_text, ask(entry.new_name_text),
                     "an image set by a kustomization");
    }
    if (fate.fate == NameFate::rename || name.verdict != Verdict::rewrite) return;
    refuse(at(entry.name.value, entry.name_text), FindingId::style_cannot_carry, "its newName is empty",
           "remove the empty newName");
  }

  void add_new_name(const Entry& entry, const Decision& name) {
    if (!is_rewritten(entry.name.value, entry.name_text, name)) return;
    Finding finding = at(entry.name.value, entry.name_text);
    // Tag and digest of a name only select: the image that is selected keeps its own.
    const std::string text(image_name(name.text));
    std::string help = "newName: " + text;
    if (text.empty()) {
      help = without_registry(name);
    } else {
      if (!is_own(entry.name.value)) return refuse_shared(std::move(finding));
      const auto insertion = insertion_below(document_, entry.name, "newName", text);
      if (!insertion) {
        return refuse(std::move(finding), FindingId::style_cannot_carry,
                      "newName can't be added to an entry that is written like this",
                      "write the entry as name: …, a key a line");
      }
      finding.edits.push_back({{insertion->offset, insertion->offset}, insertion->text});
      out_.added.push_back({entry.name.value, "newName", text});
    }
    report(std::move(finding), FindingId::unmapped_image, Severity::error,
           "an image selected by a kustomization" + std::string(not_cached), std::move(help));
  }

  const Document& document_;
  const Decide& decide_;
  const IsLeftAlone& is_left_alone_;
  Resource resource_;
  ObjectEdits out_;
};

}  // namespace

ObjectEdits edit_object(const Document& document, NodeIndex object, Form form,
                        const std::vector<EntryFate>& fates, const Decide& decide,
                        const IsLeftAlone& is_left_alone) {
  Editor editor(document, object, decide, is_left_alone);
  const std::vector<Entry> entries = entries_of(document, object, form);
  const EntryFate unknown;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (form == Form::argo_cd) {
      editor.argo(entries[i]);
    } else {
      editor.entry(entries[i], form == Form::kustomization && i < fates.size() ? fates[i] : unknown);
    }
  }
  return editor.take();
}

}  // namespace ecrify::kustomize
