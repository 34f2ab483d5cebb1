// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "ecrify/base/result.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/input/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/complete.hpp"
#include "ecrify/run/content.hpp"
#include "ecrify/run/entries.hpp"
#include "ecrify/run/sources.hpp"
#include "ecrify/run/stdin.hpp"
#include "ecrify/run/summary.hpp"
#include "ecrify/run/vanity.hpp"
#include "ecrify/suppress/suppressions.hpp"

namespace ecrify::run {
namespace {

Failure too_large(const std::string& name, const TextOrigin& start, std::size_t window) {
  Failure failure =
      problem("the document that begins at line " + std::to_string(start.lines + 1) + " is larger than " +
                  std::to_string(window >> 20U) + " MiB, which is all that --stream holds",
              "leave --stream out: then all of the input is held in memory");
  failure.file = name;
  return failure;
}

// The end of the whole documents in the window, at the beginning behind all of the head; npos where no
// document ends in it.
std::size_t end_of_part(const input::StreamWindow& window, bool first) {
  const std::string_view view = window.view();
  if (window.at_end()) return view.size();
  return manifest::last_cut(view, first ? suppress::read_head(view).content : 0);
}

// The beginning of a stream, kept for messages about it when its bytes are gone.
class StreamHead {
 public:
  StreamHead(const std::string& name, std::string_view view) {
    // Its head, and the line that is named for what is said of all of it.
    std::size_t size = std::max(suppress::read_head(view).content, behind_line(view, 0));
    if (const auto notice = generated_notice(name, view))
      size = std::max(size, behind_line(view, notice->end));
    bytes_ = view.substr(0, size);
    text_.emplace(name, bytes_);
  }
  StreamHead(const StreamHead&) = delete;
  StreamHead& operator=(const StreamHead&) = delete;

  [[nodiscard]] const SourceText& text() const { return *text_; }

 private:
  std::string bytes_;
  std::optional<const SourceText> text_;
};

}  // namespace

RunTotals for_each_part(const Options& options, const Io& io, Messages& messages, EmptyInput nothing,
                        const std::function<void(Source&)>& visit, std::size_t window_size) {
  RunTotals walked;
  walked.only_stdin = true;
  const auto fail = [&](const Failure& failure) {
    messages.failure(failure);
    ++walked.failed;
    return walked;
  };
  if (const auto failure = terminal_failure(io)) return fail(*failure);
  const bool ignored = is_ignored(options, options.stdin_name);
  Settings settings = settings_for(options, options.stdin_name);
  settings.most_for_yaml_cpp = stream_most_for_yaml_cpp;
  if (settings.mapping == nullptr) return fail(no_target_failure(options, options.stdin_name));
  const VanityHosts vanity(options);
  settings.noticed = vanity.hosts();
  const Examiner examiner(settings);
  input::StreamWindow window(io.in, options.stdin_name, window_size);
  StreamExamination stream(examiner, stdin_role(options));
  TextOrigin start;
  std::optional<const StreamHead> beginning;
  bool stop = false;
  bool any_known = ignored || nothing == EmptyInput::allowed;
  for (bool last = false; !last && !stop;) {
    Stopwatch watch(options.settings.clock);
    if (const Status status = window.fill(); !status.ok()) return fail(status.failure());
    watch.lap(walked.times.read);
    const bool is_first = !beginning;
    const std::size_t end = end_of_part(window, is_first);
    if (end == std::string_view::npos) return fail(too_large(options.stdin_name, start, window_size));
    last = window.at_end();
    if (is_first && last && nothing == EmptyInput::failure) {
      if (const auto failure = empty_stdin_failure(options, window.view())) return fail(*failure);
    }
    if (is_first) {
      if (const auto failure = function_list_failure(options, window.view().substr(0, end)))
        return fail(*failure);
      if (const std::string line =
              function_list_line(options, options.stdin_name, window.view().substr(0, end));
          !line.empty())
        messages.note(line);
    }
    if (is_first) beginning.emplace(options.stdin_name, window.view());
    if (is_first && !ignored) ++walked.sources;

    const std::string_view bytes = window.view().substr(0, end);
    LoadedSource loaded;
    loaded.ignored = ignored;
    loaded.text = std::make_unique<const SourceText>(options.stdin_name, bytes, start);
    walked.times.bytes += bytes.size();
    if (!ignored) {
      loaded.examined = stream.examine(*loaded.text);
      vanity.add_notes(*loaded.text, locate::Role::object, loaded.examined);
      any_known = any_known || is_known(options, options.stdin_name, bytes, loaded.examined);
      if (last) {
        if (const auto failure = unknown_stdin_failure(options, any_known)) fail(*failure);
      }
      if (options.command == Command::check)
        walked.charts += chart_places(*loaded.text, charts_in(bytes), options.verbosity);
      walked.times.examine += loaded.examined.times;
      count_in(options, messages, loaded, walked);
    }
    watch = Stopwatch(options.settings.clock);
    Source head{{},
                beginning->text(),
                stream.head(last ? StreamExamination::Boundary::end : StreamExamination::Boundary::part),
                0,
                true};
    if (last && !ignored) {
      head.examined.counts = walked.counts;
      tell_of_source(options, head.text, loaded.role, head.examined);
      walked.counts = std::exchange(head.examined.counts, {});
    }
    set_severities(options, head.examined);
    loaded.examined.refused = loaded.examined.refused || head.examined.refused;
    if (!ignored) log_examination(messages.log(), *loaded.text, loaded.examined);
    if (!head.examined.findings.empty()) visit(head);
    Source source{{}, *loaded.text, std::move(loaded.examined), 0};
    if (!ignored || copies_through(options)) visit(source);
    watch.lap(walked.times.write);
    stop = source.stop;
    start.offset += end;
    start.lines += static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    window.drop(end);
  }
  if (ignored) {
    messages.detail(ignored_line(options, options.stdin_name));
    ++walked.ignored_files;
  }
  walked.examinations = walked.sources;
  if (options.settings.clock == Clock::on) {
    for (const std::string& line : stats_lines(walked, 1)) messages.answer(line);
  }
  return walked;
}

}  // namespace ecrify::run
