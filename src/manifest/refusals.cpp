// SPDX-License-Identifier: Apache-2.0
#include "ecrify/manifest/refusals.hpp"

#include <array>
#include <cstddef>

namespace ecrify::manifest {
namespace {

constexpr std::string_view reads = "reads it";
constexpr std::string_view rejects = "rejects it";

constexpr std::array rows = {
    RefusalRow{Refusal::control, "a control character",
               "a control character: C0 but for tabs and line ends, DEL, C1", "", rejects,
               "image: ghcr.io/o/a # \x07\n"},
    RefusalRow{Refusal::lone_cr, "a carriage return without a line feed",
               "a carriage return without a line feed", "", "ends the line there",
               "image: ghcr.io/o/a\rx: y\n"},
    RefusalRow{Refusal::next_line, "a next-line character (U+0085)", "U+0085", "", "ends the line there",
               "image: ghcr.io/o/a # \xc2\x85\n"},
    RefusalRow{Refusal::line_separator, "a line separator (U+2028)", "U+2028", "", "ends the line there",
               "image: ghcr.io/o/a # \xe2\x80\xa8\n"},
    RefusalRow{Refusal::paragraph_separator, "a paragraph separator (U+2029)", "U+2029", "",
               "ends the line there", "image: ghcr.io/o/a # \xe2\x80\xa9\n"},
    RefusalRow{Refusal::byte_order_mark, "a byte order mark (U+FEFF) inside the text",
               "a byte order mark within the text", "", reads, "image: ghcr.io/o/a # \xef\xbb\xbf\n"},
    RefusalRow{Refusal::noncharacter, "a noncharacter (U+FFFE or U+FFFF)", "U+FFFE and U+FFFF", "", rejects,
               "image: ghcr.io/o/a # \xef\xbf\xbf\n"},
    RefusalRow{Refusal::invalid_utf8, "bytes that are no UTF-8",
               "bytes that are no UTF-8, outside of comments", "", "reads U+FFFD; kustomize rejects it",
               "image: ghcr.io/o/a\nx: \xff\n"},
    RefusalRow{Refusal::late_merge_key,
               "a merge key behind a key that it sets, too: readers of YAML disagree on which of them counts",
               "in an object, a merge key (`<<`) behind a key that it sets to something else, or behind more "
               "than can be compared",
               "", "lets the merge key win; kustomize does not",
               "apiVersion: v1\nkind: Pod\nx: &x {image: quay.io/o/a}\nspec:\n  containers:\n  - image: "
               "ghcr.io/o/a\n    <<: *x\n"},
    RefusalRow{Refusal::anchor_name,
               "a name of an anchor with other characters than letters, digits, - and _, which readers end "
               "at different places",
               "a name of an anchor or alias with another character than ASCII letters, digits, `-` and `_` "
               "(`&a.b`, `&a:b`)",
               "2SXE 8XYN W5VH Y2GN", "rejects it, or ends the name there",
               "image: ghcr.io/o/a\nx: &a.b c\n"},
    RefusalRow{
        Refusal::alias_as_key,
        "an alias as a key without a blank before its colon, in a document that only the slow reader knows",
        "`*name:` as a key, without a blank before the colon, in a document that only yaml-cpp reads", "",
        reads, "image: ghcr.io/o/a\nx: &a b\n*a: !!str c\n"},
    RefusalRow{Refusal::block_scalar_behind_a_tag,
               "a block scalar with a tag or an anchor, whose indentation readers count differently",
               "a block scalar in a list, with a tag or an anchor before and an indentation indicator (`- !x "
               "\\|2`) or less indentation than the tag, "
               "in a document that only yaml-cpp reads",
               "", reads, "image: ghcr.io/o/a\nx:\n- !!str |2\n   a\n"},
    RefusalRow{Refusal::tag_at_indicator,
               "a tag that ends at a comma or a bracket, which some readers take for a part of it",
               "a tag with `,`, `[` or `]` right behind it (`{a: !x,b: c}`)", "WZ62",
               "takes them for a part of the tag", "x: {a: !x,image: ghcr.io/o/a}\n"},
    RefusalRow{Refusal::folded_otherwise, "that two readers read differently",
               "a scalar whose lines the scanner and yaml-cpp put together differently", "",
               "reads it, or rejects it", ""},
    RefusalRow{Refusal::question_mark_in_flow, "unknown token",
               "a plain scalar in `[…]` or `{…}` that begins with `?`", "652Z HM87/01", reads,
               "image: ghcr.io/o/a\nx: [?a]\n"},
    RefusalRow{Refusal::key_without_value, "", "in `{…}`, a key over several lines that has no value",
               "8KB6 9BXH", reads, "x: {a\n  b, image: ghcr.io/o/a}\n"},
    RefusalRow{Refusal::block_scalar_as_document, "",
               "a document that is one block scalar without indentation", "DK3J FP8R M7A3", reads,
               "--- |\nimage: ghcr.io/o/a\n"},
    RefusalRow{Refusal::block_scalar_behind_a_directive, "", "the same behind a `%YAML 1.2` directive",
               "W4TN", rejects, "%YAML 1.2\n--- |\nimage: ghcr.io/o/a\n"},
    RefusalRow{Refusal::colon_on_another_line, "", "in `{…}`, a `:` on another line than its key",
               "4MUZ/02 9SA2 NJ66 UT92 VJP3/01", rejects, "x: {image\n  : ghcr.io/o/a}\n"},
    RefusalRow{Refusal::line_of_a_tab, "", "a line that holds nothing but a tab", "DK95/04", rejects,
               "image: ghcr.io/o/a\n\t\nx: y\n"},
};

}  // namespace

std::span<const RefusalRow> refusals() { return rows; }

const RefusalRow& row_of(Refusal id) { return rows[static_cast<std::size_t>(id)]; }

}  // namespace ecrify::manifest
