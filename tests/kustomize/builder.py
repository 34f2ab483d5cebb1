# SPDX-License-Identifier: Apache-2.0
"""The real kustomize: kubectl, or the program of tests/peers/kustomize_builder, which builds about ten times as fast.
`build` takes folders and gives the text of each build, None where kustomize can't build it; `errors` says why."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

# A build downloads nothing: git is not found, and no proxy answers at this address.
OFFLINE = {"PATH": "/nonexistent", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "GOMAXPROCS": "1", "GOGC": "400",
           "HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9", "TMPDIR": tempfile.gettempdir()}
KUBECTL = shutil.which("kubectl")
PREFIX = re.compile(rb"^(  name: )w(\d+)-", re.MULTILINE)


class KubectlBuilder:
    """Starting kubectl takes longer than a build, so one process builds many folders: as bases of one kustomization, each
    with a name prefix of its own. Where one of them can't be built, halves of them are."""

    def __init__(self):
        self.errors = {}

    def build(self, folders):
        if len(folders) == 1:
            result = self.start(folders[0])
            self.errors[folders[0]] = result.stderr.decode(errors="replace")
            return {folders[0]: None if result.returncode else result.stdout}
        built = self.build_together(folders) if folders else {}
        if built is None:
            middle = len(folders) // 2
            return self.build(folders[:middle]) | self.build(folders[middle:])
        return built

    @staticmethod
    def start(folder):
        return subprocess.run([KUBECTL, "kustomize", str(folder)], env=OFFLINE, capture_output=True, timeout=300, check=False)

    def build_together(self, folders):
        # Beside the folders: a base has to be named by a relative path.
        with tempfile.TemporaryDirectory(prefix="ecrify-together-", dir=os.path.commonpath(folders)) as scratch:
            names = [f"w{number}" for number in range(len(folders))]
            for name, folder in zip(names, folders):
                write_kustomization(f"{scratch}/{name}", {"resources": [os.path.relpath(folder, f"{scratch}/{name}")],
                                                          "namePrefix": name + "-"})
            write_kustomization(f"{scratch}/all", {"resources": [f"../{name}" for name in names]})
            result = self.start(f"{scratch}/all")
        if result.returncode:
            return None
        texts = {folder: [] for folder in folders}
        for document in result.stdout.removesuffix(b"\n").split(b"\n---\n") if result.stdout.strip() else []:
            owner = PREFIX.search(document)
            if not owner:
                return None  # an object whose name takes no prefix
            texts[folders[int(owner[2])]].append(PREFIX.sub(rb"\1", document, count=1))
        return {folder: b"\n---\n".join(documents) + b"\n" for folder, documents in texts.items()}


def write_kustomization(folder, value):
    pathlib.Path(folder).mkdir()
    (pathlib.Path(folder) / "kustomization.yaml").write_text(json.dumps(value))


class ProgramBuilder:
    def __init__(self, program):
        self.errors = {}
        self.process = subprocess.Popen([program], env=OFFLINE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)  # words that are deprecated

    def build(self, folders):
        return {folder: self.build_one(folder) for folder in folders}

    def build_one(self, folder):
        self.process.stdin.write(f"{folder}\n".encode())
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.errors[folder] = answer.get("error", "")
        return None if self.errors[folder] else answer["build"].encode()


def new_builder(program=None):
    return ProgramBuilder(program) if program else KubectlBuilder()
