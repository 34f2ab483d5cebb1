# SPDX-License-Identifier: Apache-2.0
# Read by cpack for each kind of package: a .deb is installed into /usr, a tarball is unpacked anywhere, and its program
# needs nothing there.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX "")
  set(CPACK_COMPONENTS_ALL ${CPACK_ECRIFY_TARBALL_PROGRAM} Unspecified)
  set(CPACK_ARCHIVE_COMPONENT_INSTALL ON)
  set(CPACK_COMPONENTS_GROUPING ALL_COMPONENTS_IN_ONE)
  set(CPACK_COMPONENT_INCLUDE_TOPLEVEL_DIRECTORY ON)
endif()
