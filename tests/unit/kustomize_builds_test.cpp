// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>
#include <string>
#include <vector>

#include "catch.hpp"
#include "kustomize_run.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

using Files = std::map<std::string, std::string>;

const std::string pod_in = "resources: [pod.yaml]\n";
const std::string pod_a = "image: ghcr.io/o/a:v1\n";
const std::string pin_a = "images:\n- name: ghcr.io/o/a\n  newTag: v2\n";
const std::string far = "resources: [https://example.com/far]\n";

// What is wrong with the decisions about a run, or where each file is written by itself and no entry: a line
// for each.
std::string wrong(TestRun& test, bool decides = true) {
  Decisions decisions = decide_entries(test.run);
  if (!decides) {
    for (auto* lists : {&decisions.entries, &decisions.transformers}) {
      for (std::vector<EntryRuling>& list : *lists) list.assign(list.size(), {});
    }
    decisions.stays.clear();
  }
  const std::map<WrongBuild::Reason, std::string> words = {
      {WrongBuild::Reason::lost, "lost"},         {WrongBuild::Reason::gained, "gained"},
      {WrongBuild::Reason::finished, "finished"}, {WrongBuild::Reason::apart, "apart"},
      {WrongBuild::Reason::stays, "stays"},       {WrongBuild::Reason::registry, "registry"},
      {WrongBuild::Reason::targets, "targets"},   {WrongBuild::Reason::too_much, "too much"}};
  std::string text;
  for (const WrongBuild& one : wrong_builds(test.run, written_by(test.run, decisions))) {
    text += test.run.files[one.built].shown + " " + words.at(one.why) + " " + one.name + ": " + one.before +
            " " + one.after + " (";
    for (const std::size_t file : one.files)
      text += test.run.files[file].shown + (file == one.files.back() ? "" : " ");
    text += ")\n";
  }
  return without_target(text);
}

std::string wrong(const Files& files, bool decides = true) {
  TestRun test(files);
  return wrong(test, decides);
}

struct Row {
  const char* what;
  Files files;
  const char* wrong;
};

}  // namespace

TEST_CASE("what is decided builds the rewrite of what is built") {
  const Row row = GENERATE_COPY(
      Row{"an entry and an image", {{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + pin_a}}, ""},
      Row{"a pair over what is remote", {{"k/kustomization.yaml", far + pin_a}}, ""},
      Row{"an image that stays beside one that is rewritten",
          {{"k/pod.yaml", pod_a + "image: ghcr.io/o/a:v0 # keep\n"},
           {"k/kustomization.yaml", pod_in + pin_a}},
          ""},
      Row{"the new name alone: half of a rewrite is finished",
          {{"k/pod.yaml", "image: T/ghcr/o/a:v9\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k/kustomization.yaml finished T/ghcr/o/a: T/ghcr/o/a T/ghcr/o/a (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"the new name of one image alone, and a pattern",
          {{"k/pod.yaml", "image: T/ghcr/o/a:v9\nimage: ghcr.io/o/b:v9\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/.*\n  newTag: v2\n"}},
          "k/kustomization.yaml finished T/ghcr/o/a: T/ghcr/o/a T/ghcr/o/a (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"the entry has the new name: the other half",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: T/ghcr/o/a\n  newTag: v2\n"}},
          "k/kustomization.yaml finished ghcr.io/o/a: ghcr.io/o/a T/ghcr/o/a (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"both names",
          {{"k/pod.yaml", pod_a + "image: T/ghcr/o/a:v9\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k/kustomization.yaml gained T/ghcr/o/a: T/ghcr/o/a T/ghcr/o/a:v2 (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"another spelling of the host",
          {{"k/pod.yaml", "image: GHCR.io/o/a:v1\n"}, {"k/kustomization.yaml", pod_in + pin_a}},
          "k/kustomization.yaml gained GHCR.io/o/a: GHCR.io/o/a T/ghcr/o/a:v2 (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"a pattern without a prefix",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: .{7}/o/a\n  newTag: v2\n"}},
          "k/kustomization.yaml lost ghcr.io/o/a: ghcr.io/o/a:v2 T/ghcr/o/a (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"a pattern that begins to select",
          {{"k/pod.yaml", "image: ghcr.io/o/b\n"},
           {"k/kustomization.yaml", pod_in + "images:\n- name: .*/ghcr/.*\n  newTag: v2\n"}},
          "k/kustomization.yaml gained ghcr.io/o/b: ghcr.io/o/b T/ghcr/o/b:v2 (k/kustomization.yaml "
          "k/pod.yaml)\n"},
      Row{"a suppressed entry",
          {{"k/pod.yaml", pod_a},
           {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/a # keep\n  newTag: v2\n"}},
          "k/kustomization.yaml lost ghcr.io/o/a: ghcr.io/o/a:v2 T/ghcr/o/a (k/kustomization.yaml "
          "k/pod.yaml)\n"});
  INFO(row.what);
  CHECK(wrong(row.files) == row.wrong);
}

TEST_CASE("files beside the run, and those that nobody sees") {
  const Files base = {{"b/pod.yaml", pod_a}, {"b/kustomization.yaml", pod_in}};
  const auto with = [&](const std::string& overlay) {
    Files files = base;
    files.emplace("o/kustomization.yaml~outside", "resources: [../b]\n" + overlay);
    return wrong(files);
  };
  CHECK(with(pin_a) == "o/kustomization.yaml lost ghcr.io/o/a: ghcr.io/o/a:v2 T/ghcr/o/a (b/pod.yaml)\n");
  CHECK(with("images:\n- name: GHCR.io/o/a\n  newTag: v2\n") ==
        "o/kustomization.yaml gained ghcr.io/o/a: ghcr.io/o/a T/ghcr/o/a (b/pod.yaml)\n");
  CHECK(with("images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n  newTag: v2\n- name: T/ghcr/o/a\n  "
             "newTag: v2\n") == "");
}

TEST_CASE("an image that no rule is about may be there, and gets a name from an entry") {
  CHECK(wrong({{"b/pod.yaml", ""},
               {"b/kustomization.yaml", pod_in + "images:\n- name: app\n  newName: ghcr.io/o/a\n"},
               {"o/kustomization.yaml~outside", "resources: [../b]\n" + pin_a}}) ==
        "o/kustomization.yaml lost : ghcr.io/o/a:v2 T/ghcr/o/a (b/kustomization.yaml)\n");
  CHECK(wrong({{"b/pod.yaml", ""},
               {"b/kustomization.yaml", pod_in + "images:\n- name: app\n  newName: ghcr.io/o/a\n"},
               {"o/kustomization.yaml~outside",
                "resources: [../b]\nimages:\n- name: ghcr.io/o/a:v1\n  newTag: v2\n"}}) ==
        "o/kustomization.yaml lost : ghcr.io/o/a:v2 T/ghcr/o/a:v1 (b/kustomization.yaml)\n");
}

TEST_CASE("a name that an entry gives to what nobody sees") {
  const std::string text =
      wrong({{"b/kustomization.yaml", far + "images:\n- name: ghcr.io/o/a\n  newName: T/ghcr/o/a\n"},
             {"o/pod.yaml", pod_a},
             {"o/kustomization.yaml", "resources: [../b, pod.yaml]\n" + pin_a}});
  CHECK(
      text.starts_with("o/kustomization.yaml gained : T/ghcr/o/a T/ghcr/o/a:v2 (b/kustomization.yaml "
                       "o/kustomization.yaml)\n"));
}

TEST_CASE("configurations count where they are named, and above") {
  const std::string fields = "images:\n- path: spec/worker\n  kind: Worker\n";
  const std::string away = "images:\n- name: ghcr.io/o/a\n  newName: other.example.com/a\n";
  const auto with = [&](const std::string& below, const std::string& above) {
    return wrong({{"b/worker.yaml", "worker: ghcr.io/o/a:v1\n"},
                  {"b/fields.yaml", fields},
                  {"o/fields.yaml", fields},
                  {"b/kustomization.yaml", "resources: [worker.yaml]\n" + below + away},
                  {"o/kustomization.yaml", "resources: [../b]\n" + above + pin_a}});
  };
  const std::string named = "configurations: [fields.yaml]\n";
  CHECK(with("", named) ==
        "o/kustomization.yaml lost ghcr.io/o/a: ghcr.io/o/a:v2 ghcr.io/o/a (b/worker.yaml "
        "o/kustomization.yaml)\n");
  CHECK(with(named, "") == "");
  CHECK(with("", "") == "");
}

TEST_CASE("an overlay that only gives a name, of another target") {
  CHECK(wrong({{"b/pod.yaml", pod_a},
               {"b/kustomization.yaml", pod_in},
               {"o/kustomization.yaml~outside~target2",
                "resources: [../b]\nimages:\n- name: ghcr.io/o/a\n  newName: ghcr.io/o/a\n"}},
              false) == "o/kustomization.yaml stays ghcr.io/o/a: ghcr.io/o/a T/ghcr/o/a (b/pod.yaml)\n");
}

TEST_CASE("an overlay that is not written, of another target") {
  CHECK(wrong({{"b/pod.yaml", pod_a},
               {"b/kustomization.yaml", pod_in},
               {"o/kustomization.yaml~refused~target2", "resources: [../b]\n"}}) ==
        "o/kustomization.yaml stays ghcr.io/o/a: ghcr.io/o/a T/ghcr/o/a (b/pod.yaml)\n");
}

TEST_CASE("a text without an entry, built beside the run for another target") {
  CHECK(
      wrong({{"b/kustomization.yaml", "configMapGenerator:\n- name: o\n  literals: [IMAGE=ghcr.io/o/a:v1]\n"},
             {"p/kustomization.yaml~outside~target2", "resources: [../b]\n"}}) ==
      "b/kustomization.yaml targets ghcr.io/o/a:   (b/kustomization.yaml)\n");
}

TEST_CASE("an entry for a tag would select another spelling") {
  CHECK(wrong({{"k/pod.yaml", "image: GHCR.io/o/a:v1\n"},
               {"k/kustomization.yaml", pod_in + "images:\n- name: ghcr.io/o/a:v1\n  newTag: v2\n"}}) ==
        "k/kustomization.yaml gained GHCR.io/o/a: GHCR.io/o/a:v1 T/ghcr/o/a:v2 (k/kustomization.yaml "
        "k/pod.yaml)\n");
}

TEST_CASE("a registry with a port is taken apart at its colon") {
  TestRun test({{"k/pod.yaml", pod_a},
                {"k/s.yaml", "kind: ConfigMap\nmetadata: {name: s}\ndata: {part: v9}\n"},
                {"k/kustomization.yaml",
                 "resources: [pod.yaml, s.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: s, "
                 "fieldPath: data.part}\n"
                 "  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image], options: "
                 "{delimiter: ':', index: 1}}]\n"}},
               false, "registry.example.com:8443");
  CHECK(wrong(test).find("k/kustomization.yaml apart ghcr.io/o/a: ghcr.io/o/a:v9 registry.example.com:v9") ==
        0);
}

TEST_CASE("a registry that is put before images") {
  const auto with = [](const std::string& literal, const std::string& options) {
    return wrong({{"k/pod.yaml", "kind: Pod\n"},
                  {"k/kustomization.yaml",
                   "resources: [pod.yaml]\nconfigMapGenerator: [{name: s, literals: [HOST=" + literal +
                       "]}]\nreplacements:\n- source: {kind: ConfigMap, name: s, fieldPath: data.HOST}\n"
                       "  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image], options: {" +
                       options + "}}]\n"}});
  };
  CHECK(with("ghcr.io", "delimiter: /, index: 0") ==
        "k/kustomization.yaml registry ghcr.io: ghcr.io ghcr.io ()\n");
  CHECK(with("ghcr.io/o", "delimiter: /, index: -1") ==
        "k/kustomization.yaml registry ghcr.io/o: ghcr.io/o ghcr.io/o ()\n");
  CHECK(with("example.com", "delimiter: /, index: 0") == "");
  CHECK(with("ghcr.io", "delimiter: /, index: 1") == "");
}

TEST_CASE("a component is followed once, however many ways lead to it") {
  Files files = {{"k0/pod.yaml", pod_a},
                 {"k0/kustomization.yaml",
                  "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [pod.yaml]\n"}};
  // Each component uses the one before twice by way of two others: 2^n ways.
  for (int i = 1; i < 40; ++i) {
    const std::string number = std::to_string(i), before = std::to_string(i - 1);
    files["k" + number + "/kustomization.yaml"] =
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../k" + before +
        ", ../l" + number + "]\n";
    files["l" + number + "/kustomization.yaml"] =
        "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\ncomponents: [../k" + before + "]\n";
  }
  files["top/kustomization.yaml"] = "components: [../k39]\n" + pin_a;
  CHECK(wrong(files) == "");
}

TEST_CASE("components are followed to a depth") {
  Files files = {{"k0/pod.yaml", pod_a}};
  const std::string component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  files["k0/kustomization.yaml"] = component + pod_in;
  for (int i = 1; i < 300; ++i) {
    files["k" + std::to_string(i) + "/kustomization.yaml"] =
        component + "components: [../k" + std::to_string(i - 1) + "]\n";
  }
  files["top/kustomization.yaml"] = "components: [../k299]\n" + pin_a;
  CHECK(wrong(files).find("too much") != std::string::npos);
  // kustomize builds no circle.
  CHECK(wrong({{"a/kustomization.yaml", component + "components: [../b]\n"},
               {"b/pod.yaml", pod_a},
               {"b/kustomization.yaml", component + "resources: [pod.yaml]\ncomponents: [../a]\n"},
               {"top/kustomization.yaml", "components: [../a]\n" + pin_a}})
            .find("too much") != std::string::npos);
}

TEST_CASE("entries that are not written lose what they select") {
  CHECK(
      wrong({{"k/pod.yaml", pod_a}, {"k/kustomization.yaml", pod_in + pin_a}}, false) ==
      "k/kustomization.yaml lost ghcr.io/o/a: ghcr.io/o/a:v2 T/ghcr/o/a (k/kustomization.yaml k/pod.yaml)\n");
  CHECK(
      wrong({{"c/kustomization.yaml", far + "images:\n- name: app\n  newName: ghcr.io/o/a\n"},
             {"o/kustomization.yaml", "resources: [../c]\n" + pin_a}},
            false) ==
      "o/kustomization.yaml lost : ghcr.io/o/a:v2 T/ghcr/o/a (c/kustomization.yaml o/kustomization.yaml)\n");
}

TEST_CASE("replacements that take images apart are followed") {
  const auto with = [&](const std::string& part, const std::string& delimiter, const std::string& index) {
    return wrong(
        {{"k/pod.yaml", pod_a},
         {"k/s.yaml", "kind: ConfigMap\nmetadata: {name: s}\ndata: {part: " + part + "}\n"},
         {"k/kustomization.yaml",
          "resources: [pod.yaml, s.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: s, fieldPath: "
          "data.part}\n"
          "  targets: [{select: {kind: Pod}, fieldPaths: [spec.containers.0.image], options: {delimiter: '" +
              delimiter + "', index: " + index + "}}]\n"}});
  };
  CHECK(with("v9", ":", "1") == "");
  CHECK(with("o", "/", "1") ==
        "k/kustomization.yaml apart ghcr.io/o/a: ghcr.io/o/a T/o/o/a (k/kustomization.yaml k/pod.yaml "
        "k/s.yaml)\n");
  CHECK(with("a", "/", "2") ==
        "k/kustomization.yaml apart ghcr.io/o/a: ghcr.io/o/a T/ghcr/a/a (k/kustomization.yaml k/pod.yaml "
        "k/s.yaml)\n");
}

TEST_CASE("a replacement makes a name that a rule is about of one that none is about") {
  const std::string given =
      "k/kustomization.yaml stays : quay.io/o/x quay.io/o/x (b/kustomization.yaml "
      "k/kustomization.yaml k/s.yaml)\n";
  const auto with = [&](const std::string& name) {
    return wrong({{"k/s.yaml", "kind: ConfigMap\nmetadata: {name: s}\ndata: {part: o}\n"},
                  {"b/pod.yaml", ""},
                  {"b/kustomization.yaml", pod_in + "images:\n- name: app\n  newName: " + name + "\n"},
                  {"k/kustomization.yaml",
                   "resources: [../b, s.yaml]\nreplacements:\n- source: {kind: ConfigMap, name: s, "
                   "fieldPath: data.part}\n  targets: [{select: {kind: Pod}, fieldPaths: "
                   "[spec.containers.0.image], options: {delimiter: /, index: 1}}]\n"}});
  };
  CHECK(with("quay.io/p/x") == given);
  CHECK(with("docker.io/p/x") == "");
}

TEST_CASE("a name that nothing writes") {
  const std::string later = "${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com";
  const std::string component = "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n";
  TestRun test({{"c/pod.yaml", pod_a},
                {"c/kustomization.yaml", component + pod_in},
                {"k/kustomization.yaml", "components: [../c]\n"},
                {"o/kustomization.yaml", "components: [../c]\n" + pin_a}},
               false, later);
  CHECK(wrong(test) == "k/kustomization.yaml stays ghcr.io/o/a: ghcr.io/o/a ghcr.io/o/a (c/pod.yaml)\n");
  const auto beside = [&](const std::string& entries) {
    TestRun run({{"b/pod.yaml", pod_a},
                 {"b/kustomization.yaml", pod_in},
                 {"k/kustomization.yaml~outside", "resources: [../b]\n" + entries},
                 {"o/kustomization.yaml", "resources: [../b]\n" + pin_a}},
                false, later);
    return wrong(run);
  };
  const std::string stays = "k/kustomization.yaml stays ghcr.io/o/a: ";
  CHECK(beside("") == stays + "ghcr.io/o/a ghcr.io/o/a (b/pod.yaml)\n");
  CHECK(beside("images:\n- name: ghcr.io/o/a\n  newTag: v3\n") ==
        stays + "ghcr.io/o/a:v3 ghcr.io/o/a:v3 (b/pod.yaml)\n");
  CHECK(beside("images:\n- name: ghcr.io/o/a\n  newName: ghcr.io/o/b\n") == "");
  CHECK(beside("images:\n- name: ghcr.io/o/a\n  newName: " + later + "/ghcr/o/a\n  newTag: v3\n") == "");
}

TEST_CASE("what a controller selects is right over files that are rewritten and over others") {
  ImageEntry old;
  old.name = "ghcr.io/o/a";
  old.new_tag = "v2";
  ImageEntry renamed = old;
  renamed.name = with_target("T/ghcr/o/a");
  const auto with = [&](const std::string& pod, std::vector<ImageEntry> now, std::vector<ImageEntry> then) {
    TestRun test({{"k/pod.yaml", pod}, {"k/kustomization.yaml", pod_in}, {"release.yaml", ""}});
    test.run.files.back().controllers = {{std::move(now)}};
    std::vector<WrittenFile> written = written_by(test.run, decide_entries(test.run));
    written.back().controllers = {{std::move(then)}};
    std::string text;
    for (const WrongBuild& one : wrong_builds(test.run, written))
      text += test.run.files[one.built].shown + " " + one.before + " " + one.after + "\n";
    return without_target(text);
  };
  ImageEntry first = old;
  first.new_name = renamed.name;
  CHECK(with(pod_a, {old}, {first, renamed}) == "");
  CHECK(with(pod_a, {old}, {renamed}) == "");
  CHECK(with(pod_a, {old}, {old}) == "release.yaml ghcr.io/o/a:v2 T/ghcr/o/a\n");
  CHECK(with("image: GHCR.io/o/a:v1\n", {old}, {first, renamed}) ==
        "release.yaml GHCR.io/o/a T/ghcr/o/a:v2\n");
}

TEST_CASE("what a controller builds of a kustomization with its entries") {
  using Place = ControllerEntries::Place;
  const std::string replaced =
      "replacements:\n- source: {kind: ConfigMap, name: o, fieldPath: data.other}\n  targets:\n  - select: "
      "{kind: Pod}\n    fieldPaths: [spec.containers.0.image]\n    options: {delimiter: /, index: 1}\n";
  const std::string a = "images:\n- name: ghcr.io/o/a\n";
  const std::string by_pattern = "images:\n- name: ghcr.io/o/a|quay.io/o/a\n  newTag: v3\n";
  const std::string renamed = "images:\n- name: T/ghcr/o/a\n";
  const std::string behind = "- name: ghcr.io/o/a|quay.io/o/a\n  newTag: v3\n";
  const std::string app = "images:\n- name: ghcr.io/o/a\n  newName: app\n- name: app\n  newTag: v3\n";
  struct FolderRow {
    const char* what;
    const char* mark;  // of the kustomization
    std::string kustomization;
    Place place;
    const char* folder;
    std::string wrong;
  };
  const std::string apart = "k/kustomization.yaml apart ghcr.io/?/a:v2: T/?/o/a:v2\n";
  const std::string lost = "k/kustomization.yaml lost ghcr.io/o/a:v3: T/ghcr/o/a:v2\n";
  const std::vector<FolderRow> rows = {
      {"a replacement beside the run takes the image apart", "~outside", replaced, Place::sorted, "k", apart},
      {"it may be of this folder", "~outside", replaced, Place::own_name, "", apart},
      {"it is of another folder", "~outside", replaced, Place::sorted, "a/k", ""},
      {"no kustomization comes behind a chart", "~outside", replaced, Place::output, "k", ""},
      {"an entry that is not written comes behind it by name", "~outside", by_pattern, Place::sorted, "k",
       lost},
      {"… and not where the other is put behind all", "~outside", by_pattern, Place::own_name, "k", ""},
      {"… and in the refused run", "~refused", by_pattern, Place::sorted, "k", lost},
      {"the one of its name gives way", "~outside", a + "  newTag: v1\n", Place::own_name, "k", ""},
      {"… by name, too", "~outside", a + "  newTag: v1\n", Place::sorted, "k", ""},
      {"so does the one that another run has renamed", "~outside", renamed + "  newTag: v1\n",
       Place::own_name, "k", ""},
      {"… and what comes behind that is lost", "~outside", renamed + behind, Place::own_name, "k", lost},
      {"it may be of this folder, which has to do with its name", "~outside", by_pattern, Place::sorted, "",
       lost},
      {"… or not", "~outside", "images:\n- name: ghcr.io/o/b\n  newTag: v3\n", Place::sorted, "", ""},
      {"a name that is given away is not", "~outside", app, Place::sorted, "k", ""},
  };
  for (const FolderRow& row : rows) {
    INFO(row.what);
    const std::string path = std::string("k/kustomization.yaml") + row.mark;
    TestRun test({{path, far + row.kustomization}, {"z.yaml", ""}});
    ImageEntry old;
    old.name = "ghcr.io/o/a";
    old.new_tag = "v2";
    old.span = {1, 2};
    test.run.files.back().controllers = {{{old}, row.place, row.folder}};
    std::vector<WrittenFile> written = written_by(test.run, decide_entries(test.run));
    written.back().controllers = {{{old, old}}};
    written.back().controllers[0].images[0].new_name = written.back().controllers[0].images[1].name =
        with_target("T/ghcr/o/a");
    std::set<std::string> lines;
    for (const WrongBuild& one : wrong_builds(test.run, written)) {
      CHECK(one.files == std::vector<std::size_t>{1});
      lines.insert(test.run.files[one.built].shown +
                   (one.why == WrongBuild::Reason::apart ? " apart " : " lost ") + one.before + ": " +
                   one.after + "\n");
    }
    std::string text;
    for (const std::string& line : lines) text += line;
    CHECK(without_target(text) == row.wrong);
  }
}
