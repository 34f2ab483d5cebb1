// SPDX-License-Identifier: Apache-2.0
#include "ecrify/run/charts.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <span>
#include <utility>

#include "ecrify/base/text.hpp"
#include "ecrify/kustomize/kustomization.hpp"
#include "ecrify/locate/document.hpp"
#include "ecrify/manifest/read.hpp"
#include "ecrify/manifest/slice.hpp"
#include "ecrify/run/named_files.hpp"
#include "ecrify/write/printable.hpp"
#include "listed_paths.hpp"

namespace ecrify::run {
namespace {

using manifest::no_node;
using manifest::NodeIndex;

// The kind that a line at the margin gives, with or without quotes and a comment; empty without one.
std::string_view kind_of(std::string_view line) {
  constexpr std::string_view key = "kind:";
  constexpr std::string_view around = " \t\r\"'";
  if (!line.starts_with(key)) return {};
  line.remove_prefix(std::min(line.find_first_not_of(around, key.size()), line.size()));
  return line.substr(0, line.find_first_of(around));
}

bool names_chart(std::string_view document) {
  for (std::size_t at = document.find("chart:"); at != std::string_view::npos;
       at = document.find("chart:", at + 1)) {
    if (at == 0) continue;
    const char before = document[at - 1];
    if (before == ' ' || before == '{' || before == '\n') return true;
  }
  return false;
}

bool installs_chart(std::string_view kind, std::string_view document) {
  if (kind == "HelmRelease" || kind == "HelmChartInflationGenerator") return true;
  const auto has = [document](std::string_view group) {
    return document.find(group) != std::string_view::npos;
  };
  if (kind == "HelmChart") return has("helm.cattle.io/");
  return (kind == "Application" || kind == "ApplicationSet") && has("argoproj.io/") && names_chart(document);
}

// A list of charts in a file of a tool. (https://helm.sh/docs/topics/charts/#chart-dependencies,
// https://kubectl.docs.kubernetes.io/references/kustomize/builtins/#_helmchartinflationgenerator_)
struct ChartList {
  std::string_view list;
  std::string_view name;
  std::string_view version;
};
constexpr ChartList dependencies{"dependencies", "name", "version"};
constexpr std::array<ChartList, 2> inflated{
    {{"helmCharts", "name", "version"}, {"helmChartInflationGenerator", "chartName", "chartVersion"}}};
constexpr std::string_view vendored = "charts";  // the folder for charts of a chart, and of a kustomization

class ChartsOfFile {
 public:
  ChartsOfFile(const std::string& path, std::string_view bytes, const Facts& facts)
      : folder_(std::filesystem::path(path).parent_path()), bytes_(bytes), facts_(facts) {}

  void add_dependencies() {
    for_each_item({&dependencies, 1},
                  [&](const locate::Document& document, NodeIndex item, const ChartList& list) {
                    constexpr std::string_view local = "file://";
                    const std::string repository = document.text_of(item, "repository");
                    return is_in_run(std::filesystem::path(vendored) / document.text_of(item, list.name)) ||
                           (repository.starts_with(local) && is_in_run(repository.substr(local.size())));
                  });
  }

  // What has a repository and a version is fetched into a folder that is named by both.
  void add_inflated() {
    for_each_item(inflated, [&](const locate::Document& document, NodeIndex item, const ChartList& list) {
      std::string home = document.text_of(document.value(0, "helmGlobals"), "chartHome");
      if (home.empty()) home = document.text_of(item, "chartHome");
      if (home.empty()) home = vendored;
      const std::string name = document.text_of(item, list.name);
      const std::filesystem::path in_home = std::filesystem::path(home) / name;
      return is_in_run(in_home) ||
             is_in_run(in_home.string() + "-" + document.text_of(item, list.version) + "/" + name);
    });
  }

  // Fleet and Helmfile fill templates in: text is read, not YAML.
  void add_releases() {
    constexpr std::string_view key = "chart";
    for (const std::string_view chart : listed_paths(bytes_, {&key, 1}).paths) {
      if (!chart.empty() && !is_in_run(chart))
        offsets_.push_back(static_cast<std::size_t>(chart.data() - bytes_.data()));
    }
  }

  std::vector<std::size_t> offsets() && { return std::move(offsets_); }

 private:
  [[nodiscard]] bool is_in_run(const std::filesystem::path& chart) const {
    std::string path = (folder_ / chart).lexically_normal().string();
    if (path.ends_with('/')) path.pop_back();
    return facts_.has_chart(path);
  }

  // Of the first document, the one that these tools read.
  template <typename IsInRun>
  void for_each_item(std::span<const ChartList> lists, const IsInRun& is_in_run) {
    manifest::Slicer slicer(bytes_);
    manifest::Tape tape;
    Span slice{0, behind_mark(bytes_)};
    std::string_view text;
    Result<manifest::ReadDocument> read = manifest::ReadDocument{};
    while (tape.size() == 0 && slice.end < bytes_.size()) {
      slice = slicer.containing(slice.end);
      text = bytes_.substr(slice.begin, slice.size());
      read = manifest::read_document(text, tape);
      if (!read.ok()) return;
    }
    if (tape.size() == 0) return;
    const locate::Document document(text.substr(0, read->end), tape);
    for (const ChartList& one : lists) {
      const NodeIndex list = document.resolved(document.value(0, one.list));
      if (list == no_node || tape[list].kind != manifest::NodeKind::sequence) continue;
      for (NodeIndex item = list + 1; item < tape[list].next; item = tape[item].next) {
        if (!is_in_run(document, document.resolved(item), one))
          offsets_.push_back(slice.begin + tape[item].begin);
      }
    }
  }

  std::filesystem::path folder_;
  std::string_view bytes_;
  const Facts& facts_;
  std::vector<std::size_t> offsets_;
};

}  // namespace

ChartPlaces& ChartPlaces::operator+=(const ChartPlaces& other) {
  constexpr std::size_t most_places = 1000;
  count += other.count;
  const std::size_t more = std::min(other.places.size(), most_places - places.size());
  places.insert(places.end(), other.places.begin(), other.places.begin() + static_cast<std::ptrdiff_t>(more));
  return *this;
}

std::vector<std::size_t> charts_in(std::string_view bytes) {
  // Most files hold none. What is looked for begins with letters that are rare, by which the search goes on
  // quickly.
  constexpr std::string_view hints[] = {"Helm", "j.io/"};
  if (std::all_of(std::begin(hints), std::end(hints),
                  [bytes](std::string_view hint) { return bytes.find(hint) == std::string_view::npos; }))
    return {};
  std::vector<std::size_t> found;
  std::size_t begin = 0;    // of the document
  std::size_t kind_at = 0;  // the line that gives its kind
  std::string_view kind;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    const bool ends = line.starts_with("---") || line.starts_with("...");
    if (kind.empty() && !ends) {
      kind = kind_of(line);
      kind_at = at;
    }
    const bool is_last = end + 1 >= bytes.size();
    if (ends || is_last) {
      const std::size_t document_end = ends ? at : bytes.size();
      if (!kind.empty() && installs_chart(kind, bytes.substr(begin, document_end - begin)))
        found.push_back(kind_at);
      begin = at;
      kind = {};
    }
    at = end + 1;
  }
  return found;
}

std::vector<std::size_t> charts_elsewhere(const std::string& path, std::string_view bytes,
                                          const Facts& facts) {
  const std::string_view name = std::string_view(path).substr(path.rfind('/') + 1);
  const bool depends = name == "Chart.yaml" || name == "requirements.yaml";
  const bool inflates =
      kustomize::is_kustomization_name(path) && bytes.find("helmChart") != std::string_view::npos;
  const bool releases = is_releases_name(path);
  if (!depends && !inflates && !releases) return {};
  ChartsOfFile charts(path, bytes, facts);
  if (depends) charts.add_dependencies();
  if (inflates) charts.add_inflated();
  if (releases) charts.add_releases();
  return std::move(charts).offsets();
}

ChartPlaces chart_places(const SourceText& text, const std::vector<std::size_t>& offsets,
                         Verbosity verbosity) {
  ChartPlaces charts;
  charts.count = offsets.size();
  if (verbosity != Verbosity::verbose) return charts;
  for (const std::size_t offset : offsets) {
    charts.places.push_back(write::printable(text.name()) + ":" + std::to_string(text.position(offset).line));
  }
  return charts;
}

}  // namespace ecrify::run
