# SPDX-License-Identifier: Apache-2.0
# One static library a stage, so that a stage that includes what it must not know fails to link, and so that each
# stage's unit tests build without the others.

add_library(ecrify_compile_settings INTERFACE)
target_include_directories(ecrify_compile_settings INTERFACE ${PROJECT_SOURCE_DIR}/include)
target_compile_options(ecrify_compile_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor)
# GCC 12 and 14 see overlapping and overlong copies in std::string's own code (GCC bug 105651), the latter once headers are
# precompiled.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(ecrify_compile_settings INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
    -Wno-stringop-overread)
endif()
# Files that are compiled as one may each use a name for what is theirs alone, which GCC takes for that of a header.
if(CMAKE_UNITY_BUILD)
  target_compile_options(ecrify_compile_settings INTERFACE -Wno-shadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")  # below half a gigabyte, looking for what is no longer used is not worth its time
    target_compile_options(ecrify_compile_settings INTERFACE --param=ggc-min-heapsize=524288
      -Wno-subobject-linkage)
  endif()
endif()
if(ECRIFY_WERROR)
  target_compile_options(ecrify_compile_settings INTERFACE -Werror)
endif()
if(ECRIFY_SANITIZE)
  target_compile_options(ecrify_compile_settings INTERFACE -fsanitize=${ECRIFY_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(ecrify_compile_settings INTERFACE -fsanitize=${ECRIFY_SANITIZE})
  if(ECRIFY_SANITIZE MATCHES "undefined")
    target_compile_options(ecrify_compile_settings INTERFACE -fno-sanitize-recover=all)
  endif()
endif()

# Headers of the standard library that most files include, compiled once: they are a quarter of what a build takes. Each
# file includes what it needs all the same. None that brings <iomanip>, whose std::quoted would be found by argument.
set(ecrify_common_headers <algorithm> <array> <cstddef> <cstdint> <functional> <iterator> <map> <memory> <optional> <set>
    <string> <string_view> <unordered_map> <unordered_set> <utility> <vector>)

# ecrify_stage(<name> [COLD] SOURCES <file>… [USES <stage>…] [PACKAGES <target>…] [ALONE <file>…])
# COLD is a stage in which a run spends so little that a whole one takes less than a hundredth more instructions: in a release it
# is optimised less, which halves the time that it takes to compile. Count them (valgrind --tool=callgrind) before you add one.
# ALONE are compiled by themselves in a unity build: they use a name for what is theirs alone that another file uses, too.
# PACKAGES are linked privately: a third-party header stays inside its stage.
function(ecrify_stage name)
  cmake_parse_arguments(ARG "COLD" "" "SOURCES;USES;PACKAGES;ALONE" ${ARGN})
  add_library(ecrify_${name} STATIC ${ARG_SOURCES})
  target_link_libraries(ecrify_${name} PUBLIC ecrify_compile_settings)
  foreach(stage IN LISTS ARG_USES)
    target_link_libraries(ecrify_${name} PUBLIC ecrify_${stage})
  endforeach()
  target_link_libraries(ecrify_${name} PRIVATE ${ARG_PACKAGES})
  if(ARG_COLD)
    target_compile_options(ecrify_${name} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
  set_target_properties(ecrify_${name} PROPERTIES UNITY_BUILD_BATCH_SIZE 40)
  set_source_files_properties(${ARG_ALONE} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
  # Once for stages that are cold, and once for the others: they have other options.
  if(ARG_COLD)
    set(first write)
  else()
    set(first base)
  endif()
  if(name STREQUAL first)
    target_precompile_headers(ecrify_${name} PRIVATE ${ecrify_common_headers})
  else()
    target_precompile_headers(ecrify_${name} REUSE_FROM ecrify_${first})
  endif()
endfunction()
