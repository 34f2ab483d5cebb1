// SPDX-License-Identifier: Apache-2.0
#include "completion.hpp"

#include "ecrify/base/text.hpp"
#include "ecrify/findings/catalogue.hpp"
#include "ecrify/generate/images.hpp"
#include "ecrify/report/formats.hpp"
#include "ecrify/report/list.hpp"

namespace ecrify::cli {
namespace {

template <typename Rows>
std::string words_of(const Rows& rows) {
  return listed(names_of(rows), " ");
}

}  // namespace

std::string value_choices(const options::FlagRow& row, run::Command command) {
  if (row.name == "as")
    return command == run::Command::generate_prewarm ? words_of(generate::prewarm_forms())
                                                     : words_of(generate::mirror_forms());
  if (row.name != "format") return std::string(row.choices);
  if (command == run::Command::explain) return "text json";
  return command == run::Command::list ? words_of(report::list_formats()) : words_of(report::formats());
}

std::string_view argument_choices(const options::CommandRow& row) {
  static const std::string findings = words_of(findings::catalogue());
  if (row.command == run::Command::explain) return findings;
  return row.command == run::Command::completion ? shells : std::string_view();
}

bool takes_paths(const options::CommandRow& row) {
  return row.usage.find("PATH") != std::string_view::npos || row.usage.find("FILE") != std::string_view::npos;
}

Result<std::string> completion_script(std::string_view shell) {
  if (shell == "bash") return bash_completion();
  if (shell == "zsh") return zsh_completion();
  if (shell == "fish") return fish_completion();
  return problem("unknown shell " + in_quotes(shell), "it is bash, zsh or fish");
}

}  // namespace ecrify::cli
