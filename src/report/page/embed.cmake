# SPDX-License-Identifier: Apache-2.0
# cmake -D OUT=FILE -D FOLDER=FOLDER -P embed.cmake: a source file with the style and the script of the page, and the
# script's digest as a Content-Security-Policy names it, which is in base64.
file(READ ${FOLDER}/page.css style)
file(READ ${FOLDER}/page.js script)
string(SHA256 hex "${script}")
set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
set(digest "")
foreach(at RANGE 0 63 3)  # three digits are two letters; of the 64 one is left over
  string(SUBSTRING ${hex} ${at} 3 digits)
  math(EXPR high "0x${digits} >> 6")
  math(EXPR low "0x${digits} & 63")
  if(at EQUAL 63)
    math(EXPR high "0x${digits} << 2")
    set(low -1)
  endif()
  string(SUBSTRING ${alphabet} ${high} 1 letter)
  string(APPEND digest ${letter})
  if(NOT low EQUAL -1)
    string(SUBSTRING ${alphabet} ${low} 1 letter)
    string(APPEND digest ${letter})
  endif()
endforeach()
file(WRITE ${OUT} "// Made of the files in src/report/page.
#include \"renderers.hpp\"

namespace ecrify::report {

const std::string_view page_style = R\"page(${style})page\";
const std::string_view page_script = R\"page(${script})page\";
const std::string_view page_script_digest = \"sha256-${digest}=\";

}  // namespace ecrify::report
")
