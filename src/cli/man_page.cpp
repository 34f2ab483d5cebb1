// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "completion.hpp"

namespace ecrify::cli {
namespace {

// Text of roff: a backslash and a hyphen are themselves, and no line begins a request.
std::string escaped(std::string_view text) {
  std::string out;
  bool begins_line = true;
  for (const char c : text) {
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    begins_line = c == '\n';
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

// Paragraphs as they stand in the help; indented lines are examples.
std::string paragraphs(std::string_view text) {
  std::string out;
  bool is_example = false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool is_indented = line.starts_with("    ");
    if (is_indented && !is_example) out += ".nf\n.RS 4\n";
    if (!is_indented && is_example) out += ".RE\n.fi\n";
    is_example = is_indented;
    if (line.empty()) {
      if (!text.starts_with("    ")) out += ".PP\n";
    } else {
      out += escaped(is_indented ? line.substr(4) : line) + "\n";
    }
  }
  return out + (is_example ? ".RE\n.fi\n" : "");
}

std::string flag_entry(const options::FlagRow& row) {
  std::string entry = ".TP\n";
  if (!row.letter.empty()) entry += "\\fB\\-" + std::string(row.letter) + "\\fR, ";
  entry += "\\fB\\-\\-" + escaped(row.name) + "\\fR";
  if (std::holds_alternative<options::OptionalValue>(row.target)) {
    entry += "[=\\fI" + escaped(row.value) + "\\fR]";
  } else if (!row.value.empty()) {
    entry += " \\fI" + escaped(row.value) + "\\fR";
  }
  std::string commands;
  for (const options::CommandRow& command : options::command_table()) {
    if (options::is_group(command) || !options::has_flag(command.command, row)) continue;
    commands.append(commands.empty() ? "" : ", ").append(command.name);
  }
  entry += "\n" + escaped(row.help) + ".\n";
  return row.name == "help" ? entry : entry + "(" + escaped(commands) + ")\n";
}

constexpr std::string_view description =
    ".SH DESCRIPTION\n"
    "\\fBecrify\\fR rewrites image references of Kubernetes manifests to references of an Amazon ECR "
    "pull\\-through cache,\n"
    "and changes no other byte.\n"
    "Manifests and diffs go to standard output, messages to standard error.\n"
    "All of the input is read before the first byte is written; when anything is wrong nothing is.\n";

constexpr std::string_view ends =
    ".SH EXIT STATUS\n"
    ".TP\n.B 0\nDone; for \\fBcheck\\fR and \\fBdiff\\fR: nothing found.\n"
    ".TP\n.B 1\n\\fBcheck\\fR: findings. \\fBdiff\\fR: differences.\n"
    ".TP\n.B 2\nBad usage, configuration or input, a refusal, or a failed write. 2 outranks 1.\n"
    ".SH ENVIRONMENT\n"
    ".TP\n.BR ECRIFY_ACCOUNT \", \" ECRIFY_REGION\nAccount and region; beaten by flags, they beat the "
    "configuration file.\n"
    ".TP\n.BR AWS_ACCOUNT_ID \", \" AWS_REGION \", \" AWS_DEFAULT_REGION\n"
    "Account and region where nothing else says so.\n"
    ".TP\n.B ECRIFY_CONFIG\nThe configuration file.\n"
    ".TP\n.BR NO_COLOR \", \" FORCE_COLOR \", \" CLICOLOR_FORCE\nNo colours, or colours even without a "
    "terminal.\n"
    ".SH FILES\n"
    ".TP\n.I .ecrify.yaml\n"
    "The configuration, looked for from the working folder up to the top of the repository.\n"
    ".TP\n.I $XDG_CONFIG_HOME/ecrify/config.yaml\nThe one that is used where there is none.\n"
    ".SH SEE ALSO\n.BR kubectl (1),\n.BR kustomize (1),\n.BR helm (1)\n";

}  // namespace

std::string man_page(std::string_view version) {
  std::string text = ".TH ECRIFY 1 \"\" \"ecrify " + escaped(version) +
                     "\" \"User Commands\"\n.nh\n.ad l\n.SH NAME\n"
                     "ecrify \\- rewrite image references in Kubernetes manifests to Amazon ECR "
                     "pull\\-through cache references\n"
                     ".SH SYNOPSIS\n";
  bool is_first = true;
  for (const options::CommandRow& row : options::command_table()) {
    if (options::is_group(row)) continue;
    if (!is_first) text += ".br\n";
    is_first = false;
    text += "\\fBecrify " + escaped(row.name) + "\\fR";
    if (!row.usage.empty()) text += " " + escaped(row.usage);
    text += "\n";
  }
  text += std::string(description) + ".SH COMMANDS\n";
  for (const options::CommandRow& row : options::command_table()) {
    if (options::is_group(row)) continue;
    text += ".SS " + escaped(row.name) + "\n" + paragraphs(text_of(row));
  }
  text += ".SH OPTIONS\n";
  std::string_view group;
  for (const options::FlagRow& row : options::flag_table()) {
    if (row.group != group) {
      group = row.group;
      text += ".SS " + escaped(group) + "\n";
    }
    text += flag_entry(row);
  }
  return text + std::string(ends);
}

}  // namespace ecrify::cli
