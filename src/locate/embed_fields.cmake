# SPDX-License-Identifier: Apache-2.0
# cmake -D OUT=FILE -D FIELDS=fields.tsv -P embed_fields.cmake: a source file with the rows as a table, or an error that
# names the first line that is no row. The text is never a list of CMake: `;` and `[]` mean something in those.
cmake_minimum_required(VERSION 3.25)

set(is_known_use "^(image|registry|repository|url|artifact|none)$")
set(is_known_source "^(schema|docs|api|[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+)$")
set(columns "")
foreach(column RANGE 1 8)
  list(APPEND columns "([^\t]+)")
endforeach()
list(JOIN columns "\t" columns)

function(fail message)
  message(NOTICE "${FIELDS}:${number}: ${message}")
  message(FATAL_ERROR "fields.tsv can't be read")
endfunction()

# `source` is a list with `,` between its elements.
function(check_source source)
  string(REPLACE "," ";" sources "${source}")
  foreach(one IN LISTS sources)
    if(NOT one MATCHES "${is_known_source}")
      fail("`${one}` is no source: write schema, docs, api, or a path of the project's source")
    endif()
  endforeach()
endfunction()

function(check_use use names why)
  if(NOT use MATCHES "${is_known_use}")
    fail("`${use}` is no use: write image, registry, repository, url, artifact or none")
  elseif(use STREQUAL "image" AND NOT names MATCHES "^(short|full)$")
    fail("an image has short or full names, and `${names}` is neither")
  elseif(NOT use STREQUAL "image" AND NOT names STREQUAL "-")
    fail("only an image has short or full names: write `-`")
  elseif(why STREQUAL "-" AND use MATCHES "^(artifact|none|url)$")
    fail("the why of this use is missing")
  endif()
endfunction()

file(READ "${FIELDS}" text)
set(rows "")
set(number 0)
set(last_key "")
while(NOT text STREQUAL "")
  math(EXPR number "${number} + 1")
  string(FIND "${text}" "\n" end)
  if(end EQUAL -1)
    fail("the last line has no end")
  endif()
  string(SUBSTRING "${text}" 0 ${end} line)
  math(EXPR end "${end} + 1")
  string(SUBSTRING "${text}" ${end} -1 text)
  if(line MATCHES "[^\t -~]")
    fail("a character that is not ASCII")
  elseif(line STREQUAL "" OR line MATCHES "^#")
    continue()
  endif()
  if(NOT line MATCHES "^${columns}$")
    fail("not eight columns with a tab between two; the head of the file tells them")
  endif()
  set(group "${CMAKE_MATCH_1}")
  set(kind "${CMAKE_MATCH_2}")
  set(path "${CMAKE_MATCH_3}")
  set(use "${CMAKE_MATCH_4}")
  set(names "${CMAKE_MATCH_5}")
  set(source "${CMAKE_MATCH_6}")
  set(why "${CMAKE_MATCH_8}")
  check_use("${use}" "${names}" "${why}")
  check_source("${source}")
  if(line MATCHES "^[^\t]* |^[^\t]*\t[^\t]* |^[^\t]*\t[^\t]*\t[^\t]* |[ \t]$")
    fail("a blank in a group, a kind or a path, or at the end of the line")
  endif()
  if(group MATCHES "[A-Z]")
    fail("a group has no capital letters")
  elseif(group STREQUAL "core")
    set(group "")
  endif()
  string(TOLOWER "${group}\t${kind}\t${path}" key)
  if(key STREQUAL last_key)
    fail("the same field as the line before")
  elseif(NOT last_key STRLESS key)
    fail("not in order: lines are sorted by group, kind and path, without regard to case")
  endif()
  set(last_key "${key}")
  if(names STREQUAL "short")
    set(names "count")
  else()
    set(names "ignore")
  endif()
  if(why STREQUAL "-")
    set(why "")
  endif()
  foreach(literal IN ITEMS path why)
    string(REPLACE "\\" "\\\\" ${literal} "${${literal}}")
    string(REPLACE "\"" "\\\"" ${literal} "${${literal}}")
  endforeach()
  string(APPEND rows "    {\"${group}\", \"${kind}\", \"${path}\", ${use}, ${names}, \"${why}\"},\n")
endwhile()

file(WRITE "${OUT}" "// Made of src/locate/fields.tsv.
#include \"ecrify/locate/known_fields.hpp\"

namespace ecrify::locate {
namespace {

using enum FieldUse;
using enum rules::ShortNames;

constexpr KnownField entries[] = {
${rows}};

}  // namespace

std::span<const KnownField> known_fields() { return entries; }

}  // namespace ecrify::locate
")
