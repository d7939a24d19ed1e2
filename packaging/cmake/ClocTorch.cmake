# SPDX-License-Identifier: Apache-2.0
# LibTorch: Debian's 1.13, or any 2.x given by -DTorch_DIR=$(packaging/libtorch2.sh).
get_filename_component(cloc_torch_prefix "${Torch_DIR}/../../.." ABSOLUTE)
if(Torch_DIR AND NOT CLOC_CUDA AND EXISTS "${cloc_torch_prefix}/lib/libtorch_cuda.so")
  # PyPI's LibTorch has CUDA inside, and its CMake package cannot be loaded without the CUDA toolkit. Its half for the
  # CPU stands alone, so a machine with no toolkit links that.
  include("${Torch_DIR}/TorchConfigVersion.cmake")
  set(Torch_VERSION "${PACKAGE_VERSION}")
  set(TORCH_LIBRARIES "${cloc_torch_prefix}/lib/libtorch_cpu.so" "${cloc_torch_prefix}/lib/libc10.so")
  set(TORCH_INCLUDE_DIRS "${cloc_torch_prefix}/include" "${cloc_torch_prefix}/include/torch/csrc/api/include")
  set(TORCH_CXX_FLAGS "")
else()
  if(EXISTS "${cloc_torch_prefix}/lib/libtorch.so")
    # LibTorch's package looks for its own parts in the system's folders first, and Debian's LibTorch may be there.
    list(PREPEND CMAKE_PREFIX_PATH "${cloc_torch_prefix}")
    unset(Caffe2_DIR CACHE)
    unset(c10_LIBRARY CACHE)
    unset(TORCH_LIBRARY CACHE)
  endif()
  set(CMAKE_CUDA_STANDARD 17)  # LibTorch's package tries nvcc out; CMake 3.25 does not know CUDA 13's C++20
  find_package(Torch 1.13 REQUIRED)
endif()
message(STATUS "LibTorch ${Torch_VERSION} in ${Torch_DIR}")
add_library(cloc_torch INTERFACE)
target_link_libraries(cloc_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(cloc_torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(cloc_torch INTERFACE ${cloc_torch_flags})
# LibTorch's headers are not ours to warn about.
target_include_directories(cloc_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
# PyPI's LibTorch brings its CUDA libraries along; the toolkit's, found first, can be older than it needs.
get_filename_component(cloc_packages "${cloc_torch_prefix}/.." ABSOLUTE)
file(GLOB cloc_cuda_folders "${cloc_packages}/nvidia/*/lib")
if(CLOC_CUDA)
  foreach(folder IN LISTS cloc_cuda_folders)
    target_link_options(cloc_torch INTERFACE "LINKER:-rpath,${folder}")
  endforeach()
endif()
if(CLOC_CUDA AND NOT TARGET torch_cuda)
  message(FATAL_ERROR
    "CLOC_CUDA is ON, and the LibTorch in ${Torch_DIR} was built without CUDA (Debian's is). Get one with CUDA and "
    "name it: cmake --preset cuda -DTorch_DIR=$(packaging/libtorch2.sh --cuda) "
    "-DCLOC_FAISS_PREFIX=$(packaging/build-faiss.sh --cuda)")
endif()
