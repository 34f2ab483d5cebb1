// SPDX-License-Identifier: Apache-2.0
// The three ways to examine a source say the same: as a whole, in parts at the same time (-j), and as a
// stream (--stream).
#include <algorithm>
#include <optional>

#include "../support/account.hpp"
#include "../support/generator.hpp"
#include "../support/rewriting.hpp"
#include "../support/slowness.hpp"
#include "catch.hpp"
#include "ecrify/manifest/slice.hpp"

using namespace ecrify;
using namespace ecrify::test;

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Sources that are made of what one part might keep from another.
class Sources {
 public:
  explicit Sources(std::uint64_t seed) : seed_(seed), generator_(seed) {}

  std::string next() {
    std::string text =
        one_of({"", "", std::string(byte_order_mark)}) + head() + head() + one_of({"", "---\n"});
    for (std::size_t i = 0; i <= generator_.below(7); ++i) text += document() + border();
    if (generator_.one_in(3)) text.insert(text.rfind('\n') + 1, document());
    if (generator_.one_in(4)) text = with_crlf(text);
    return text;
  }

 private:
  std::string one_of(const std::vector<std::string>& from) { return from[generator_.below(from.size())]; }

  std::string head() {
    return one_of({"", "", "# a comment\n", "%YAML 1.2\n---\n", "---\n", "...\n", "# ecrify:ignore-file\n",
                   "# ecrify:ignore-file[digest-first-pull] known\n",
                   "# ecrify:ignore-file[automation,policy-pattern]\n",
                   "# ecrify:ignore-file[digest-first-pull]: malformed\n", "# ecrify:ignore-file[bogus] x\n",
                   "# ecrify:ignore-nothing\n", "# ecrify:ignore-document\n---\n",
                   "# ecrify:ignore-document[automation]\n---\n", "---\n# ecrify:ignore-document\n",
                   "# Generated. DO NOT EDIT.\n"});
  }

  std::string document() {
    const std::string pod = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:1\n";
    switch (generator_.below(14)) {
      case 0:
        return "nothing: to find\n";
      case 1:
        return "image: ghcr.io/o/none:1\n";  // without a kind
      case 2:
        return pod + "  imagePullSecrets:\n  - name: ghcr\n";
      case 3:
        return pod + "  x: [\n";
      case 4:
        return pod + "  x: &a ghcr.io/o/a:1\n  y: *a\nstatus: {image: &b ghcr.io/o/b:1}\nz: {image: *b}\n";
      case 5:
        return pod + "    # ecrify:ignore it is above\n";
      case 6:
        return "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ghcr.io/o/a:1  # ecrify:ignore "
               "stays\n";
      case 7:
        return pod + "# ecrify:ignore-file late\n";
      case 8:
        return "# ecrify:ignore-document not yet\n" + pod;
      case 9:
        return "apiVersion: v1\nkind: \"Pod\\nimage\\n[]\"\nspec:\n  containers: ghcr.io/o/a:1\n";
      case 10:
        return pod + "    x: \xEF\xBB\xBF\n";
      default: {
        std::string text = Generator(seed_ * 100 + generator_.below(100)).stream();
        return text.ends_with('\n') ? text : text + "\n";
      }
    }
  }

  std::string border() {
    return one_of({"---\n", "---\n", "--- # next\n", "...\n", "...\n---\n",
                   "...\n" + std::string(byte_order_mark), "...\n\n"});
  }

  static std::string with_crlf(const std::string& text) {
    std::string out;
    for (const char c : text) {
      if (c == '\n' && !out.ends_with('\r')) out += '\r';
      out += c;
    }
    return out;
  }

  std::uint64_t seed_;
  Generator generator_;
};

template <class Located>
void put(std::vector<Located>& all, std::vector<Located>& some, std::size_t offset) {
  for (Located& one : some) {
    one.span = {one.span.begin + offset, one.span.end + offset};
    all.push_back(std::move(one));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Located& a, const Located& b) { return a.span.begin < b.span.begin; });
}

void put(Examination& all, Examination some, std::size_t offset) {
  put(all.edits, some.edits, offset);
  put(all.findings, some.findings, offset);
  put(all.rulings, some.rulings, offset);
  all.refused = all.refused || some.refused;
  all.counts += some.counts;
}

struct Streamed {
  Examination all;
  std::size_t parts = 0;
};

// As --stream with a window of that size; nothing where a document does not fit into it.
std::optional<Streamed> streamed(const Examiner& examiner, const std::string& text, std::size_t window) {
  Streamed out;
  StreamExamination stream(examiner, locate::Role::object);
  for (std::size_t at = 0; out.parts == 0 || at < text.size(); ++out.parts) {
    const std::string_view view = std::string_view(text).substr(at, window);
    const bool is_last = at + view.size() == text.size();
    const std::size_t end =
        is_last ? view.size()
                : manifest::last_cut(view, out.parts == 0 ? suppress::read_head(view).content : 0);
    if (end == std::string_view::npos) return std::nullopt;
    Examination part = stream.examine(SourceText("test.yaml", view.substr(0, end)));
    Examination head =
        stream.head(is_last ? StreamExamination::Boundary::end : StreamExamination::Boundary::part);
    // What somebody meant to protect is not written before it is said that the words for that are wrong.
    const bool malformed =
        std::any_of(head.findings.begin(), head.findings.end(), [](const Finding& finding) {
          return finding.id == FindingId::malformed_suppression && finding.severity == Severity::error;
        });
    if (malformed) CHECK(out.all.edits.empty());
    if (is_last) out.all.file_suppressions = std::move(head.file_suppressions);
    put(out.all, std::move(head), 0);
    put(out.all, std::move(part), at);
    at += end;
  }
  return out;
}

}  // namespace

TEST_CASE("a source says the same as a whole, in parts and as a stream") {
  const rules::RuleSet rules = default_rules();
  std::size_t changed = 0;
  std::size_t refused = 0;
  std::size_t in_parts = 0;
  std::size_t in_streams = 0;
  constexpr std::size_t sources = 1200U / static_cast<unsigned>(fewer);
  for (std::size_t seed = 1; seed <= sources; ++seed) {
    const std::string text = Sources(seed).next();
    const SourceText source("test.yaml", text);
    for (const bool collects : {true, false}) {
      const rules::Mapping mapping(rules, seed % 7 == 0 ? Direction::reverse : Direction::forward,
                                   seed % 5 == 0 ? rules::RegistryScope::any : rules::RegistryScope::mapped);
      Settings settings = settings_of(mapping);
      settings.pull_secrets = {{"ghcr"},
                               seed % 2 == 0 ? std::vector<std::string>{"ghcr"} : std::vector<std::string>{}};
      if (seed % 3 == 0) settings.suppression_search = SuppressionSearch::everywhere;
      if (!collects) {
        settings.kept = RulingScope::none;
        settings.wording = {false, false};
      }
      const Examiner examiner(settings);
      const Examination whole = examiner.examine(source, locate::Role::object);
      const std::string expected = account_of(whole);
      changed += whole.edits.size();
      if (whole.refused) ++refused;
      CHECK(std::is_sorted(whole.findings.begin(), whole.findings.end(),
                           [](const Finding& a, const Finding& b) { return a.span.begin < b.span.begin; }));
      INFO("seed " << seed << "\n" << text);
      for (const std::size_t parts : {2U, 3U, 16U}) {
        const Run backwards = [&](std::size_t count, const std::function<void(std::size_t)>& work) {
          if (count > 1) ++in_parts;
          for (std::size_t i = count; i-- > 0;) work(i);
        };
        INFO(parts << " parts");
        REQUIRE(account_of(examiner.examine(source, locate::Role::object, parts, backwards)) == expected);
      }
      for (std::size_t window = text.size() + 1; window > 20; window = window * 3 / 4) {
        const auto stream = streamed(examiner, text, window);
        if (!stream) continue;
        if (stream->parts > 1) ++in_streams;
        INFO("a window of " << window);
        REQUIRE(account_of(stream->all) == expected);
      }
    }
  }
  CHECK(changed > sources);
  CHECK(refused > sources / 4);
  CHECK(in_parts > sources);
  CHECK(in_streams > sources);
}
