# SPDX-License-Identifier: Apache-2.0
# Read by cpack for each kind of package: a .deb and an .rpm are installed into /usr, a tarball is unpacked anywhere, and its
# program needs nothing there.
if(CPACK_GENERATOR STREQUAL "TGZ")
  set(CPACK_PACKAGING_INSTALL_PREFIX "")
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
endif()

# Debian's zsh looks for what packages bring in a folder of its own.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_ECRIFY_BUILD};ecrify;Unspecified;/;${CPACK_ECRIFY_BUILD};ecrify;zsh_debian;/")
else()
  set(CPACK_INSTALL_CMAKE_PROJECTS "${CPACK_ECRIFY_BUILD};ecrify;Unspecified;/;${CPACK_ECRIFY_BUILD};ecrify;zsh;/")
endif()
