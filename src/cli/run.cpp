// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/run.hpp"

#include <unistd.h>

#include <exception>
#include <new>

#include "arguments.hpp"
#include "color.hpp"
#include "ecrify/base/text.hpp"
#include "ecrify/base/version.hpp"
#include "ecrify/cli/completion.hpp"
#include "ecrify/command/commands.hpp"
#include "ecrify/command/function_input.hpp"
#include "ecrify/options/config_file.hpp"
#include "ecrify/options/flag_table.hpp"
#include "ecrify/options/invocation.hpp"
#include "ecrify/options/resolve.hpp"
#include "ecrify/run/options.hpp"
#include "ecrify/run/own_files.hpp"
#include "ecrify/run/stdin.hpp"

namespace ecrify::cli {
namespace {

Terminal terminal(int descriptor) { return isatty(descriptor) != 0 ? Terminal::yes : Terminal::no; }

// A line of the log that can't be written is no failure of the run.
run::ExitStatus end_log(run::ExitStatus status, run::Messages& messages) {
  messages.log().write(run::LogLevel::info, "ecrify", "end: exit status " + std::to_string(status));
  if (const Status closed = messages.log().close(); !closed.ok())
    messages.note("warning: " + closed.failure().message);
  return status;
}

// A prefix may look like a registry and its path, and is more likely to be one than to begin with some other
// host's name.
void tell_host_like_prefixes(const rules::RuleSet& rules, run::Messages& messages) {
  for (const rules::Rule& rule : rules.rules()) {
    const std::string_view host = std::string_view(rule.to).substr(0, rule.to.find('/'));
    const bool is_host_like = rule.kind == rules::RuleKind::prefix && host.size() < rule.to.size() &&
                              host.find('.') != std::string_view::npos && !rule.from.starts_with(host);
    if (is_host_like) {
      messages.note("the rule " + rules::describe(rule) + " puts images below " + rule.to +
                    " in the target registry; for another registry write //" + rule.to);
    }
  }
}

void tell_misnamed(const options::Invocation& invocation, const options::Environment& environment,
                   run::Messages& messages) {
  if (const std::string line = options::misnamed_config(invocation.flags, environment); !line.empty())
    messages.note(line);
}

// The options that the command works by: what flags, environment and configuration add up to, and what is to
// be said of that.
Result<run::Options> settle(const options::Invocation& invocation, const run::Io& io,
                            const options::Environment& environment, const options::ConfigFile& file,
                            run::Messages& messages) {
  Result<run::Options> options = options::resolve_options(invocation, environment, file);
  if (!options.ok()) return options;
  messages.set_verbosity(options->verbosity);
  messages.set_bound(options->most_same);
  if (!file.name().empty()) messages.detail("configuration: " + file.name());
  if (!options->mapping.rules().registry_host().empty())
    messages.detail("registry: " + options->mapping.rules().registry_host());
  tell_host_like_prefixes(options->mapping.rules(), messages);
  for (const std::string& line : options::slip_lines(*options)) messages.note(line);
  if (Status status = run::check_reports(*options, io); !status.ok()) return status.failure();
  if (Status status = run::check_output(*options, io); !status.ok()) return status.failure();
  if (!options->log_file.empty()) {
    Result<run::Log> log = run::Log::open(options->log_file, options->log_level);
    if (!log.ok()) return log.failure();
    messages.set_log(std::move(log).value());
    messages.log().write(run::LogLevel::info, "ecrify", "begin: " + version() + " " + options->command_name);
  }
  return options;
}

// The list that `fn` reads on stdin may hold its configuration.
run::ExitStatus run_function(options::Invocation invocation, const run::Io& io,
                             const options::Environment& environment, run::Output& out,
                             run::Messages& messages) {
  command::FunctionInput input;
  if (Status status = input.read(invocation.flags, io); !status.ok())
    return messages.failure(status.failure(), input.source());
  options::ConfigFile file;
  if (Status status = input.configure(invocation.flags, environment, file); !status.ok()) {
    return messages.failure(status.failure(), file.source());
  }
  const Result<run::Options> options = settle(invocation, io, environment, file, messages);
  if (!options.ok())
    return messages.failure(options.failure(),
                            options.failure().offset != no_offset ? file.source() : nullptr);
  if (!input.is_configured()) tell_misnamed(invocation, environment, messages);
  return command::run_fn({*options, io, out, messages}, input);
}

// Nobody types manifests at a terminal: what only looks takes the working folder.
bool takes_working_folder(const options::Invocation& invocation, const run::Io& io) {
  const run::Command command = invocation.command;
  const bool looks =
      command == run::Command::check || command == run::Command::diff || command == run::Command::list;
  return looks && invocation.flags.arguments.empty() && !invocation.flags.stream && isatty(io.in) != 0;
}

// The commands that work by no options: they print what the program holds, or are about the configuration
// itself.
bool is_without_options(run::Command command) {
  return command == run::Command::version || command == run::Command::completion ||
         options::group_of(options::row_of(command)) == "config";
}

run::ExitStatus run_without_options(const options::Invocation& invocation, const run::Io& io,
                                    const options::Environment& environment, run::Output& out,
                                    run::Messages& messages) {
  if (invocation.command == run::Command::version) return out.print("ecrify " + version() + "\n");
  if (invocation.command == run::Command::completion) {
    const Result<std::string> script = completion_script(invocation.flags.arguments.front());
    return script.ok() ? out.print(*script) : messages.failure(script.failure());
  }
  return command::run_config({invocation, environment, io, out, messages});
}

run::ExitStatus run_with_options(options::Invocation invocation, const run::Io& io,
                                 const options::Environment& environment, run::Output& out,
                                 run::Messages& messages) {
  const bool by_default = takes_working_folder(invocation, io);
  if (by_default) invocation.flags.arguments = {"."};
  if (invocation.command == run::Command::rewrite && invocation.flags.arguments.empty() &&
      !invocation.flags.write) {
    if (auto failure = run::terminal_failure(io)) return messages.failure(*failure);
  }
  options::ConfigFile file;
  if (Status status = file.load(invocation.flags, environment); !status.ok()) {
    return messages.failure(status.failure(), file.source());
  }
  const Result<run::Options> options = settle(invocation, io, environment, file, messages);
  if (!options.ok()) {
    const bool in_file =
        options.failure().offset != no_offset;  // only the rules of the file have a place in it
    return messages.failure(options.failure(), in_file ? file.source() : nullptr);
  }
  if (by_default) messages.note("no path is given: looking at .");
  tell_misnamed(invocation, environment, messages);
  const command::Session session{*options, io, out, messages};
  switch (invocation.command) {
    case run::Command::rewrite:
      return command::run_rewrite(session);
    case run::Command::check:
      return command::run_check(session);
    case run::Command::diff:
      return command::run_diff(session);
    case run::Command::list:
      return command::run_list(session);
    case run::Command::explain:
      return command::run_explain(session);
    default:
      return command::run_generate({session, invocation.flags, file});
  }
}

run::ExitStatus run_invocation(const options::Invocation& invocation, const run::Io& io,
                               const options::Environment& environment, run::Output& out,
                               run::Messages& messages) {
  // settle() looks at stdout for all else.
  if (invocation.flags.help || is_without_options(invocation.command)) {
    const auto place = options::find_config(invocation.flags, environment);
    if (Status status = run::check_stdout(invocation.command, place ? place->path : "", io); !status.ok())
      return messages.failure(status.failure());
  }
  if (invocation.flags.help) return out.print(help_text(invocation.command));
  if (const auto& color = invocation.flags.color; color && !parse_color(*color)) {
    return messages.failure(problem("unknown --color " + in_quotes(*color), "it is auto, always or never"));
  }
  if (Status status = options::check_arguments(invocation); !status.ok())
    return messages.failure(status.failure());
  if (is_without_options(invocation.command))
    return run_without_options(invocation, io, environment, out, messages);
  if (invocation.command == run::Command::fn) return run_function(invocation, io, environment, out, messages);
  return run_with_options(invocation, io, environment, out, messages);
}

}  // namespace

int run(const std::vector<std::string>& arguments, const run::Io& io,
        const options::Environment& environment) {
  run::Messages messages(io.err, color_of(ColorChoice::automatic, environment, terminal(io.err)));
  try {
    if (arguments.empty()) {
      const std::string overview = help_text(run::Command::none);
      messages.answer(overview.substr(0, overview.size() - 1));
      return run::exit_failure;
    }
    const Result<options::Invocation> invocation = parse_arguments(arguments);
    if (!invocation.ok()) return messages.failure(invocation.failure());
    const auto choice =
        parse_color(invocation->flags.color.value_or("auto")).value_or(ColorChoice::automatic);
    messages = run::Messages(io.err, color_of(choice, environment, terminal(io.err)));
    run::Output out(io.out, color_of(choice, environment, terminal(io.out)), messages);
    return end_log(run_invocation(*invocation, io, environment, out, messages), messages);
  } catch (const std::bad_alloc&) {
    return messages.failure(problem("not enough memory for this input", "split the input"));
  } catch (const std::exception& error) {
    return messages.failure(
        problem(std::string("internal error: ") + error.what(), "please report it with the input"));
  }
}

}  // namespace ecrify::cli
