# SPDX-License-Identifier: Apache-2.0
# What the product is built from. packaging/bootstrap.sh installs all of it on Debian 12.

find_package(Threads REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Sql)
find_package(OpenCV 4.5 REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Freetype REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sentencepiece REQUIRED IMPORTED_TARGET sentencepiece)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)
find_package(OpenMP REQUIRED COMPONENTS CXX)

# LibTorch: Debian's 1.13, or any 2.x given by -DTorch_DIR (PyPI's torch package holds one under share/cmake/Torch).
find_package(Torch 1.13 REQUIRED)
add_library(cloc_torch INTERFACE)
target_link_libraries(cloc_torch INTERFACE ${TORCH_LIBRARIES})
separate_arguments(cloc_torch_flags UNIX_COMMAND "${TORCH_CXX_FLAGS}")
target_compile_options(cloc_torch INTERFACE ${cloc_torch_flags})
# LibTorch's headers are not ours to warn about.
target_include_directories(cloc_torch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})

# FAISS: ours, built for this CPU by packaging/build-faiss.sh (-DCLOC_FAISS_PREFIX=...), else the system's.
set(CLOC_FAISS_PREFIX "" CACHE PATH "Where packaging/build-faiss.sh installed FAISS")
find_package(BLAS REQUIRED)
find_package(LAPACK REQUIRED)
if(CLOC_FAISS_PREFIX)
  find_package(faiss REQUIRED CONFIG PATHS "${CLOC_FAISS_PREFIX}" NO_DEFAULT_PATH)
else()
  find_package(faiss REQUIRED CONFIG)
endif()
