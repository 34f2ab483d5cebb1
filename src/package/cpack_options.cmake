# SPDX-License-Identifier: Apache-2.0
# Read by cpack for each kind of package: a .deb is installed into /usr, a tarball is unpacked anywhere.
if(CPACK_GENERATOR STREQUAL "DEB")
  set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
else()
  set(CPACK_PACKAGING_INSTALL_PREFIX "")
endif()
