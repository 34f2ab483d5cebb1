// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/stream.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "complete.hpp"
#include "ecrify/cli/entries.hpp"
#include "ecrify/cli/problem.hpp"
#include "ecrify/cli/summary.hpp"
#include "ecrify/input/stream.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/suppress/suppressions.hpp"
#include "ecrify/tree/content.hpp"
#include "stdin.hpp"

namespace ecrify::cli {
namespace {

Failure too_large(const std::string& name, const TextOrigin& start, std::size_t window) {
  Failure failure = problem("the document that begins at line " + std::to_string(start.lines + 1) + " is larger than " +
                                std::to_string(window >> 20U) + " MiB, which is all that --stream holds",
                            "leave --stream out: then all of the input is held in memory");
  failure.file = name;
  return failure;
}

// What of the window can be examined: whole documents, at the beginning all of the head with them. npos where no document
// ends in it.
std::size_t end_of_part(const input::StreamWindow& window, bool first) {
  const std::string_view view = window.view();
  if (window.at_end()) return view.size();
  return manifest::last_cut(view, first ? suppress::read_head(view).content : 0);
}

}  // namespace

Walked for_each_part(const Options& options, const Io& io, Messages& messages, Nothing nothing,
                     const std::function<void(Source&)>& visit, std::size_t window_size) {
  Walked walked;
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
  if (settings.rules == nullptr) return fail(no_target_failure(options, options.stdin_name));
  const Examiner examiner(settings);
  input::StreamWindow window(io.in, options.stdin_name, window_size);
  Continued stream;
  TextOrigin start;
  bool stop = false;
  for (Part part{true, false}; !part.last && !stop; part.first = false) {
    Stopwatch watch(options.clock);
    if (const Status status = window.fill(); !status.ok()) return fail(status.failure());
    watch.lap(walked.times.read);
    const std::size_t end = end_of_part(window, part.first);
    if (end == std::string_view::npos) return fail(too_large(options.stdin_name, start, window_size));
    part.last = window.at_end();
    if (part.first && part.last && end == 0 && nothing == Nothing::failure) return fail(empty_stdin_failure());

    const std::string_view bytes = window.view().substr(0, end);
    Loaded loaded;
    loaded.ignored = ignored;
    loaded.text = std::make_unique<const SourceText>(options.stdin_name, bytes, start);
    walked.times.bytes += bytes.size();
    if (!ignored) {
      loaded.examined = examiner.examine_part(*loaded.text, loaded.role, stream);
      if (options.command == Command::check) walked.charts += tree::count_charts(bytes);
      walked.times.examine += loaded.examined.times;
      complete(options, messages, loaded, walked, part);
    }
    watch = Stopwatch(options.clock);
    Source source{"", *loaded.text, std::move(loaded.examined), 0};
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
  if (options.clock == Clock::on) {
    for (const std::string& line : stats_lines(walked, 1)) messages.answer(line);
  }
  return walked;
}

}  // namespace ecrify::cli
