// SPDX-License-Identifier: Apache-2.0
#include <memory>
#include <string>

#include "catch.hpp"
#include "ecrify/kustomize/entry.hpp"
#include "ecrify/manifest/read.hpp"

using namespace ecrify;
using namespace ecrify::kustomize;

namespace {

std::string form_name(Form form) {
  switch (form) {
    case Form::none:
      return "none";
    case Form::kustomization:
      return "kustomization";
    case Form::flux:
      return "flux";
    case Form::helm_release:
      return "helm_release";
    case Form::argo_cd:
      return "argo_cd";
    case Form::transformer:
      return "transformer";
  }
  return "?";
}

struct ParseResult {
  std::string text;
  manifest::Tape tape;
  bool ok = false;
};
std::unique_ptr<ParseResult> parsed(std::string text) {
  auto result = std::make_unique<ParseResult>();
  result->text = std::move(text);
  result->ok = manifest::read_document(result->text, result->tape).ok();
  return result;
}

}  // namespace

TEST_CASE("kustomizations are known by the name of their file, or by group and kind") {
  struct Row {
    std::string path, text, form;
  };
  const Row rows[] = {
      {"a/kustomization.yaml", "images: []", "kustomization"},
      {"kustomization.yml", "images: []", "kustomization"},
      {"a/Kustomization", "images: []", "kustomization"},
      {"a/kustomization.json", "images: []", "none"},
      {"a/my-kustomization.yaml", "images: []", "none"},
      {"kustomization.yaml", "kind: Kustomization\nimages: []", "kustomization"},
      {"kustomization.yaml", "kind: Component\nimages: []", "kustomization"},
      {"kustomization.yaml", "kind: Deployment\napiVersion: apps/v1", "none"},
      {"", "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization", "kustomization"},
      {"x.yaml", "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component", "kustomization"},
      {"x.yaml", "apiVersion: example.com/v1\nkind: Kustomization", "none"},
      {"kustomization.yaml", "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization", "flux"},
      {"", "apiVersion: kustomize.toolkit.fluxcd.io/v1beta2\nkind: Kustomization", "flux"},
      {"", "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease", "helm_release"},
      {"", "apiVersion: argoproj.io/v1alpha1\nkind: Application", "argo_cd"},
      {"", "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet", "argo_cd"},
      {"", "apiVersion: argoproj.io/v1alpha1\nkind: Workflow", "none"},
      {"kustomization.yaml", "- a", "none"},
      {"x.yaml", "apiVersion: builtin\nkind: ImageTagTransformer", "transformer"},
      {"a/.argocd-source-web.yaml", "kustomize: {images: []}", "argo_cd"},
      {"a/.argocd-source.yaml", "kustomize: {images: []}", "argo_cd"},
      {"a/argocd-source.yaml", "kustomize: {images: []}", "none"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path, row.text);
    const auto one = parsed(row.text);
    REQUIRE(one->ok);
    CHECK(form_name(form_of(locate::Document(one->text, one->tape), 0, row.path)) == row.form);
  }
}

TEST_CASE("entries are found where each form has them") {
  struct Row {
    std::string what, text, entries;  // name>newName, …
  };
  const Row rows[] = {
      {"images, then imageTags",
       "imageTags: [{name: c}]\nimages: [{name: a, newName: x}, {newName: y}, {name: b}]", "a>x b> c> "},
      {"kustomize reads keys without their case", "Images: [{Name: a, newname: x}]", "a>x "},
      {"of doubled keys the last", "images: [{name: a, name: b}]", "b> "},
      {"through an alias", "x: &i [{name: a}]\nimages: *i", "a> "},
      {"through merge keys",
       "x: &e {name: a}\ny: &f {newName: b}\nimages: [{<<: *e, newTag: v}, {<<: [*f, *e]}]", "a> a>b "},
      {"block scalars", "images:\n- name: |\n    a\n  newName: >-\n    b\n", "a>b "},
      {"no list, no mapping, no text", "images: {name: a}\nimageTags: [a, [b], {name: [c]}, {name: }]", ""},
      {"flux",
       "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec:\n  images: [{name: "
       "a}]\nimages: [{name: b}]",
       "a> "},
      {"post-renderers",
       "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  postRenderers:\n  - kustomize: "
       "{images: [{name: a}]}\n"
       "  - kustomize: {patches: []}\n  - kustomize: {images: [{name: b, newName: c}]}\n"
       "  values: {kustomize: {images: [{name: d}]}}",
       "a> b>c "},
      {"one source",
       "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {kustomize: {images: [a:v1, "
       "'b=c']}}}",
       "a:v1> b=c> "},
      {"several sources",
       "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec:\n  sources:\n  - kustomize: {images: "
       "[a]}\n"
       "  - helm: {valuesObject: {kustomize: {images: [x]}}}\n  - kustomize: {images: [b]}\n"
       "  sourceHydrator: {drySource: {kustomize: {images: [c]}}}",
       "a> b> c> "},
      {"an ApplicationSet",
       "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  template: {spec: {source: "
       "{kustomize: {images: [a]}}}}\n"
       "  generators:\n  - git: {template: {spec: {source: {kustomize: {images: [b]}}}}}",
       "a> b> "},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const auto one = parsed(row.text);
    REQUIRE(one->ok);
    const locate::Document document(one->text, one->tape);
    std::string found;
    for (const EntryItem& entry : entries_of(document, 0, form_of(document, 0, "kustomization.yaml"))) {
      found += entry.name_text + ">" + entry.new_name_text + " ";
    }
    CHECK(found == row.entries);
  }
}
