# SPDX-License-Identifier: Apache-2.0
# cmake -D OUT=FILE -D FOLDER=FOLDER -P embed.cmake: a source file with the text of each template of the folder.
file(GLOB templates ${FOLDER}/*.mustache)
list(SORT templates)
set(source "// Made of the files in src/generate/templates.\n#include \"template.hpp\"\n\nnamespace ecrify::generate {\nnamespace {\n\nconstexpr TemplateRow rows[] = {\n")
foreach(template IN LISTS templates)
  get_filename_component(name ${template} NAME_WE)
  file(READ ${template} text)
  string(APPEND source "    {\"${name}\", R\"mustache(${text})mustache\"},\n")
endforeach()
string(APPEND source "};\n\n}  // namespace\n\nstd::span<const TemplateRow> template_rows() { return rows; }\n\n}  // namespace ecrify::generate\n")
file(WRITE ${OUT} "${source}")
