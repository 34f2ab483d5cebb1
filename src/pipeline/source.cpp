// SPDX-License-Identifier: Apache-2.0
// One composition for a whole source, for its parts on threads, and for a stream: parts are examined each on
// its own, then put together in their order.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "ecrify/base/stopwatch.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/pipeline/examine.hpp"
#include "examine_documents.hpp"
#include "filters.hpp"

namespace ecrify {
namespace {

// A stream in UTF-16 or UTF-32, which is not read; kubectl reads the former behind a byte order mark. Without
// one the zeros that are a half of each ASCII letter give it away: no text in UTF-8 begins with one, and YAML
// and JSON begin with ASCII.
bool is_wide(std::string_view bytes) {
  return bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF") ||
         bytes.substr(0, 4).find('\0') != std::string_view::npos;
}

// True if it may name a registry that is looked for. Of ASCII, zeros are what the wider forms add, in either
// byte order; what else they make of the text can only be a hit too much.
bool may_name_registry(const SourceContext& common, std::string_view bytes) {
  std::string narrow;
  narrow.reserve(bytes.size() / 2);
  std::copy_if(bytes.begin(), bytes.end(), std::back_inserter(narrow), [](char c) { return c != '\0'; });
  std::vector<manifest::Hit> hits;
  common.prefilter.find(narrow, hits);
  return std::any_of(hits.begin(), hits.end(),
                     [&common](const manifest::Hit& hit) { return common.is_about_images(hit); });
}

// Refused where an edit may be due, else one document that is copied unread.
Examination examine_wide(const SourceContext& common, std::string_view bytes) {
  Examination out;
  out.counts.documents = 1;
  if (!may_name_registry(common, bytes)) {
    out.counts.passed_over = 1;
    return out;
  }
  out.refused = true;
  Finding& finding = out.findings.emplace_back();
  finding.id = FindingId::not_yaml;
  finding.message = "text in UTF-16 or UTF-32, not in UTF-8";
  finding.help = "convert it: iconv -f UTF-16 -t UTF-8";
  return out;
}

void put_in_order(Examination& out) {
  sort_by_position(out.findings);
  const auto in_order = [](const Ruling& a, const Ruling& b) { return a.span.begin < b.span.begin; };
  if (!std::is_sorted(out.rulings.begin(), out.rulings.end(), in_order)) {
    std::stable_sort(out.rulings.begin(), out.rulings.end(), in_order);
  }
}

// Puts what a part gives, which begins at `offset`, behind what the parts before it gave.
void append(Examination& whole, Examination part, std::size_t offset) {
  for (Edit& edit : part.edits) whole.edits.push_back({edit.span.moved(offset), std::move(edit.text)});
  for (Finding& finding : part.findings) {
    finding.span = finding.span.moved(offset);
    for (Edit& edit : finding.edits) edit.span = edit.span.moved(offset);
    whole.findings.push_back(std::move(finding));
  }
  for (Ruling& ruling : part.rulings) {
    move_by(offset, ruling);
    whole.rulings.push_back(std::move(ruling));
  }
  for (OpenDocument& open : part.open) {
    open.span = open.span.moved(offset);
    whole.open.push_back(std::move(open));
  }
  whole.counts += part.counts;
  whole.times += part.times;
  whole.refused = whole.refused || part.refused;
  whole.noticed = whole.noticed || part.noticed;
}

// The state that parts of a source pass on to each other.
class Composition {
 public:
  Composition(const SourceContext& common, locate::ReadAs read_as) : common_(common), read_as_(read_as) {}

  // The source begins with these bytes.
  void begin(std::string_view bytes) {
    head_ = suppress::read_head(bytes);
    begun_ = true;
  }
  [[nodiscard]] bool begun() const { return begun_; }
  [[nodiscard]] std::size_t head_end() const { return head_.content; }

  struct Part {
    TextReport report;
    suppress::Head head;
  };
  // Examines a part; the first holds all of the head. Of different parts in any order, in several threads.
  [[nodiscard]] Part examine(std::string_view bytes, bool is_first) const {
    Part part;
    part.head.file = head_.file;
    if (is_first) part.head = head_;
    part.report = examine_documents(common_, bytes, read_as_, 0, part.head);
    return part;
  }

  // Takes in the parts in their order.
  [[nodiscard]] Examination take(Part part) {
    Examination out = std::move(part.report.out);
    for (Finding& finding : out.findings) finding.document += documents_;
    for (Ruling& ruling : out.rulings) ruling.document += documents_;
    for (OpenDocument& open : out.open) open.index += documents_;
    documents_ += out.counts.documents;
    any_hit_ = any_hit_ || part.report.any_hit;
    about_images_ = about_images_ || part.report.about_images;
    for (std::size_t i = 0; i < head_.file.size(); ++i) {
      for (const FindingId id : part.head.file[i].used) head_.file[i].use(id);
    }
    // The first document has been seen, and the parts that follow begin with no head.
    std::move(part.head.first_document.begin(), part.head.first_document.end(),
              std::back_inserter(head_.settled));
    head_.first_document.clear();
    return out;
  }

  // The findings about the head, as StreamExamination::head() has it.
  [[nodiscard]] Examination head(bool at_end) {
    Examination out;
    // Nothing is said of the head of a source in which nothing is looked for.
    if (!any_hit_) return out;
    suppress::Head head;
    if (at_end) {
      head = std::move(head_);
    } else if (about_images_) {
      head.problems = std::exchange(head_.problems, {});
    }
    report_head(common_.settings, std::move(head), about_images_, out);
    return out;
  }

 private:
  const SourceContext& common_;
  locate::ReadAs read_as_;
  suppress::Head head_;
  std::size_t documents_ = 0;  // in the parts so far
  bool begun_ = false;
  bool any_hit_ = false;       // one of the parts holds something that is looked for …
  bool about_images_ = false;  // … and maybe a reference that is rewritten
};

// The offsets at which parts of a source begin: between documents, behind its head.
std::vector<std::size_t> cuts_of(std::string_view bytes, std::size_t parts, std::size_t head_end) {
  std::vector<std::size_t> begins{0};
  for (std::size_t i = 1; i < parts; ++i) {
    const std::size_t from = begins.back();
    const std::size_t wanted = bytes.size() / parts * i;
    if (wanted <= from) continue;
    const std::size_t cut = manifest::last_cut(bytes.substr(from, wanted - from), from == 0 ? head_end : 0);
    if (cut != std::string_view::npos) begins.push_back(from + cut);
  }
  return begins;
}

}  // namespace

ClassActions::ClassActions() {
  for (const locate::ClassRow& row : locate::class_table()) set(row.cls, row.action);
}

Examiner::Examiner(Settings settings)
    : settings_(std::move(settings)), common_(std::make_unique<const SourceContext>(settings_)) {}
Examiner::~Examiner() = default;

Examination examine(const SourceText& source, const Settings& settings, locate::Role role) {
  return Examiner(settings).examine(source, role);
}

Examination Examiner::examine(const SourceText& source, locate::ReadAs read_as) const {
  return examine(source, read_as, 1, [](std::size_t, const auto& work) { work(0); });
}

Examination Examiner::examine(const SourceText& source, locate::ReadAs read_as, std::size_t parts,
                              const Run& run) const {
  const std::string_view bytes = source.bytes();
  if (is_wide(bytes)) return examine_wide(*common_, bytes);
  Composition composition(*common_, read_as);
  composition.begin(bytes);
  const std::vector<std::size_t> begins = cuts_of(bytes, parts, composition.head_end());
  std::vector<Composition::Part> examined(begins.size());
  run(begins.size(), [&](std::size_t i) {
    const std::size_t end = i + 1 < begins.size() ? begins[i + 1] : bytes.size();
    examined[i] = composition.examine(bytes.substr(begins[i], end - begins[i]), i == 0);
  });
  Examination whole = composition.take(std::move(examined.front()));
  for (std::size_t i = 1; i < examined.size(); ++i)
    append(whole, composition.take(std::move(examined[i])), begins[i]);
  Examination head = composition.head(true);
  whole.file_suppressions = std::move(head.file_suppressions);
  append(whole, std::move(head), 0);
  put_in_order(whole);
  return whole;
}

std::optional<Examination> Examiner::pass_over(const SourceText& source) const {
  const std::string_view bytes = source.bytes();
  if (common_->lists_all || is_wide(bytes)) return std::nullopt;
  Stopwatch watch(common_->settings.clock);
  const auto is_mark = [this](const manifest::Hit& hit) { return common_->is_watched(hit, Watch::mark); };
  constexpr std::size_t piece = 4096;  // most files that hold something are told apart early
  std::vector<manifest::Hit> hits;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    hits.clear();
    common_->prefilter.find(bytes, {at, at + piece}, hits);
    common_->watched.drop_false_hits(bytes, hits);
    if (!std::all_of(hits.begin(), hits.end(), is_mark)) return std::nullopt;
  }
  Examination out;
  out.counts.documents = manifest::Slicer(bytes).slices_before(bytes.size());
  watch.lap(out.times.prefilter);
  return out;
}

void Examiner::close(const SourceText& source, locate::Role role, OpenDocument open,
                     const std::vector<kustomize::EntryRuling>& decided, Examination& examined) const {
  suppress::Head head = suppress::read_head(source.bytes());
  close_document(*common_, source.bytes(), role, std::move(open), decided, head, examined);
  for (std::size_t i = 0; i < examined.file_suppressions.size() && i < head.file.size(); ++i) {
    for (const FindingId id : head.file[i].used) examined.file_suppressions[i].use(id);
  }
  std::stable_sort(examined.edits.begin(), examined.edits.end(),
                   [](const Edit& a, const Edit& b) { return a.span.begin < b.span.begin; });
  put_in_order(examined);
}

Examination Examiner::examine(const SourceText& source, locate::ReadAs read_as, FixedPlaces overruled) const {
  Settings settings = settings_;
  settings.overruled = std::move(overruled);
  return Examiner(std::move(settings)).examine(source, read_as);
}

struct StreamExamination::State {
  const SourceContext& common;
  Composition composition;
  bool wide = false;
};

StreamExamination::StreamExamination(const Examiner& examiner, locate::Role role)
    : state_(new State{*examiner.common_, Composition(*examiner.common_, role)}) {}
StreamExamination::~StreamExamination() = default;

Examination StreamExamination::examine(const SourceText& part) {
  const bool is_first = !state_->composition.begun();
  if (is_first) {
    state_->wide = is_wide(part.bytes());
    state_->composition.begin(part.bytes());
  }
  if (state_->wide) return examine_wide(state_->common, part.bytes());
  Examination out = state_->composition.take(state_->composition.examine(part.bytes(), is_first));
  put_in_order(out);
  return out;
}

Examination StreamExamination::head(Boundary at) {
  Examination out = state_->composition.head(at == Boundary::end);
  sort_by_position(out.findings);
  return out;
}

Times& Times::operator+=(const Times& other) {
  prefilter += other.prefilter;
  scan += other.scan;
  fallback += other.fallback;
  decide += other.decide;
  prove += other.prove;
  return *this;
}

Counts& Counts::operator+=(const Counts& other) {
  documents += other.documents;
  candidates += other.candidates;
  by_scanner += other.by_scanner;
  by_yaml_cpp += other.by_yaml_cpp;
  references += other.references;
  changed_documents += other.changed_documents;
  kept += other.kept;
  passed_over += other.passed_over;
  without_kind += other.without_kind;
  references_as_values += other.references_as_values;
  not_kubernetes += other.not_kubernetes;
  not_kubernetes_references += other.not_kubernetes_references;
  ignored += other.ignored;
  artifacts += other.artifacts;
  placeholders += other.placeholders;
  by_digest += other.by_digest;
  suppressed += other.suppressed;
  pull_secrets += other.pull_secrets;
  dropped_secrets += other.dropped_secrets;
  return *this;
}

}  // namespace ecrify
