// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace ecrify::test {

// Manifests as people and tools write them, in random variety: kinds, styles, quotes, comments, line ends.
// The same seed gives the same text on every machine.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string stream() {
    std::string text;
    if (one_in(20)) text += "\xEF\xBB\xBF";
    const std::size_t documents = 1 + below(4);
    for (std::size_t i = 0; i < documents; ++i) {
      if (i > 0 || one_in(2)) text += one_in(5) ? "--- # next\n" : "---\n";
      if (one_in(8)) text += "# only a comment: ghcr.io/o/comment:v1\n";
      if (!one_in(10)) text += one_in(6) ? json() + "\n" : document();
      if (one_in(15)) text += "...\n";
    }
    if (one_in(6) && text.ends_with('\n')) text.pop_back();
    if (one_in(5)) text = with_crlf(text);
    return text;
  }

  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::string pick(const std::vector<std::string>& from) { return from[below(from.size())]; }

  std::string reference() {
    std::string text =
        pick({"ghcr.io/", "ghcr.io/", "ghcr.io/", "quay.io/", "my.ghcr.io/", "ghcr.io.evil.com/",
              "docker.io/", "", "GHCR.io/", "ghcr.io:443/", "oci://ghcr.io/"});
    text += pick({"org/app", "org/sub/app", "o/a-b__c", "busybox", "org/my--app"});
    text += pick({"", ":v1", ":1.0", ":latest", "@sha256:" + std::string(64, 'a'),
                  ":v2@sha256:" + std::string(64, '0'), ":${TAG}"});
    return text;
  }

  std::string escaped(const std::string& text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (one_in(9)) {
        out += one_in(2) ? "\\x" : "\\u00";
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
      } else {
        out += c;
      }
    }
    return out;
  }

  // A scalar after `key:`, with the blank before it and the line end behind it. `indent` is the key's column.
  std::string scalar(const std::string& text, std::size_t indent) {
    const std::string comment = one_in(4) ? "  # ghcr.io/o/why:v1\n" : "\n";
    const std::string deeper(indent + 2 + below(3), ' ');
    switch (below(12)) {
      case 0:
        return " '" + text + "'" + comment;
      case 1:
      case 2:
        return " \"" + text + "\"" + comment;
      case 3:
        return " \"" + escaped(text) + "\"" + comment;
      case 4:
        return " >-\n" + deeper + text + "\n";
      case 5:
        return " |" + pick({"", "-", "+"}) + "\n" + deeper + text + "\n" + (one_in(3) ? "\n" : "");
      case 6:
        return "\n" + deeper + text + comment;
      case 7:
        return " !!str " + text + comment;
      case 8:
        return " &a" + std::to_string(++anchors_) + " " + text + comment;
      default:
        return pick({" ", "  ", "\t"}) + text + comment;
    }
  }

  std::string key(const std::string& name) {
    return pick({name, name, name, name, "\"" + name + "\"", "'" + name + "'"});
  }

  std::string container(std::size_t indent) {
    const std::string pad(indent, ' ');
    if (one_in(5)) {
      return pad + "- {name: x, image: " + pick({"'", "\""}) + "@\n";  // replaced below: quotes must match
    }
    std::string text = pad + "- name: c" + std::to_string(below(100)) + "\n";
    if (one_in(3)) text += pad + "  args: [\"--image=" + reference() + "\", " + "'x']\n";
    // Programs that build images: nobody knows what their arguments and variables are for.
    text +=
        pad + "  " + key("image") + ":" + scalar(one_in(6) ? "ghcr.io/o/kaniko:v1" : reference(), indent + 2);
    if (one_in(5))
      text += pad + "  command:" + pick({" [sh, -c]\n", " [/usr/bin/ko]\n", "\n" + pad + "  - docker\n"});
    if (one_in(3)) {
      text += pad + "  env:\n" + pad + "  - {name: A, value: \"b c\"}\n";
      for (std::size_t i = 0; i <= below(3); ++i) {
        text += pad + "  - name: " + pick({"FOO", "IMAGE", "BASE_IMAGE", "\"IMAGE\""}) + "\n" + pad +
                "    value:" + scalar(reference(), indent + 4);
      }
    }
    return text;
  }

  std::string containers(std::size_t indent) {
    std::string text;
    const std::string pad(indent, ' ');
    for (const char* list : {"initContainers", "containers", "ephemeralContainers"}) {
      if (std::string_view(list) != "containers" && !one_in(3)) continue;
      text += pad + list + ":\n";
      const std::size_t items = indent + (one_in(2) ? 2 : 0);
      for (std::size_t i = 0; i <= below(3); ++i) {
        std::string item = container(items);
        if (item.ends_with("@\n")) {
          const char quote = item[item.size() - 3];
          item.resize(item.size() - 2);
          item += reference() + quote +
                  (one_in(2) ? ",\n" + std::string(items + 2, ' ') + "tty: true}\n" : "}\n");
        }
        text += item;
      }
    }
    if (one_in(4)) {
      text += pad + "volumes:\n" + pad + "- name: v\n" + pad + "  image:\n" + pad +
              "    reference:" + scalar(reference(), indent + 4);
    }
    return text;
  }

  std::string document() {
    std::string text;
    const bool last = one_in(4);
    const std::string kind =
        pick({"Pod", "Deployment", "CronJob", "Widget", "ConfigMap", "List", "ClusterServiceVersion"});
    const bool is_operator = kind == "ClusterServiceVersion";
    const std::string head =
        (one_in(5) ? "# about " + reference() + "\n" : "") + "apiVersion: " +
        (kind == "Widget" ? "example.com/v1"
         : is_operator    ? "operators.coreos.com/v1alpha1"
                          : "v1") +
        "\nkind: " + kind + "\n" + "metadata:\n  name: n\n  labels: {a: b, \"c\": 'd'}\n" +
        (!is_operator && one_in(3) ? "  annotations:\n    note: about ghcr.io/o/a:v1\n" : "") +
        (is_operator ? "  annotations:\n    containerImage:" + scalar(reference(), 4) : "");
    std::string body;
    if (kind == "Pod") body = "spec:\n" + containers(2);
    if (is_operator)
      body = "spec:\n  install:\n    spec:\n      deployments:\n      - spec:\n" + containers(10);
    if (kind == "Deployment") body = "spec:\n  template:\n    spec:\n" + containers(6);
    if (kind == "CronJob")
      body = "spec:\n  jobTemplate:\n    spec:\n      template:\n        spec:\n" + containers(10);
    if (kind == "Widget")
      body = "spec:\n  image:" + scalar(reference(), 2) +
             "  other: 1\n  list:\n  - image:" + scalar(reference(), 4);
    if (kind == "ConfigMap")
      body = "data:\n  a.yaml: |\n    image: " + reference() + "\n\n    x: 1\n  b: '" + reference() + "'\n";
    if (kind == "List") body = "items:\n- apiVersion: v1\n  kind: Pod\n  spec:\n" + containers(4);
    text = last ? body + head : head + body;
    return text;
  }

  std::string json() {
    const std::string gap = one_in(2) ? "\n  " : " ";
    std::string text =
        "{\"apiVersion\":" + gap + "\"v1\", \"kind\": \"Pod\"," + gap + "\"spec\": {\"containers\": [";
    for (std::size_t i = 0; i <= below(3); ++i) {
      if (i > 0) text += "," + gap;
      std::string image = reference();
      if (one_in(3)) {
        for (std::size_t at = 0; (at = image.find('/', at)) != std::string::npos; at += 2)
          image.insert(at, 1, '\\');
      }
      text += "{\"name\": \"\\u00e9\\n\", \"image\":\"" + image + "\"}";
    }
    return text + "]}" + gap + "}";
  }

  static std::string with_crlf(const std::string& text) {
    std::string out;
    for (const char c : text) {
      if (c == '\n') out += '\r';
      out += c;
    }
    return out;
  }

  std::mt19937_64 random_;
  std::size_t anchors_ = 0;
};

}  // namespace ecrify::test
