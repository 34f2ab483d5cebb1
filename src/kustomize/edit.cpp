// SPDX-License-Identifier: Apache-2.0
#include "ecrify/kustomize/edit.hpp"

#include <algorithm>
#include <utility>

#include "ecrify/kustomize/entry.hpp"
#include "ecrify/manifest/decode.hpp"
#include "item.hpp"

namespace ecrify::kustomize {

using locate::Document;
using manifest::no_node;
using manifest::NodeIndex;
using manifest::NodeKind;

namespace {

constexpr std::string_view selected = "an image selected by a kustomization";
constexpr std::string_view given = "an image set by a kustomization";
constexpr std::string_view argo = "an image set by an Application";

// While no registry is known new names are not, either (Mapping::of).
bool is_known(std::string_view name) { return !name.starts_with('\x01'); }

class Editor {
 public:
  Editor(const Document& document, Form form, std::vector<EntryEdit>& out)
      : document_(document), form_(form), out_(out) {}

  void edit(const EntryItem& entry, const EntryRuling& ruling) {
    entry_ = &entry;
    const NodeIndex scalar = document_.resolved(entry.name.found() ? entry.name.value : entry.node);
    EntryEdit made{scalar, entry.name_text, form_ == Form::argo_cd ? argo : selected, "", ""};
    if (ruling.refusal) {
      made.refusal = ruling.refusal;
    } else if (!ruling.changes()) {
      return;
    } else if (form_ == Form::argo_cd) {
      argo_cd(ruling, made);
    } else {
      mapping(ruling, made);
    }
    const bool only_new_name =
        entry.new_name.found() && ruling.name.empty() && !ruling.copy && !ruling.drops_entry;
    if (made.refusal || !only_new_name) out_.push_back(std::move(made));
    if (new_name_.node != no_node) out_.push_back(std::exchange(new_name_, {}));
  }

 private:
  void mapping(const EntryRuling& ruling, EntryEdit& made) {
    if (ruling.drops_entry) return drop(made);
    if (ruling.drops_new_name || (!ruling.new_name.empty() && entry_->new_name.found()))
      change_new_name(ruling);
    if (!ruling.name.empty()) replace(ruling.name, made);
    if (!ruling.new_name.empty() && !entry_->new_name.found()) add_new_name(ruling.new_name, made);
    if (ruling.copy) copy(*ruling.copy, made);
  }

  // A scalar on one path only: an edit of it changes nothing else.
  [[nodiscard]] bool is_own(NodeIndex value) const {
    if (value == no_node || document_.tape()[value].kind != NodeKind::scalar) return false;
    const Document::Paths paths = document_.paths_to(value);
    return paths.complete && paths.paths.size() == 1;
  }

  static void refuse(EntryEdit& made, FindingId id, std::string message, std::string help) {
    made.refusal = Refusal{id, std::move(message), std::move(help)};
  }
  static void refuse_shared(EntryEdit& made) {
    refuse(made, FindingId::shared_scalar, "an entry that is written with an anchor, an alias or a merge key",
           "write the entry out");
  }
  static void refuse_form(EntryEdit& made, std::string message) {
    refuse(made, FindingId::style_cannot_carry, std::move(message),
           "write the entry as name: …, a key a line");
  }

  // The edit that puts `text` in the place of `was`, which the scalar begins with.
  [[nodiscard]] std::optional<Edit> edit_of(NodeIndex scalar, std::string_view was,
                                            std::string_view text) const {
    const manifest::Node& node = document_.tape()[scalar];
    const manifest::Style around =
        node.parent == no_node ? manifest::Style::block : document_.tape()[node.parent].style;
    const auto tail = manifest::kept_tail(node.style, around, was, text, manifest::Part::whole);
    if (!tail) return std::nullopt;
    const Span span = manifest::decode(document_.text(), node).source({0, was.size() - *tail});
    return Edit{span, std::string(text.substr(0, text.size() - *tail))};
  }

  // Puts `text` into the scalar of `made`, in place of its reference.
  void replace(const std::string& text, EntryEdit& made) const {
    if (!is_own(made.node)) return refuse_shared(made);
    if (!is_known(text)) return;
    made.replacement = text;
    made.help = text;
    auto edit = edit_of(made.node, made.reference, text);
    if (!edit) {
      return refuse(made, FindingId::style_cannot_carry,
                    "the new reference can't stand here without quotes: " + text, "put the value in quotes");
    }
    made.edits.push_back(std::move(*edit));
    made.changes.intended.push_back(
        {made.node, text + document_.scalar(made.node).substr(made.reference.size())});
  }

  void change_new_name(const EntryRuling& ruling) {
    new_name_ = {document_.resolved(entry_->new_name.value), entry_->new_name_text, given, "", ""};
    if (entry_->new_name_text.empty()) {
      return refuse(new_name_, FindingId::style_cannot_carry, "its newName is empty",
                    "remove the empty newName");
    }
    const auto gone = ruling.drops_new_name && is_own(entry_->new_name.value)
                          ? removal_of_pair(document_, entry_->new_name)
                          : std::nullopt;
    if (!ruling.drops_new_name) return replace(ruling.new_name, new_name_);
    if (!gone) return replace(entry_->name_text, new_name_);  // which has the same effect
    new_name_.help = "without newName";
    new_name_.edits.push_back({*gone, ""});
    new_name_.changes.removed.push_back(
        {entry_->new_name.key, document_.tape()[entry_->new_name.value].next});
  }

  void add_new_name(const std::string& text, EntryEdit& made) const {
    if (!is_own(entry_->name.value)) return refuse_shared(made);
    if (!is_known(text)) return;
    made.help = "newName: " + text;
    auto insertion = insertion_below(document_, entry_->name, "newName", text);
    if (!insertion) return refuse_form(made, "newName can't be added to an entry that is written like this");
    insert(std::move(*insertion), made);
    if (made.replacement.empty()) made.replacement = text;
    made.changes.added.push_back({entry_->name.value, "newName", text});
  }

  void copy(const EntryRuling::Copy& copy, EntryEdit& made) const {
    if (made.refusal || !is_known(copy.name) || !is_known(copy.new_name)) return;
    if (made.replacement.empty()) made.replacement = copy.name;
    made.help += (made.help.empty() ? "" : ", and ") + ("an entry for " + copy.name);
    std::vector<Edit> edits;
    manifest::CopiedNode copied{entry_->item, {}};
    const auto change = [&](NodeIndex scalar, const std::string& was, const std::string& text) {
      auto edit = is_own(scalar) ? edit_of(scalar, was, text) : std::nullopt;
      if (!edit) return false;
      edits.push_back(std::move(*edit));
      copied.intended.push_back({scalar, text + document_.scalar(scalar).substr(was.size())});
      return true;
    };
    bool done = entry_->item != no_node && change(entry_->name.value, entry_->name_text, copy.name);
    if (!copy.new_name.empty() && entry_->new_name.found()) {
      done = done && change(entry_->new_name.value, entry_->new_name_text, copy.new_name);
    }
    put_copy(done, std::move(edits), std::move(copied), made);
  }

  void put_copy(bool done, std::vector<Edit> edits, manifest::CopiedNode copied, EntryEdit& made) const {
    auto insertion = done ? copy_of_item(document_, entry_->item, std::move(edits)) : std::nullopt;
    if (!insertion)
      return refuse_form(made, "no second entry can be written behind one that is written like this");
    insert(std::move(*insertion), made);
    std::sort(copied.intended.begin(), copied.intended.end(),
              [](const auto& a, const auto& b) { return a.node < b.node; });
    made.changes.copied.push_back(std::move(copied));
  }

  // Two insertions at one place are one edit.
  static void insert(Edit insertion, EntryEdit& made) {
    if (!made.edits.empty() && made.edits.back().span == insertion.span) {
      made.edits.back().text += insertion.text;
    } else {
      made.edits.push_back(std::move(insertion));
    }
  }

  void drop(EntryEdit& made) const {
    made.help = "no entry: the one for " + std::string("the old name has its effect");
    const auto gone = entry_->item == no_node || entry_->item != entry_->node
                          ? std::nullopt
                          : removal_of_item(document_, entry_->item);
    if (!gone) return refuse_form(made, "an entry that is written like this can't be removed");
    made.edits.push_back({*gone, ""});
    made.changes.removed.push_back({entry_->item, document_.tape()[entry_->item].next});
  }

  // [NAME=]NEW[:TAG]: one scalar holds what is spread over keys elsewhere.
  void argo_cd(const EntryRuling& ruling, EntryEdit& made) const {
    const ArgoImage image = argo_image(entry_->name_text);
    if (ruling.drops_entry) return drop(made);
    const std::string name = ruling.name.empty() ? std::string(image.name) : ruling.name;
    const std::string new_name = ruling.drops_new_name     ? ""
                                 : ruling.new_name.empty() ? std::string(image.new_name)
                                                           : ruling.new_name;
    if (!is_known(name) || !is_known(new_name) || (ruling.copy && !is_known(ruling.copy->name))) return;
    if (const std::string text = argo_text(name, new_name, image.version);
        text != entry_->name_text && (!image.has_star || !new_name.empty())) {
      replace(text, made);
    }
    if (!ruling.copy || made.refusal) return;
    const std::string second =
        argo_text(ruling.copy->name, ruling.copy->new_name.empty() ? image.new_name : ruling.copy->new_name,
                  image.version);
    made.help += (made.help.empty() ? "" : ", and ") + second;
    if (made.replacement.empty()) made.replacement = second;
    const NodeIndex scalar = entry_->item;
    auto edit =
        scalar != no_node && is_own(scalar) ? edit_of(scalar, entry_->name_text, second) : std::nullopt;
    const bool done = edit.has_value();
    std::vector<Edit> edits;
    manifest::CopiedNode copied{scalar, {}};
    if (done) {
      edits.push_back(std::move(*edit));
      copied.intended.push_back({scalar, second + document_.scalar(scalar).substr(entry_->name_text.size())});
    }
    put_copy(done, std::move(edits), std::move(copied), made);
  }

  const Document& document_;
  Form form_;
  std::vector<EntryEdit>& out_;
  const EntryItem* entry_ = nullptr;
  EntryEdit new_name_;
};

}  // namespace

std::vector<EntryEdit> edit_entries(const Document& document, const std::vector<EntryItem>& entries,
                                    Form form, const std::vector<EntryRuling>& rulings) {
  std::vector<EntryEdit> edits;
  Editor editor(document, form, edits);
  for (std::size_t i = 0; i < entries.size() && i < rulings.size(); ++i) editor.edit(entries[i], rulings[i]);
  return edits;
}

}  // namespace ecrify::kustomize
