// SPDX-License-Identifier: Apache-2.0
#include "ecrify/options/flag_table.hpp"

#include <algorithm>
#include <array>

#include "ecrify/base/text.hpp"
#include "regions.hpp"

namespace ecrify::options {
namespace {

constexpr unsigned bit(run::Command command) { return 1U << static_cast<unsigned>(command); }

constexpr unsigned rewrite = bit(run::Command::rewrite);
constexpr unsigned diff = bit(run::Command::diff);
constexpr unsigned check = bit(run::Command::check);
constexpr unsigned list = bit(run::Command::list);
constexpr unsigned fn = bit(run::Command::fn);
constexpr unsigned on_manifests = rewrite | check | diff | list;
constexpr unsigned on_references = on_manifests | bit(run::Command::explain);
constexpr unsigned config_init = bit(run::Command::config_init);
constexpr unsigned config_show = bit(run::Command::config_show);
constexpr unsigned config_import = bit(run::Command::config_import);
constexpr unsigned verify = bit(run::Command::config_verify);
constexpr unsigned generate_of_paths =
    bit(run::Command::generate_prewarm) | bit(run::Command::generate_mirror);
constexpr unsigned generate_of_rules =
    bit(run::Command::generate_terraform) | bit(run::Command::generate_renovate) |
    bit(run::Command::generate_registries_conf) | bit(run::Command::generate_admission_policy);
constexpr unsigned policy = bit(run::Command::generate_admission_policy);
constexpr unsigned generates = generate_of_paths | generate_of_rules;
constexpr unsigned with_rules = on_references | fn | config_show | verify | generates;
constexpr unsigned all = ~0U;

constexpr std::array commands = {
    CommandRow{run::Command::rewrite, "rewrite", "[flags] [PATH...|-]",
               "write manifests with their references rewritten",
               R"(Rewrites the image references of mapped registries; every other byte stays as it is.

Without a PATH, or with -, it reads stdin and writes stdout: all of it, or nothing when something is
wrong. One file goes to stdout as well. Several files, or a folder, need --write.

    kustomize build . | ecrify rewrite --account 123456789012 --region ca-central-1 |
        kubectl apply -f -
    ecrify rewrite -w deploy/

Helm 3 takes it as a post-renderer, Helm 4 the plugin in share/ecrify/helm. Helm 4 shows none of its
messages; they are in ecrify.log in Helm's cache folder (helm env HELM_CACHE_HOME), or where
ECRIFY_HELM_LOG says.

A summary goes to stderr with --write, with -v, or when stderr is a terminal.
Exit status: 0 done, 2 for bad usage, configuration or input, a refusal, or a failed write.)"},
    CommandRow{
        run::Command::check, "check", "[flags] [PATH...|-]",
        "exit 1 while a reference is left that rewrite would change",
        R"(Shows each reference that rewrite would change, and what it should be. Changes nothing. Without a
PATH it reads stdin, or looks at the working folder where stdin is a terminal.

    ecrify check deploy/

Works without an account and a region; it then names the rule instead of the new reference.

Formats: {formats}.
Each -o FILE is for the -f before it:

    ecrify check -f github -f sarif -o ecrify.sarif .

Exit status: 0 clean, 1 findings (0 with --exit-zero), 2 for bad usage, configuration or input.)"},
    CommandRow{run::Command::diff, "diff", "[flags] [PATH...|-]", "show what rewrite would change",
               R"(Shows what rewrite would change as a unified diff. Changes nothing.

    ecrify diff deploy/ | git apply

Without a PATH it reads stdin, or looks at the working folder where stdin is a terminal.
Exit status: 0 no difference, 1 differences, 2 for bad usage, configuration or input.)"},
    CommandRow{
        run::Command::list, "list", "[flags] [PATH...|-]",
        "show every image reference, and what becomes of it",
        R"(Shows the image references of all registries: what runs, from where, and where it goes to. Changes
nothing. Sorted by reference and place, so that two lists can be compared.

    ecrify list deploy/
    ecrify list --images-only --unique -0 . | xargs -0 -n1 crane digest
    ecrify list -f html -o images.html .

Formats: {formats}. In a terminal the table is cut to its width, in a
pipe or a file it is whole. Works without an account and a region. Without a PATH it reads stdin, or
looks at the working folder where stdin is a terminal.
Exit status: 0 done, 2 for bad usage, configuration or input.)"},
    CommandRow{run::Command::explain, "explain", "[flags] REFERENCE|FILE:LINE|FINDING",
               "say what is done about a reference or a line, and why",
               R"(Says how a reference is read, which rule decides about it, why, and what becomes of it.

    ecrify explain ghcr.io/org/app:v1

For a line of a file it says which class each image there has, why, what is done about it, and what
you can do; for a finding, what it means and what to do.

    ecrify explain deploy/app.yaml:17
    ecrify explain policy-pattern

A line is explained in the run that `check .` of the working folder is, where its file is part of
that, else in a run of the file alone; the first line says which. With -f json it gives the rows
that `list --all` has of the line.

Exit status: 0, also when the line names no registry that a rule is about; 2 for bad usage,
configuration or input.)"},
    CommandRow{
        run::Command::fn, "fn", "[flags]",
        "rewrite the items of a ResourceList, as a function of kpt or kustomize",
        R"(A KRM function: reads a ResourceList (YAML or JSON) from stdin, rewrites the image references in its
items as "rewrite" does, and writes the list with "results" that say what was rewritten and what was
not. Every other byte stays as it is; a list with nothing to say of comes back as it was.

    kpt fn eval --exec "ecrify fn" -- account=123456789012 region=ca-central-1
    kpt fn eval --exec "ecrify fn --check" --fn-config .ecrify.yaml

The functionConfig is the configuration document, whatever its metadata, or a ConfigMap with
any of these data: account, region, registry, rules (YAML), keep (one a line), strict (true), mode
(rewrite or check). Without one that says where images go, .ecrify.yaml is used as elsewhere.

Exit status: 0 done, 1 findings (--check), 2 for bad usage, configuration or list, or a refusal;
then nothing is written.)"},
    CommandRow{run::Command::config, "config", "", "make, show and check the configuration",
               R"(Works on the configuration file, .ecrify.yaml.)"},
    CommandRow{
        run::Command::config_init, "config init", "[flags] [FOLDER...] [FILE|-]",
        "write a first configuration file",
        R"(Writes a configuration to start from: .ecrify.yaml in the working folder, FILE, or stdout for -.
A file that is there already stays as it is, unless --force is given. With a FOLDER it looks at the
manifests below that and writes the rules that there is work for, with the number of references.

    ecrify config init --account 123456789012 --region ca-central-1 .

Exit status: 0 written, 2 for bad usage, a file that is there, or a failed write.)"},
    CommandRow{run::Command::config_show, "config show", "[flags]",
               "print what the file, flags and environment add up to",
               R"(Prints the configuration that the other commands work with: the file, with the flags and the
environment over it, and the default where nothing says otherwise. It is a configuration file again.

    ecrify config show --region eu-west-1

Exit status: 0 shown, 2 for bad usage or configuration.)"},
    CommandRow{
        run::Command::config_validate, "config validate", "[FILE...|-]", "check configuration files",
        R"(Checks configuration files, or without a FILE the one that is used here: keys and values, whether
the rules fit together, whether patterns, field paths and classes are valid. Shows all errors.

    ecrify config validate .ecrify.yaml

Exit status: 0 valid, 2 for bad usage, an invalid file, or none.)"},
    CommandRow{run::Command::config_schema, "config schema", "", "print the JSON schema of the configuration",
               R"(Prints the JSON schema (draft-07) of the configuration file, for editors and other tools.

    ecrify config schema > ecrify.schema.json

An editor with the YAML language server takes it by a comment in the file:
# yaml-language-server: $schema=ecrify.schema.json)"},
    CommandRow{run::Command::config_path, "config path", "[flags]", "print which configuration file is used",
               R"(Prints the path of the configuration file that the other commands read.

Exit status: 0 printed, 2 where there is none.)"},
    CommandRow{
        run::Command::config_import, "config import", "[flags] [FILE...|-]",
        "write a configuration from the rules of AWS",
        R"(Prints a configuration with the pull-through cache rules that files define, each with a comment
where it comes from. It reads what these print: "aws ecr describe-pull-through-cache-rules" (JSON
or YAML), "terraform show -json" or "tofu show -json" of a plan or a state, terraform.tfstate,
templates of CloudFormation and the CDK, "pulumi stack export", manifests of Crossplane and ACK.
Folders are searched for them. Nothing but names, prefixes, URLs and ARNs of them is shown.

    aws ecr describe-pull-through-cache-rules | ecrify config import > .ecrify.yaml

Exit status: 0 printed, 2 for bad usage, a file that can't be read, no cache rule, or several
registries.)"},
    CommandRow{
        run::Command::config_verify, "config verify", "[flags] --against FILE...",
        "compare the configuration with the cache rules of AWS",
        R"(Compares the configuration with the files that "config import" reads, and says what would not work:
prefixes without a cache rule, other upstreams or registries, names that AWS refuses, creation
templates that don't fit, IAM policies without the rights. Lists of creation templates ("aws ecr
describe-repository-creation-templates") and IAM policies in JSON are read, too.

    terraform show -json plan.out > plan.json
    ecrify config verify --against plan.json

Formats: {formats}.

Exit status: 0 clean, 1 findings (0 with --exit-zero), 2 for bad usage, configuration or input.)"},
    CommandRow{
        run::Command::generate, "generate", "",
        "write what stands beside the rewrite, from the same configuration",
        R"(Writes what AWS, bots and build machines need, from the same configuration as the rewrite.)"},
    CommandRow{
        run::Command::generate_terraform, "generate terraform", "[flags]",
        "the AWS side of the rules: cache, secrets, policies, monitoring",
        R"(Prints a root module of Terraform or OpenTofu with the AWS side of the rules: pull-through cache
rules, one where rules share it, their secrets (values come from variables), creation templates with
a lifecycle policy, and the rights that nodes lack. The account and the region are those of the
registry; without one, those of whoever applies it.

    ecrify generate terraform > cache/main.tf
    terraform plan -out plan.out && terraform show -json plan.out > plan.json
    ecrify config verify --against plan.json

Rules with a target, and of registries that ECR takes no cache rule for, are refused.

Exit status: 0 printed, 2 for bad usage or configuration, or such a rule.)"},
    CommandRow{
        run::Command::generate_prewarm, "generate prewarm", "[flags] PATH...|-",
        "what has to be pulled once before the first apply",
        R"(Prints the images that nodes will pull through the cache, as they are named after the rewrite,
each tag once: what is pulled beforehand is there when the first pod needs it. Takes manifests
before or after the rewrite. Of images that kustomizations pin, those with the pins. An image that
is pinned by tag and digest is pulled by its tag, which fills the cache, and has to have that
digest; one that is pinned by digest alone by that, which may not fill it: stderr counts these.

    ecrify generate prewarm --as aws deploy/ > warm.sh && sh warm.sh

--as lines (the default) prints a reference a line, and behind a blank the digest that it has to
have; aws and skopeo print a script for the shell, which tries them all, lists what failed, and
ends with 1 then. aws needs the AWS CLI alone, and gets manifests: ECR imports all platforms.

What can't be pulled (placeholders, illegal references) is left out, and said on stderr.

Exit status: 0 printed, 2 for bad usage, configuration or input.)"},
    CommandRow{
        run::Command::generate_mirror, "generate mirror", "[flags] PATH...|-",
        "copies of the images in place of a cache",
        R"(Prints what copies the images of manifests from their sources to their new names, with all platforms
and their digests, for registries without a pull-through cache.

    ecrify generate mirror --as skopeo deploy/ > mirror.sh && sh mirror.sh

--as skopeo (the default) prints a script for the shell with a line "skopeo copy" for each image,
which lists what failed and ends with 1 then; regsync prints a configuration of regclient's regsync.

What can't be pulled (placeholders, illegal references) is left out, and said on stderr.

Exit status: 0 printed, 2 for bad usage, configuration or input.)"},
    CommandRow{
        run::Command::generate_renovate, "generate renovate", "[flags]",
        "registryAliases, for Renovate to find new versions upstream",
        R"(Prints a configuration of Renovate whose registryAliases lead from the new names to their sources,
the longest first.

    ecrify generate renovate > renovate-aliases.json

Exit status: 0 printed, 2 for bad usage or configuration.)"},
    CommandRow{
        run::Command::generate_registries_conf, "generate registries-conf", "[flags]",
        "the rules for podman, buildah, skopeo and CRI-O",
        R"(Prints the rules as a registries.conf, for tools and nodes that pull with the container libraries
of podman, buildah, skopeo and CRI-O: who asks for the old name gets the image of the new one.
Logins are those of the new name's registry.

    ecrify generate registries-conf > /etc/containers/registries.conf.d/ecr-cache.conf

Exit status: 0 printed, 2 for bad usage or configuration.)"},
    CommandRow{
        run::Command::generate_admission_policy, "generate admission-policy", "[flags]",
        "the rules as a policy of the API server",
        R"(Prints an admission policy and its binding: the API server itself warns of images of pods that
are not what the rules make of them, notes them in the audit log, denies them
(ValidatingAdmissionPolicy, Kubernetes 1.30 and later) or rewrites them (MutatingAdmissionPolicy,
1.36; 1.34 with --api v1beta1).

    ecrify generate admission-policy --mode warn | kubectl apply -f -

What a policy can't know is refused with its place: paths in ignore and targets, other objects than
pods, fields. --without-paths leaves that out, --target NAME chooses one target.

Exit status: 0 printed, 2 for bad usage or configuration, or for rules that a policy can't hold.)"},
    CommandRow{run::Command::completion, "completion", "bash|zsh|fish", "print a completion script",
               R"(Prints a script that completes commands, flags and their values.

    source <(ecrify completion bash)
    ecrify completion zsh > ~/.zsh/completions/_ecrify     # a folder of $fpath
    ecrify completion fish > ~/.config/fish/completions/ecrify.fish)"},
    CommandRow{run::Command::version, "version", "", "print the version", "Prints the version."},
};

constexpr std::string_view registry = "Target registry (flags beat ECRIFY_* beat the file beats AWS_*)";
constexpr std::string_view rules = "Rules (without any, ghcr.io goes to the prefix ghcr)";
constexpr std::string_view reading = "What to read";
constexpr std::string_view action = "What to do";
constexpr std::string_view printing = printing_flags;
constexpr std::string_view messages = message_flags;

constexpr std::array flags = {
    FlagRow{"", "account", "ID", registry, with_rules | config_init | config_import, &Flags::account,
            "AWS account, 12 digits [ECRIFY_ACCOUNT, AWS_ACCOUNT_ID]"},
    FlagRow{"", "region", "NAME", registry, with_rules | config_init | config_import, &Flags::region,
            "its region [ECRIFY_REGION, AWS_REGION, AWS_DEFAULT_REGION]", regions},
    FlagRow{"", "registry", "HOST", registry, with_rules | config_init, &Flags::registry,
            "its host, instead of account and region; may hold ${PLACEHOLDERS}"},
    FlagRow{"", "target", "NAME", registry, with_rules, &Flags::target,
            "for all files the registry of the configuration's target NAME"},

    FlagRow{"", "rule", "FROM=PREFIX", rules, with_rules | config_init, &Flags::rules,
            "map FROM to a prefix; FROM=//HOST/PATH: to another registry; repeatable"},
    FlagRow{"", "keep", "FROM", rules, with_rules | config_init, &Flags::keeps,
            "leave FROM as it is; repeatable"},
    FlagRow{"c", "config", "FILE", rules, with_rules | bit(run::Command::config_path), &Flags::config,
            "read FILE instead of the nearest .ecrify.yaml [ECRIFY_CONFIG]"},
    FlagRow{"", "no-config", "", rules, with_rules | bit(run::Command::config_path), &Flags::no_config,
            "read no configuration file"},

    FlagRow{"", "against", "FILE...", reading, verify, WordList{&Flags::against},
            "files that define cache rules, templates and policies; - is stdin"},
    FlagRow{"", "manifests", "PATH...", reading, verify, WordList{&Flags::manifests},
            "look also for images that lifecycle policies expire; as check reads them"},
    FlagRow{"", "include", "GLOB", reading, on_references | generate_of_paths, &Flags::include,
            "in folders read these files instead of *.yaml, *.yml, *.json; repeatable"},
    FlagRow{"", "exclude", "GLOB", reading, on_references | generate_of_paths, &Flags::exclude,
            "in folders leave out these files and folders; repeatable"},
    FlagRow{"", "hidden", "", reading, on_references | generate_of_paths, &Flags::hidden,
            "take hidden files and folders, too"},
    FlagRow{"", "no-ignore", "", reading, on_references | generate_of_paths, &Flags::no_ignore,
            "take what .gitignore and .git/info/exclude leave out"},
    FlagRow{"L", "follow", "", reading, on_references | generate_of_paths, &Flags::follow,
            "follow symbolic links"},
    FlagRow{"j", "jobs", "N", reading, on_references | generate_of_paths, &Flags::jobs,
            "files or parts at a time (as many as processors); changes no output"},
    FlagRow{"", "stream", "", reading, rewrite | check, &Flags::stream,
            "hold 2 MiB of stdin at most; writes before all is read"},
    FlagRow{"", "allow-empty", "", reading, rewrite | diff | check | list | verify | generate_of_paths,
            &Flags::allow_empty, "don't fail on input without a document"},
    FlagRow{"", "stdin-filename", "NAME", reading, on_manifests | fn | generate_of_paths,
            &Flags::stdin_filename, "the path of stdin, in messages, diffs and the configuration's patterns"},

    FlagRow{"w", "write", "", action, rewrite, &Flags::write, "write the files in place"},
    FlagRow{"", "dry-run", "", action, rewrite, &Flags::dry_run,
            "show the diff instead and write nothing; the exit status stays 0"},
    FlagRow{"", "check", "", action, fn, &Flags::check,
            "edit nothing, and exit 1 where \"ecrify check\" would"},
    FlagRow{"U", "unified", "N", action, rewrite | diff, &Flags::unified, "lines of context in the diff (3)"},
    FlagRow{"", "values", "GLOB", action, on_references | generate_of_paths, &Flags::values,
            "read files such as apps/**/values*.yaml as values of charts; repeatable"},
    FlagRow{"", "mode", "MODE", action, policy, &Flags::mode, "warn, audit, deny, mutate",
            "warn audit deny mutate"},
    FlagRow{"", "api", "VERSION", action, policy, &Flags::api,
            "of admissionregistration.k8s.io: v1 (default), v1beta1", "v1 v1beta1"},
    FlagRow{"", "failure-policy", "POLICY", action, policy, &Flags::failure_policy,
            "what the API server does where the policy fails: Fail, Ignore", "Fail Ignore"},
    FlagRow{"", "exclude-namespace", "NAME", action, policy, &Flags::exclude_namespaces,
            "leave out this namespace; repeatable"},
    FlagRow{"", "without-paths", "", action, policy, &Flags::without_paths,
            "leave out what the policy can't know: paths, fields, other objects"},
    FlagRow{"", "embedded", "", action, on_references | fn | generate_of_paths, &Flags::embedded,
            "rewrite references inside prose and scripts, too"},
    FlagRow{"", "artifacts", "", action, on_references | fn | generate_of_paths, &Flags::artifacts,
            "rewrite oci:// URLs and other artifacts that controllers fetch, too"},
    FlagRow{"", "drop-pull-secret", "NAME", action, rewrite | diff | fn, &Flags::drop_pull_secrets,
            "drop NAME from pod specs whose images are all cached; repeatable"},
    FlagRow{"", "strict", "", action, check | fn | verify, &Flags::strict, "warnings are errors"},
    FlagRow{"", "exit-zero", "", action, check | verify, &Flags::exit_zero,
            "exit 0 although there are findings; 2 stays 2"},
    FlagRow{"", "baseline", "FILE", action, check, &Flags::baseline,
            "pass over the findings that FILE accepts"},
    FlagRow{"", "write-baseline", "shrink", action, check, OptionalValue{&Flags::write_baseline},
            "have FILE accept all findings; =shrink: only drop those that are gone"},
    FlagRow{"", "reverse", "any", action, on_references | fn, OptionalValue{&Flags::reverse},
            "map names in the cache back to their source; =any: in any ECR registry", "any"},
    FlagRow{"", "force", "", action, on_references | fn | config_init, &Flags::force,
            "--reverse: allow rules with the prefix ROOT; config init: replace a file"},

    FlagRow{"", "as", "FORM", printing, generate_of_paths, &Flags::as, "the form of the output, see above"},
    FlagRow{"", "monitoring", "", printing, bit(run::Command::generate_terraform), &Flags::monitoring,
            "also an event rule for failed imports, its log group and saved queries"},
    FlagRow{"f", "format", "NAME", printing, check | list | bit(run::Command::explain) | verify,
            InOrder{&Flags::reports}, "the report's format, see above; repeatable with -o [ECRIFY_FORMAT]"},
    FlagRow{"o", "output", "FILE", printing, check | list | verify, InOrder{&Flags::reports},
            "write the report of the -f before it to FILE"},
    FlagRow{"", "all", "", printing, list, &Flags::all,
            "every occurrence of a mapped registry, pulled or not, with its class"},
    FlagRow{"", "summary", "", printing, list, &Flags::summary,
            "what comes through the cache, or would, by registry and by namespace"},
    FlagRow{"", "unique", "", printing, list, &Flags::unique,
            "each reference once, with a count instead of places"},
    FlagRow{"", "images-only", "", printing, list, &Flags::images_only,
            "nothing but the references that nodes pull, one a line"},
    FlagRow{"", "base-url", "URL", printing, list, &Flags::base_url,
            "-f html: link places to URL, which holds {file} and may hold {line}"},
    FlagRow{"0", "null", "", printing, list, &Flags::zero,
            "with --images-only: end each with NUL, for xargs -0"},

    FlagRow{"", "color", "WHEN", messages,
            with_rules | config_init | config_import | bit(run::Command::config_validate) |
                bit(run::Command::config_path),
            &Flags::color, "auto, always, never [NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE]",
            "auto always never"},
    FlagRow{"", "max-same-findings", "N", messages, rewrite | diff | check, &Flags::max_same_findings,
            "show so many findings of one kind in texts (500); 0: all"},
    FlagRow{"", "hyperlinks", "", messages, check, &Flags::hyperlinks,
            "with colours: make places links of the terminal"},
    FlagRow{"q", "quiet", "", messages, on_manifests | fn | verify | config_import | generates, &Flags::quiet,
            "no summary and no warnings on stderr"},
    FlagRow{"v", "verbose", "", messages, on_manifests | fn | verify | generates, &Flags::verbose,
            "say also what was used, kept and ignored"},
    FlagRow{"", "stats", "", messages, on_manifests, &Flags::stats,
            "say at the end where the time went and how documents were read"},
    FlagRow{"", "log-file", "FILE", messages, on_manifests | fn | generates, &Flags::log_file,
            "append to FILE what was read, decided and written [ECRIFY_LOG_FILE]"},
    FlagRow{"", "log-level", "LEVEL", messages, on_manifests | fn | generates, &Flags::log_level,
            "of the log: error, warning, info (default), debug", "error warning info debug"},
    FlagRow{"h", "help", "", messages, all, &Flags::help, "print this help"},
};

}  // namespace

std::span<const CommandRow> command_table() { return commands; }

std::span<const FlagRow> flag_table() { return flags; }

bool has_flag(run::Command command, const FlagRow& row) { return (row.commands & bit(command)) != 0; }

const CommandRow* find_command(std::string_view name) { return find_named(commands, name); }

const CommandRow& row_of(run::Command command) {
  return *std::find_if(commands.begin(), commands.end(),
                       [&](const CommandRow& row) { return row.command == command; });
}

std::string_view group_of(const CommandRow& row) {
  const std::size_t blank = row.name.find(' ');
  return blank == std::string_view::npos ? std::string_view() : row.name.substr(0, blank);
}

bool is_group(const CommandRow& row) {
  return std::any_of(commands.begin(), commands.end(),
                     [&](const CommandRow& other) { return group_of(other) == row.name; });
}

}  // namespace ecrify::options
