# SPDX-License-Identifier: Apache-2.0
# Build switches, warnings, sanitizers, compiler cache.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)  # the static libraries end up in libcloc_cli.so
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()

option(CLOC_BUILD_TESTS "Build the Qt Test programs" ON)
option(CLOC_TRAINING_ONLY "Build cloc-train alone, without Qt, OpenCV and FAISS" OFF)
option(CLOC_WERROR "Treat warnings as errors (CI)" OFF)
option(CLOC_CUDA "Use CUDA: LibTorch on a GPU, the index on a GPU, and FAISS for the GPU as its peer in benchmarks" OFF)
set(CLOC_SANITIZE "" CACHE STRING "Empty, 'address' (with undefined), 'thread' or 'fuzzer' (address, and the fuzz targets; Clang)")
set_property(CACHE CLOC_SANITIZE PROPERTY STRINGS "" address thread fuzzer)

find_program(CLOC_CCACHE ccache)
if(CLOC_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER "${CLOC_CCACHE}")
  # ccache can only cache with precompiled headers when told which of their changes not to mind.
  set(ENV{CCACHE_SLOPPINESS} "pch_defines,time_macros,include_file_mtime,include_file_ctime")
endif()

add_library(cloc_options INTERFACE)
target_compile_options(cloc_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wundef)
if(CLOC_WERROR)
  target_compile_options(cloc_options INTERFACE -Werror)
endif()
if(CLOC_SANITIZE STREQUAL "fuzzer")
  target_compile_options(cloc_options INTERFACE -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=undefined
                         -fno-omit-frame-pointer)
  target_link_options(cloc_options INTERFACE -fsanitize=address,undefined)
elseif(CLOC_SANITIZE STREQUAL "address")
  target_compile_options(cloc_options INTERFACE -fsanitize=address,undefined -fno-omit-frame-pointer)
  target_link_options(cloc_options INTERFACE -fsanitize=address,undefined)
elseif(CLOC_SANITIZE STREQUAL "thread")
  target_compile_options(cloc_options INTERFACE -fsanitize=thread -fno-omit-frame-pointer)
  target_link_options(cloc_options INTERFACE -fsanitize=thread)
elseif(CLOC_SANITIZE)
  message(FATAL_ERROR "CLOC_SANITIZE is '${CLOC_SANITIZE}'; it must be empty, 'address', 'thread' or 'fuzzer'.")
endif()
