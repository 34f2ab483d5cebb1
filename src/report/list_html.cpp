// SPDX-License-Identifier: Apache-2.0
// A page of one file, which loads nothing. What a manifest says is in it as text of elements that C++ has
// escaped, or as JSON without `<`, which the script makes text nodes of; and the policy of the page lets no
// other script run.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "coverage.hpp"
#include "ecrify/write/printable.hpp"
#include "escape.hpp"
#include "json_text.hpp"
#include "renderers.hpp"

namespace ecrify::report {
namespace {

// Texts by number, each once.
class Texts {
 public:
  std::size_t number(const std::string& text) {
    const auto [found, is_new] = numbers_.try_emplace(text, texts_.size());
    if (is_new) texts_.push_back(&found->first);
    return found->second;
  }
  [[nodiscard]] Json json() const {
    Json all = Json::array();
    for (const std::string* text : texts_) all.push_back(shown(*text));
    return all;
  }

 private:
  std::unordered_map<std::string, std::size_t> numbers_;
  std::vector<const std::string*> texts_;
};

// JSON that can stand in a script element.
std::string in_script(const Json& json) {
  std::string out;
  for (const char c : json_text(json, -1)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<int>(c));
    } else {
      out += c;
    }
  }
  return out;
}

void replace(std::string& text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
}

// Where a file's places link to; `{line}` is left for the script. Empty for what is no file of the
// repository.
std::string link_of(const std::string& name, const ListView& view) {
  if (view.base_url.empty() || !view.path_of) return "";
  const std::string path = view.path_of(name);
  if (path.empty() || path.starts_with('/')) return "";
  std::string link = view.base_url;
  // A file whose name holds `{line}` has its braces encoded.
  replace(link, "{file}", uri(path));
  return link;
}

std::string object_text(const Resource& resource) {
  std::string text = resource.kind;
  if (!resource.name.empty()) text += (text.empty() ? "" : "/") + resource.name;
  return text;
}

// Numbers of texts and files, as the columns say.
std::string rows_of(const ListItems& items, const ListView& view, Texts& texts, Json& files) {
  std::unordered_map<std::string, std::size_t> numbers;
  std::unordered_map<std::string, std::size_t>
      registries;  // of sources; to read a reference takes longer than to find it here
  const auto registry = [&](const std::string& source) {
    const auto [found, is_new] = registries.try_emplace(source, 0);
    if (is_new) found->second = texts.number(registry_of(source));
    return found->second;
  };
  std::string out = "[";
  for (const ListItem& item : items) {
    out += out.size() > 1 ? ",[" : "[";
    const auto add = [&out](std::size_t number) { out += fmt::format("{},", number); };
    add(texts.number(item.source));
    add(texts.number(item.target));
    add(texts.number(std::string(item.decision)));
    add(texts.number(item.rule));
    add(registry(item.source));
    if (view.places == Places::counted) {
      add(item.count);
    } else {
      add(texts.number(std::string(item.location_class)));
      add(texts.number(namespace_of(item)));
      add(texts.number(object_text(item.resource)));
      add(texts.number(item.path));
      const auto [found, is_new] = numbers.try_emplace(item.file, files.size());
      if (is_new) files.push_back({{"name", shown(item.file)}, {"link", link_of(item.file, view)}});
      add(found->second);
      add(item.position.line);
    }
    out.back() = ']';
  }
  return out + "]";
}

std::string data_of(const ListItems& items, const ListView& view) {
  const bool counted = view.places == Places::counted;
  Texts texts;
  Json files = Json::array();
  const std::string rows = rows_of(items, view, texts, files);
  const Json columns = counted ? Json{"source", "target", "decision", "rule", "registry", "count"}
                               : Json{"source",    "target", "decision", "rule", "registry", "class",
                                      "namespace", "object", "path",     "file", "line"};
  return fmt::format(
      "{{\"counted\":{},\"columns\":{},\"numbers\":[\"count\",\"file\",\"line\"],\"texts\":{},\"files\":{},"
      "\n\"rows\":{}}}",
      counted, in_script(columns), in_script(texts.json()), in_script(files), rows);
}

struct Part {
  std::string_view style;
  std::string_view title;
  std::size_t count;
};

std::vector<Part> parts_of(const Coverage& coverage) {
  return {{"cached", "through the cache", coverage.cached},
          {"would", "after a rewrite", coverage.rewritten},
          {"outside", "not through the cache", coverage.outside}};
}

std::string bar(const Coverage& coverage, bool is_small) {
  std::string label;
  std::string out;
  for (const Part& part : parts_of(coverage)) {
    label += fmt::format("{}{} {}", label.empty() ? "" : ", ", part.count, part.title);
    if (part.count == 0) continue;
    const std::size_t share = percent(part.count, coverage.all());
    out += fmt::format("<span class=\"{}\" style=\"flex:{} 1 0\">{}</span>", part.style, part.count,
                       is_small || share < 5 ? "" : fmt::format("{} %", share));
  }
  return fmt::format("<div class=\"{}bar\" role=\"img\" aria-label=\"{}\">{}</div>", is_small ? "small " : "",
                     label, out);
}

std::string key(const Coverage& total) {
  std::string out = "<ul class=\"key\">";
  for (const Part& part : parts_of(total))
    out += fmt::format("<li><i class=\"{}\"></i>{} {}</li>", part.style, part.count, part.title);
  return out + "</ul>\n";
}

std::string row(const std::string& name, const Coverage& coverage) {
  return fmt::format(
      "<tr>{}<td>{}</td><td class=\"number\">{}</td><td class=\"number\">{}</td><td "
      "class=\"number\">{}</td></tr>\n",
      name, bar(coverage, true), coverage.cached, coverage.rewritten, coverage.outside);
}

constexpr std::size_t most_rows = 500;  // of a table of coverage

std::string table(std::string_view title, std::string_view filter, const CoverageRows& rows) {
  if (rows.empty()) return "";
  std::string out = fmt::format(
      "<section>\n<h2>By {0}</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"By "
      "{0}\">\n<table>\n<thead><tr>"
      "<th scope=\"col\">{1}</th><th scope=\"col\">Coverage</th><th scope=\"col\" "
      "class=\"number\">Through</th>"
      "<th scope=\"col\" class=\"number\">After a rewrite</th><th scope=\"col\" "
      "class=\"number\">Not</th></tr></thead>\n<tbody>\n",
      filter, title);
  for (std::size_t i = 0; i < std::min(rows.size(), most_rows); ++i) {
    out += row(fmt::format("<th scope=\"row\" data-filter=\"{}\">{}</th>", filter, xml(shown(rows[i].first))),
               rows[i].second);
  }
  if (rows.size() > most_rows) {
    Coverage rest;
    for (std::size_t i = most_rows; i < rows.size(); ++i) rest += rows[i].second;
    out += row(fmt::format("<th scope=\"row\">{} others</th>", rows.size() - most_rows), rest);
  }
  return out + "</tbody>\n</table>\n</div>\n</section>\n";
}

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
)";

constexpr std::string_view references = R"(<section id="references" hidden>
<h2>References</h2>
<form id="filter" role="search">
<label class="wide">Filter, by any words (press / to come here)<input name="words" type="search" autocomplete="off" spellcheck="false"></label>
<label>Decision<select name="decision"><option value="">any</option></select></label>
<label>Registry<select name="registry"><option value="">any</option></select></label>
<label>Namespace<select name="namespace"><option value="">any</option></select></label>
<button type="reset">Clear</button>
</form>
<p id="status" role="status"></p>
<div class="rows" tabindex="0" role="region" aria-label="References">
<table>
<thead><tr id="head"></tr></thead>
<tbody id="body"></tbody>
</table>
</div>
<p class="more" id="more" hidden><button type="button">Show more</button></p>
<details>
<summary>What the decisions mean</summary>
<dl>
<dt>already</dt><dd>it is pulled through the cache, or from another ECR registry</dd>
<dt>rewrite</dt><dd>a rule is about it: it is, once it is rewritten</dd>
<dt>no-rule</dt><dd>no rule is about it</dd>
<dt>keep</dt><dd>a rule says that it stays as it is</dd>
<dt>suppressed</dt><dd>a comment or an annotation says so</dd>
<dt>warn, note</dt><dd>it stays, and check says why</dd>
<dt>refuse</dt><dd>it can't be rewritten as it stands</dd>
<dt>leave</dt><dd>nothing is pulled from there</dd>
</dl>
</details>
</section>
<noscript><p>The list of references needs JavaScript; list -f csv has the same rows.</p></noscript>
)";

}  // namespace

std::string list_html(const ListItems& items, const ListView& view) {
  const CoverageTables coverage = coverage_of(items);
  std::string out(head);
  out += fmt::format(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src '{}'; base-uri 'none'; form-action 'none'\">\n",
      page_script_digest);
  out.append("<title>Image references</title>\n<style>\n")
      .append(page_style)
      .append("</style>\n</head>\n<body>\n<header>\n<h1>Image references</h1>\n");
  out += "<p>" + coverage_sentence(coverage.total) + "</p>\n" + bar(coverage.total, false) + "\n" +
         key(coverage.total) + "</header>\n<main>\n<div class=\"tables\">\n";
  out += table("Registry", "registry", coverage.registries);
  if (view.places == Places::shown) out += table("Namespace", "namespace", coverage.namespaces);
  out.append("</div>\n").append(references).append("</main>\n<script type=\"application/json\" id=\"data\">");
  out.append(data_of(items, view))
      .append("</script>\n<script>")
      .append(page_script)
      .append("</script>\n</body>\n</html>\n");
  return out;
}

}  // namespace ecrify::report
