#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The files of examples/integrations, .pre-commit-hooks.yaml and .github/actions, by the tools that they are for where
tests/peers/tools.sh has fetched these, and by the lines in them that call ecrify in any case.

    integrations.py [NAME…]      all of them, or those: argocd flux github gitlab helmfile kpt kustomize pre_commit reviewdog
                                 skaffold
    integrations.py --update     keeps what Flux makes of a rewritten manifest

ECRIFY_BIN names ecrify, ECRIFY_PEERS the folder of the tools.
"""
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
HERE = TOP / "examples/integrations"
KEPT = pathlib.Path(__file__).resolve().parent / "integrations"
ECRIFY = pathlib.Path(os.environ.get("ECRIFY_BIN", TOP / "build/src/ecrify")).resolve()
PEERS = pathlib.Path(os.environ.get("ECRIFY_PEERS", TOP / "build-peers"))
HOST = "123456789012.dkr.ecr.ca-central-1.amazonaws.com"
POD = (HERE / "kustomize/web.yaml").read_text()
REWRITTEN = POD.replace("ghcr.io", f"{HOST}/ghcr")
CONFIG = 'apiVersion: ecrify/v1\nkind: RewriteConfig\nregistry: {account: "123456789012", region: ca-central-1}\n'
problems = []
skipped = []


def expect(fits, what, detail=""):
    if not fits:
        problems.append(f"{what}\n{detail}")


def peer(name):
    """The path of a tool; None where it is absent, which is said at the end."""
    found = PEERS / name if os.access(PEERS / name, os.X_OK) else shutil.which(name)
    if not found:
        skipped.append(name)
    return found


class Scratch:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        bin_folder = self.folder / "bin"
        bin_folder.mkdir()
        (bin_folder / "ecrify").symlink_to(ECRIFY)
        self.environment = {"PATH": f"{bin_folder}:/usr/local/bin:/usr/bin:/bin", "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def tool(self, name, text):
        (self.folder / "bin" / name).write_text(text)
        (self.folder / "bin" / name).chmod(0o755)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run(self, *command, stdin=None, cwd=".", **more):
        return subprocess.run([str(word) for word in command], cwd=self.folder / cwd, env={**self.environment, **more}, input=stdin,
                              capture_output=True, text=True, timeout=110, check=False)


def argocd(scratch):
    generate = yaml.safe_load((HERE / "argocd/plugin.yaml").read_text())["spec"]["generate"]
    scratch.write("app/.ecrify.yaml", CONFIG)
    scratch.write("app/web.yaml", POD)
    scratch.write("app/kustomization.yaml", "resources: [web.yaml]\n")
    scratch.tool("kustomize", '#!/bin/sh\n[ "$1" = build ] && cat "$2"/*web.yaml\n')
    ran = scratch.run(*generate["command"], *generate["args"], cwd="app")
    expect((ran.returncode, ran.stdout) == (0, REWRITTEN), "argocd: the plugin rewrites what kustomize builds", ran.stderr)
    script = HERE / "argocd/rendered-manifests.sh"
    ran = scratch.run(script, ".", "../rendered", cwd="app")
    expect(ran.returncode == 0 and (scratch.folder / "rendered/manifests.yaml").read_text() == REWRITTEN, "argocd: manifests are rendered", ran.stderr)
    scratch.tool("kustomize", "#!/bin/sh\nexit 1\n")
    ran = scratch.run(*generate["command"], *generate["args"], cwd="app")
    expect(ran.returncode != 0 and ran.stdout == "", "argocd: a build that fails is a failure", ran.stdout)
    ran = scratch.run(script, ".", "../rendered", cwd="app")
    expect(ran.returncode != 0 and (scratch.folder / "rendered/manifests.yaml").read_text() == REWRITTEN, "argocd: and changes nothing", ran.stderr)
    kubectl = peer("kubectl")
    if kubectl:
        server = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: argocd-repo-server}\nspec: {template: {spec: {containers: [{name: argocd-repo-server, image: a}]}}}\n"
        scratch.write("patched/server.yaml", server)
        scratch.write("patched/patch.yaml", (HERE / "argocd/repo-server.yaml").read_text())
        scratch.write("patched/kustomization.yaml", "resources: [server.yaml]\npatches: [{path: patch.yaml}]\n")
        ran = scratch.run(kubectl, "kustomize", "patched")
        names = [one["name"] for one in yaml.safe_load(ran.stdout or "{}").get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])]
        expect(sorted(names) == ["argocd-repo-server", "ecrify"], "argocd: the patch adds a sidecar", ran.stdout + ran.stderr)


def flux(scratch):
    shutil.copytree(HERE / "flux", scratch.folder / "flux")
    ran = scratch.run("ecrify", "rewrite", "-w", "apps", cwd="flux")
    rewritten = (scratch.folder / "flux/apps/web.yaml").read_text()
    expect(ran.returncode == 0 and "image: ${ECR}/ghcr/org/web:v1\n" in rewritten, "flux: a variable stands for the registry", ran.stderr + rewritten)
    ran = scratch.run("ecrify", "check", "-q", "apps", cwd="flux")
    expect(ran.returncode == 0, "flux: and check is content", ran.stdout)
    ran = scratch.run("ecrify", "rewrite", "--reverse", "-q", "-w", "apps", cwd="flux")
    expect((scratch.folder / "flux/apps/web.yaml").read_text() == (HERE / "flux/apps/web.yaml").read_text(), "flux: it goes back", ran.stderr)
    values = yaml.safe_load((HERE / "flux/kustomization.yaml").read_text())["spec"]["postBuild"]["substitute"]
    kept = KEPT / "flux.yaml"
    substitute = peer("flux_substitute")
    if substitute:
        ran = scratch.run(substitute, *[f"{name}={value}" for name, value in values.items()], stdin=rewritten)
        if "--update" in sys.argv:
            kept.write_text(ran.stdout)
        expect(ran.stdout == kept.read_text(), "flux: it fills the variable in as it did", ran.stdout + ran.stderr)
    filled = rewritten
    for name, value in values.items():
        filled = filled.replace("${" + name + "}", value)
    expect(kept.read_text() == filled == REWRITTEN, "flux: what it made is what rewrite makes", kept.read_text())


def has_curl(example):
    """What fetches a release does so by curl, which the suite does not install."""
    if shutil.which("curl"):
        return True
    skipped.append(f"{example}, its steps: curl is not installed")
    return False


def steps_of(action):
    return {step["name"]: step for step in yaml.safe_load(action.read_text())["runs"]["steps"]}


def github(scratch):
    action = TOP / ".github/actions/ecrify/action.yml"
    workflow = HERE / "github/workflow.yaml"
    for tool, arguments in (("actionlint", [workflow]), ("zizmor", ["--offline", "--quiet", "--min-severity", "medium", workflow, action]),
                            ("check-jsonschema", ["--builtin-schema", "vendor.github-actions", action]),
                            ("check-jsonschema", ["--builtin-schema", "vendor.github-workflows", workflow])):
        program = peer(tool)
        if program:
            ran = scratch.run(program, *arguments)
            expect(ran.returncode == 0, f"github: {tool} finds nothing", ran.stdout + ran.stderr)
    steps = steps_of(action)
    for name, step in steps.items():
        expect("${{" not in step["run"], f"github: nothing is put into the script of {name}", step["run"])

    if not has_curl("github"):
        return

    # The steps, as a runner runs them.
    (scratch.folder / "release/bin").mkdir(parents=True)
    shutil.copy(ECRIFY, scratch.folder / "release/bin/ecrify")
    tarball = scratch.folder / "ecrify.tar.gz"
    subprocess.run(["tar", "-czf", tarball, "-C", scratch.folder, "release"], check=True)
    version = scratch.run("ecrify", "version").stdout.split()[1]
    checksum = hashlib.sha256(tarball.read_bytes()).hexdigest()
    runner = {"RUNNER_TEMP": str(scratch.folder / "temp"), "GITHUB_OUTPUT": str(scratch.folder / "output"), "GITHUB_STEP_SUMMARY": str(scratch.folder / "summary")}

    def step(name, **inputs):
        return scratch.run("bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", steps[name]["run"], **runner, **inputs)

    install = {"VERSION": version, "SHA256": checksum, "URL": tarball.as_uri(), "REPOSITORY": "o/r"}
    ran = step("Install ecrify", **install | {"SHA256": "0" * 64})
    expect(ran.returncode != 0 and not (scratch.folder / "temp/ecrify/bin").exists(), "github: another checksum installs nothing", ran.stdout)
    ran = step("Install ecrify", **install | {"VERSION": "9.9.9"})
    expect(ran.returncode != 0, "github: another version is none", ran.stdout)
    ran = step("Install ecrify", **install)
    expect(ran.returncode == 0, "github: it installs", ran.stderr)
    program = (scratch.folder / "output").read_text().split("program=")[1].strip()
    scratch.write("deploy/web.yaml", POD)
    check = {"PATHS": "deploy\n", "ARGUMENTS": "", "SARIF": "ecrify.sarif", "PROGRAM": program}
    ran = step("Check", **check)
    expect(ran.returncode == 1 and "::error file=deploy/web.yaml" in ran.stdout, "github: annotations say what is left", ran.stdout)
    expect(json.loads((scratch.folder / "ecrify.sarif").read_text())["runs"][0]["results"], "github: so does SARIF")
    expect("ghcr.io/org/web" in (scratch.folder / "summary").read_text(), "github: and the summary of the job")
    expect((scratch.folder / "output").read_text().endswith("found=true\n"), "github: and an output")
    hostile = "deploy; touch pwned $(touch pwned) `touch pwned`\n--output=pwned\n"
    ran = step("Check", **check | {"PATHS": hostile})
    expect(ran.returncode == 2 and not (scratch.folder / "pwned").exists(), "github: a path is a path", ran.stderr)
    scratch.write("deploy/web.yaml", REWRITTEN)
    ran = step("Check", **check | {"ARGUMENTS": "--strict\n"})
    expect(ran.returncode == 0 and (scratch.folder / "output").read_text().endswith("found=false\n"), "github: a clean folder passes", ran.stdout)
    used = next(one for one in yaml.safe_load(workflow.read_text())["jobs"]["ecrify"]["steps"] if one.get("id") == "ecrify")["with"]
    expect(set(used) <= set(yaml.safe_load(action.read_text())["inputs"]), "github: the workflow gives inputs that there are", str(used))


def gitlab(scratch):
    head, job_text = (HERE / "gitlab/templates/ecrify.yml").read_text().split("\n---\n")
    inputs = yaml.safe_load(head)["spec"]["inputs"]
    included = yaml.safe_load((HERE / "gitlab/gitlab-ci.yaml").read_text())["include"][0]["inputs"]
    expect(set(included) <= set(inputs) and {name for name, one in inputs.items() if "default" not in one} <= set(included), "gitlab: the inputs are those of the component", str(included))
    (scratch.folder / "release/bin").mkdir(parents=True)
    shutil.copy(ECRIFY, scratch.folder / "release/bin/ecrify")
    tarball = scratch.folder / "ecrify.tar.gz"
    subprocess.run(["tar", "-czf", tarball, "-C", scratch.folder, "release"], check=True)
    values = {name: one.get("default") for name, one in inputs.items()} | included
    values |= {"url": tarball.as_uri(), "sha256": hashlib.sha256(tarball.read_bytes()).hexdigest()}
    for name, value in values.items():
        job_text = job_text.replace(f"$[[ inputs.{name} ]]", json.dumps(value))
    job = yaml.safe_load(scratch.write("job.yml", job_text).read_text())["ecrify"]
    program = peer("check-jsonschema")
    if program:
        ran = scratch.run(program, "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci", "job.yml")
        expect(ran.returncode == 0, "gitlab: the job fits the schema", ran.stdout)
    if not has_curl("gitlab"):
        return
    scratch.write("deploy/web.yaml", POD)
    lines = "\n".join([*job["before_script"], *job["script"]]).replace("/tmp/ecrify", f"{scratch.folder}/unpacked")
    ran = scratch.run("bash", "-eo", "pipefail", "-c", lines, **job["variables"])
    expect(ran.returncode == 1, "gitlab: it fails for what is left", ran.stdout + ran.stderr)
    expect(json.loads((scratch.folder / job["artifacts"]["reports"]["codequality"]).read_text()), "gitlab: and reports it")
    expect("ghcr.io" in (scratch.folder / job["artifacts"]["reports"]["junit"]).read_text(), "gitlab: as a test, too")


def helmfile(scratch):
    defaults = yaml.safe_load((HERE / "helmfile/helmfile.yaml").read_text())["helmDefaults"]
    helm = peer("helm4")
    if not helm:
        return
    scratch.write("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 0.1.0\n")
    scratch.write("shop/templates/web.yaml", POD)
    shutil.copytree(TOP / "src/package/helm", scratch.folder / "plugin")
    scratch.write("plugin/plugin.yaml", (TOP / "src/package/helm/plugin.yaml.in").read_text().replace("@PROJECT_VERSION@", "0.1.0"))
    scratch.run(helm, "plugin", "install", scratch.folder / "plugin")
    ran = scratch.run(helm, "template", "shop", "shop", "--post-renderer", defaults["postRenderer"], *[f"--post-renderer-args={one}" for one in defaults["postRendererArgs"]])
    expect(ran.returncode == 0 and f"{HOST}/ghcr/org/web:v1" in ran.stdout, "helmfile: Helm takes its words", ran.stderr)


def kpt(scratch):
    program = peer("kpt")
    if not program:
        return
    shutil.copytree(HERE / "kpt", scratch.folder / "kpt")
    ran = scratch.run(program, "fn", "render", "kpt", "--allow-exec")
    expect(ran.returncode == 0 and f"image: {HOST}/ghcr/org/web:v1" in (scratch.folder / "kpt/web.yaml").read_text(), "kpt: it renders", ran.stderr)


def kustomize(scratch):
    program = peer("kustomize_builder")
    if not program:
        return
    shutil.copytree(HERE / "kustomize", scratch.folder / "kustomize")
    ran = scratch.run(program, "--enable-exec", stdin="kustomize\n")
    expect(f"image: {HOST}/ghcr/org/web:v1" in json.loads(ran.stdout)["build"], "kustomize: it builds", ran.stdout + ran.stderr)


def pre_commit(scratch):
    hooks = {hook["id"]: hook for hook in yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())}
    used = yaml.safe_load((HERE / "pre-commit/pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    expect({hook["id"] for hook in used} <= set(hooks), "pre-commit: the hooks are there", str(used))
    scratch.write("work/deploy/web.yaml", POD)
    scratch.write("work/notes.yaml", "hello: world\n")
    scratch.write("work/.ecrify.yaml", CONFIG)
    program = peer("pre-commit")
    if not program:
        ran = scratch.run(*hooks["ecrify-check"]["entry"].split(), "notes.yaml", cwd="work")
        expect(ran.returncode == 0, "pre-commit: other files are no failure", ran.stderr)
        ran = scratch.run(*hooks["ecrify-check"]["entry"].split(), "deploy/web.yaml", cwd="work")
        expect(ran.returncode == 1, "pre-commit: a check fails", ran.stderr)
        return
    git = {"GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.com"}
    scratch.write("hooks/.pre-commit-hooks.yaml", (TOP / ".pre-commit-hooks.yaml").read_text())
    for folder in ("hooks", "work"):
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
            scratch.run("git", *command, cwd=folder, **git)

    def hook(name, *files):
        return scratch.run(program, "try-repo", scratch.folder / "hooks", name, "--files", *files, cwd="work", **git)

    ran = hook("ecrify-check", "deploy/web.yaml", "notes.yaml")
    expect(ran.returncode == 1 and "Failed" in ran.stdout and f"help: {HOST}/ghcr/org/web:v1" in ran.stdout, "pre-commit: a check fails", ran.stdout + ran.stderr)
    ran = hook("ecrify-check", "notes.yaml")
    expect(ran.returncode == 0 and "Passed" in ran.stdout, "pre-commit: other files are no failure", ran.stdout + ran.stderr)
    ran = hook("ecrify-rewrite", "deploy/web.yaml", "notes.yaml")
    expect(ran.returncode == 1 and "files were modified by this hook" in ran.stdout, "pre-commit: a rewrite modifies", ran.stdout + ran.stderr)
    expect((scratch.folder / "work/deploy/web.yaml").read_text() == REWRITTEN, "pre-commit: as rewrite does")
    ran = hook("ecrify-check", "deploy/web.yaml")
    expect(ran.returncode == 0, "pre-commit: then the check passes", ran.stdout)


def reviewdog(scratch):
    scratch.write("deploy/web.yaml", POD)
    script = HERE / "reviewdog/review.sh"
    program = peer("reviewdog")
    if program:
        (scratch.folder / "bin/reviewdog").symlink_to(pathlib.Path(program).resolve())
        ran = scratch.run(script, "deploy", "-reporter=local", "-filter-mode=nofilter")
        expect(ran.returncode == 1 and "deploy/web.yaml" in ran.stdout and "unmapped-image" in ran.stdout, "reviewdog: it shows what is left", ran.stdout + ran.stderr)
        scratch.write("deploy/web.yaml", REWRITTEN)
        ran = scratch.run(script, "deploy", "-reporter=local", "-filter-mode=nofilter")
        expect(ran.returncode == 0, "reviewdog: and nothing else", ran.stdout + ran.stderr)
    else:
        scratch.tool("reviewdog", "#!/bin/sh\nexec cat\n")
        ran = scratch.run(script, "deploy")
        expect(ran.returncode == 0 and json.loads(ran.stdout)["diagnostics"], "reviewdog: gets what is left", ran.stdout + ran.stderr)
    scratch.write("deploy/web.yaml", "kind: Pod\napiVersion: v1\nimage: [ghcr.io/org/web:v1\n")
    ran = scratch.run(script, "deploy", "-reporter=local", "-filter-mode=nofilter")
    expect(ran.returncode != 0, "reviewdog: what can't be read is a failure", ran.stdout + ran.stderr)


def skaffold(scratch):
    host = yaml.safe_load((HERE / "skaffold/skaffold.yaml").read_text())["manifests"]["hooks"]["after"][0]["host"]
    scratch.write(".ecrify.yaml", CONFIG)
    ran = scratch.run(*host["command"], stdin=POD)
    expect(host["withChange"] and (ran.returncode, ran.stdout) == (0, REWRITTEN), "skaffold: the hook rewrites", ran.stderr)
    ran = scratch.run(*host["command"], stdin="")
    expect(ran.returncode == 2, "skaffold: nothing rendered is a failure", ran.stdout)


EXAMPLES = [argocd, flux, github, gitlab, helmfile, kpt, kustomize, pre_commit, reviewdog, skaffold]


def main():
    names = [word for word in sys.argv[1:] if word != "--update"]
    for example in EXAMPLES:
        if names and example.__name__ not in names:
            continue
        with tempfile.TemporaryDirectory(prefix="ecrify-integrations-") as folder:
            example(Scratch(folder))
    folders = {path.name.replace("-", "_") for path in HERE.iterdir()}
    expect(folders == {example.__name__ for example in EXAMPLES}, "each folder of examples/integrations is run", str(folders))
    for name in sorted(set(skipped)):
        print(f"skipped: integrations: {name}" + ("" if ":" in name else ": tests/peers/tools.sh has not fetched it"))
    print("\n".join(f"problem: {problem}" for problem in problems) or f"integrations: {len(EXAMPLES)} examples")
    sys.exit(1 if problems else 0)


main()
