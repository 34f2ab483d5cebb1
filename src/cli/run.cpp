// SPDX-License-Identifier: Apache-2.0
#include "ecrify/cli/run.hpp"

#include <unistd.h>

#include <exception>
#include <new>

#include "ecrify/cli/color.hpp"
#include "ecrify/cli/commands.hpp"
#include "ecrify/cli/completion.hpp"
#include "ecrify/cli/config_file.hpp"
#include "ecrify/cli/flag_table.hpp"
#include "ecrify/cli/flags.hpp"
#include "ecrify/cli/options.hpp"
#include "ecrify/cli/own_files.hpp"
#include "ecrify/cli/problem.hpp"
#include "function_input.hpp"
#include "slips.hpp"
#include "stdin.hpp"

namespace ecrify::cli {
namespace {

Terminal terminal(int descriptor) { return isatty(descriptor) != 0 ? Terminal::yes : Terminal::no; }

ExitStatus print(Output& out, std::string_view text) {
  out.write(text);
  return out.failed() ? exit_failure : exit_clean;
}

ExitStatus fail(Messages& messages, const Failure& failure, const SourceText* source = nullptr) {
  messages.failure(failure, source);
  return exit_failure;
}

ExitStatus run_command(Command command, const Session& session) {
  switch (command) {
    case Command::rewrite:
      return run_rewrite(session);
    case Command::check:
      return run_check(session);
    case Command::diff:
      return run_diff(session);
    case Command::list:
      return run_list(session);
    case Command::explain:
      return run_explain(session);
    default:
      return exit_clean;  // the others need no options: see run_invocation
  }
}

// A prefix may look like a registry and its path, and is more likely to be one than to begin with some other
// host's name.
void tell_host_like_prefixes(const rules::RuleSet& rules, Messages& messages) {
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

void tell_misnamed(const Invocation& invocation, const Environment& environment, Messages& messages) {
  if (const std::string line = misnamed_config(invocation.flags, environment); !line.empty())
    messages.note(line);
}

// What the command works by: what flags, environment and configuration add up to, and what is to be said of
// that.
Result<Options> settle(const Invocation& invocation, const Io& io, const Environment& environment,
                       const ConfigFile& file, Messages& messages) {
  Result<Options> options = resolve_options(invocation, environment, file);
  if (!options.ok()) return options;
  messages.set_verbosity(options->verbosity);
  messages.set_bound(options->most_same);
  if (!file.name().empty()) messages.detail("configuration: " + file.name());
  if (!options->mapping.rules().registry_host().empty())
    messages.detail("registry: " + options->mapping.rules().registry_host());
  tell_host_like_prefixes(options->mapping.rules(), messages);
  for (const std::string& line : slip_lines(*options)) messages.note(line);
  if (Status status = check_reports(*options, io); !status.ok()) return status.failure();
  if (Status status = check_output(*options, io); !status.ok()) return status.failure();
  return options;
}

// What `fn` reads on stdin may hold its configuration.
ExitStatus run_function(Invocation invocation, const Io& io, const Environment& environment, Output& out,
                        Messages& messages) {
  FunctionInput input;
  if (Status status = input.read(invocation.flags, io); !status.ok())
    return fail(messages, status.failure(), input.source());
  ConfigFile file;
  if (Status status = input.configure(invocation.flags, environment, file); !status.ok()) {
    return fail(messages, status.failure(), file.source());
  }
  const Result<Options> options = settle(invocation, io, environment, file, messages);
  if (!options.ok())
    return fail(messages, options.failure(), options.failure().offset != no_offset ? file.source() : nullptr);
  if (!input.is_configured()) tell_misnamed(invocation, environment, messages);
  return run_fn({*options, io, out, messages}, input);
}

// Nobody types manifests at a terminal: what only looks takes the working folder.
bool takes_working_folder(const Invocation& invocation, const Io& io) {
  const Command command = invocation.command;
  const bool looks = command == Command::check || command == Command::diff || command == Command::list;
  return looks && invocation.flags.arguments.empty() && !invocation.flags.stream && isatty(io.in) != 0;
}

ExitStatus run_invocation(const Invocation& typed, const Io& io, const Environment& environment, Output& out,
                          Messages& messages) {
  Invocation invocation = typed;
  if (invocation.flags.help) return print(out, help_text(invocation.command));
  if (const auto& color = invocation.flags.color; color && !parse_color(*color)) {
    return fail(messages, problem("unknown --color " + in_quotes(*color), "it is auto, always or never"));
  }
  if (Status status = check_arguments(invocation); !status.ok()) return fail(messages, status.failure());
  if (invocation.command == Command::version) return print(out, "ecrify " + version() + "\n");
  if (invocation.command == Command::completion) {
    const Result<std::string> script = completion_script(invocation.flags.arguments.front());
    return script.ok() ? print(out, *script) : fail(messages, script.failure());
  }
  if (group_of(row_of(invocation.command)) == "config") {
    return run_config({invocation, environment, io, out, messages});
  }
  if (invocation.command == Command::fn) return run_function(invocation, io, environment, out, messages);

  const bool by_default = takes_working_folder(invocation, io);
  if (by_default) invocation.flags.arguments = {"."};
  if (invocation.command == Command::rewrite && invocation.flags.arguments.empty() &&
      !invocation.flags.write) {
    if (auto failure = terminal_failure(io)) return fail(messages, *failure);
  }
  ConfigFile file;
  if (Status status = file.load(invocation.flags, environment); !status.ok()) {
    return fail(messages, status.failure(), file.source());
  }
  const Result<Options> options = settle(invocation, io, environment, file, messages);
  if (!options.ok()) {
    const bool in_file =
        options.failure().offset != no_offset;  // only the rules of the file have a place in it
    return fail(messages, options.failure(), in_file ? file.source() : nullptr);
  }
  if (by_default) messages.note("no path is given: looking at .");
  tell_misnamed(invocation, environment, messages);
  const Session session{*options, io, out, messages};
  if (group_of(row_of(invocation.command)) == "generate")
    return run_generate({session, invocation.flags, file});
  return run_command(invocation.command, session);
}

}  // namespace

std::string version() { return ECRIFY_VERSION; }

int run(const std::vector<std::string>& arguments, const Io& io, const Environment& environment) {
  Messages messages(io.err, color_of(ColorChoice::automatic, environment, terminal(io.err)));
  try {
    if (arguments.empty()) {
      const std::string overview = help_text(Command::none);
      messages.answer(overview.substr(0, overview.size() - 1));
      return exit_failure;
    }
    const Result<Invocation> invocation = parse_arguments(arguments);
    if (!invocation.ok()) return fail(messages, invocation.failure());
    const auto choice =
        parse_color(invocation->flags.color.value_or("auto")).value_or(ColorChoice::automatic);
    messages = Messages(io.err, color_of(choice, environment, terminal(io.err)));
    Output out(io.out, color_of(choice, environment, terminal(io.out)), messages);
    return run_invocation(*invocation, io, environment, out, messages);
  } catch (const std::bad_alloc&) {
    return fail(messages, problem("not enough memory for this input", "split the input"));
  } catch (const std::exception& error) {
    return fail(messages,
                problem(std::string("internal error: ") + error.what(), "please report it with the input"));
  }
}

}  // namespace ecrify::cli
