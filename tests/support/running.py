# SPDX-License-Identifier: Apache-2.0
"""What tests share that run the program and go on after a problem."""
import os
import pathlib

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
ECRIFY = str(pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve())


def told(problems, of_how_many=""):
    """Prints the problems and how many there are; returns the exit status that says whether there are any."""
    for problem in problems:
        print(f"problem: {problem}")
    print(f"{of_how_many}{', ' if of_how_many else ''}{len(problems)} problems")
    return 1 if problems else 0
