// SPDX-License-Identifier: Apache-2.0
// Of a static program, the C++ runtime registers the tables for unwinding when it starts, and sorts them when
// the first exception is thrown: some 3 ms, twice the run of one manifest. Where nothing is registered
// it looks them up by PT_GNU_EH_FRAME, which the linker has sorted, as in programs that are linked
// dynamically.
extern "C" {

void __wrap___register_frame_info(const void* /*begin*/, void* /*object*/) {}    // NOLINT
void* __wrap___deregister_frame_info(const void* /*begin*/) { return nullptr; }  // NOLINT

}  // extern "C"
