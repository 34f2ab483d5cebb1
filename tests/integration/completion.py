#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The completion scripts in the shells they are for: what each offers for a line that is typed so far.

    completion.py bash | zsh | fish        ECRIFY_BIN names the binary (default: build/src/ecrify)
"""
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())
FILES = ["a file.yaml", "b.yaml"]

# A line up to the cursor, what must be offered, what must not.
LINES = [
    ("ecrify ", ["rewrite", "check", "diff", "explain", "fn", "config", "completion", "version"], ["show", "b.yaml"]),
    ("ecrify re", ["rewrite"], ["check"]),
    ("ecrify config ", ["init", "show", "validate", "schema", "path"], ["rewrite", "b.yaml"]),
    ("ecrify completion ", ["bash", "zsh", "fish"], ["b.yaml"]),
    ("ecrify rewrite --dr", ["--dry-run", "--drop-pull-secret"], ["--write"]),
    ("ecrify rewrite --wr", ["--write"], []),
    ("ecrify check --wr", [], ["--write"]),
    ("ecrify check --str", ["--strict"], []),
    ("ecrify config show --reg", ["--region", "--registry"], []),
    ("ecrify config path --acc", [], ["--account"]),
    ("ecrify check --color ", ["auto", "always", "never"], ["b.yaml"]),
    ("ecrify check --color=al", ["always"], ["auto"]),
    ("ecrify check --reverse=", ["any"], ["auto"]),
    ("ecrify check -c b", ["b.yaml"], []),
    ("ecrify check -f ", ["full", "sarif", "rdjson"], ["table", "csv", "b.yaml"]),
    ("ecrify list --format=", ["table", "csv"], ["full", "sarif"]),
    ("ecrify check -o b", ["b.yaml"], []),
    ("ecrify check --account ", [], ["b.yaml", "auto"]),
    ("ecrify check ", ["a file.yaml", "b.yaml"], ["rewrite"]),
    ("ecrify config validate b", ["b.yaml"], []),
    ("ecrify generate ", ["terraform", "prewarm", "mirror", "renovate", "registries-conf"], ["init", "rewrite", "b.yaml"]),
    ("ecrify generate prewarm --as ", ["lines", "aws", "skopeo"], ["regsync", "b.yaml"]),
    ("ecrify generate mirror --as=", ["skopeo", "regsync"], ["aws"]),
    ("ecrify generate mirror b", ["b.yaml"], []),
    ("ecrify generate terraform --mon", ["--monitoring"], []),
    ("ecrify check --region ca-", ["ca-central-1", "ca-west-1"], ["eu-west-1", "b.yaml"]),
    ("ecrify explain policy-", ["policy-pattern", "policy-verify-skipped"], ["near-reference"]),
    ("ecrify explain b", ["b.yaml"], ["policy-pattern"]),
    ("ecrify explain -f ", ["text", "json"], ["sarif", "b.yaml"]),
    ("ecrify list -f ht", ["html"], []),
]


def skip(text):
    print(f"skipped: completion_{sys.argv[1]}: {text}")
    sys.exit(77)


def script(shell):
    return subprocess.run([ECRIFY, "completion", shell], check=True, capture_output=True, timeout=60).stdout.decode()


def environment(folder):
    (folder / "bin").mkdir()
    (folder / "bin/ecrify").symlink_to(ECRIFY)
    return {"PATH": f"{folder}/bin:/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "TERM": "dumb", "PS1": "$ "}


def run(command, work, env, stdin=None):
    result = subprocess.run(command, cwd=work, env=env, input=stdin, capture_output=True, timeout=60)
    if result.returncode != 0 or result.stderr:
        sys.exit(f"{command}: exit status {result.returncode}\n{result.stderr.decode()}")
    return result.stdout.decode()


# bash takes words apart at these, besides blanks.
def bash_words(line):
    return [word for word in re.findall(r"=|[^\s=]+", line)] + ([""] if line.endswith(" ") else [])


def bash(work, env):
    text = script("bash") + "\noffer() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _ecrify; printf '%s\\n' \"${COMPREPLY[@]}\"; echo ==; }\n"
    for line, _, _ in LINES:
        text += "offer " + " ".join(f"'{word}'" for word in bash_words(line)) + "\n"
    answers = run(["bash", "--noprofile", "--norc"], work, env, text.encode()).split("==\n")
    return [answer.splitlines() for answer in answers[: len(LINES)]]


def fish(work, env):
    (work.parent / "ecrify.fish").write_text(script("fish"))
    lines = ["source ../ecrify.fish"]
    for line, _, _ in LINES:
        lines.append(f"complete -C '{line}'; echo ==")
    answers = run(["fish", "--no-config", "-c", "\n".join(lines)], work, env).split("==\n")
    offered = []
    for (line, _, _), answer in zip(LINES, answers):
        words = [entry.split("\t")[0].replace("\\ ", " ") for entry in answer.splitlines()]
        # `--color=al` is completed as a whole.
        offered.append([word.split("=", 1)[1] if "=" in line and "=" in word else word for word in words])
    return offered


class Terminal:
    """zsh completes on a terminal only."""

    def __init__(self, command, work, env):
        try:
            self.process, self.end = pty.fork()
        except OSError as error:
            skip(f"no pseudo terminal ({error})")
        if self.process == 0:
            os.chdir(work)
            os.execvpe(command[0], command, env)

    def read_until(self, mark, seconds=20):
        shown, until = "", time.monotonic() + seconds
        while mark not in shown:
            if not select.select([self.end], [], [], max(0, until - time.monotonic()))[0]:
                sys.exit(f"zsh does not show {mark!r}; it shows:\n{shown}")
            shown += os.read(self.end, 65536).decode(errors="replace")
        return shown

    def type(self, text):
        os.write(self.end, text.encode())

    def close(self):
        os.close(self.end)
        os.waitpid(self.process, 0)


def zsh(work, env):
    folder = work.parent / "functions"
    folder.mkdir()
    (folder / "_ecrify").write_text(script("zsh"))
    run(["zsh", "-f", "-n", str(folder / "_ecrify")], work, env)
    terminal = Terminal(["zsh", "-f", "-i"], work, env)
    # Every offer is caught where it is made, so that no layout of a list has to be read.
    terminal.type(
        "unsetopt zle_bracketed_paste; PS1='READY '; fpath=(../functions $fpath); autoload -Uz compinit; compinit -u -D\n"
        "compadd() { local -a caught; builtin compadd -O caught \"$@\"; (( $#caught )) && print -rl -- $caught >>../offers;"
        " builtin compadd \"$@\" }\n"
        "zstyle ':completion:*' insert-tab false; zstyle ':completion:*' list-prompt ''; LISTMAX=1000; unsetopt list_beep\n"
        "probe() { zle list-choices; print -r -- '==' >>../offers }; zle -N probe; bindkey '^G' probe; print -r -- 'SET''UP'\n"
    )
    terminal.read_until("SETUP")
    offers, offered = work.parent / "offers", []
    for line, _, _ in LINES:
        offers.write_text("")
        # zsh completes less while more is typed, so nothing is typed before it is done.
        terminal.type("\x15" + line + "\x07")
        until = time.monotonic() + 20
        while not offers.read_text().endswith("==\n"):
            if time.monotonic() > until:
                sys.exit(f"zsh does not answer for {line!r}")
            if select.select([terminal.end], [], [], 0.01)[0]:
                os.read(terminal.end, 65536)  # a full terminal would stop it
        offered.append([word.rstrip("=").replace("\\ ", " ") for word in offers.read_text().splitlines()[:-1]])
    terminal.type("\x15")
    terminal.type("exit\n")
    terminal.close()
    return offered


SHELLS = {"bash": bash, "zsh": zsh, "fish": fish}


def main():
    shell = sys.argv[1]
    if not shutil.which(shell, path="/usr/local/bin:/usr/bin:/bin"):
        skip(f"{shell} is not installed")
    if not os.access(ECRIFY, os.X_OK):
        sys.exit(f"{ECRIFY}: no such program; build it, or name it in ECRIFY_BIN")
    failed = []
    with tempfile.TemporaryDirectory(prefix="ecrify-completion-") as name:
        work = pathlib.Path(name).resolve() / "work"
        work.mkdir()
        for file in FILES:
            (work / file).write_text("")
        offered = SHELLS[shell](work, environment(work.parent))
    for (line, wanted, unwanted), words in zip(LINES, offered, strict=True):
        missing = [word for word in wanted if word not in words]
        wrong = [word for word in unwanted if word in words]
        if missing or wrong:
            failed.append(f"{line!r}: offered {words}; missing {missing}, wrong {wrong}")
    if failed:
        sys.exit("\n".join(failed))
    print(f"completion_{shell}: {len(LINES)} lines")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in SHELLS:
        sys.exit(__doc__)
    main()
