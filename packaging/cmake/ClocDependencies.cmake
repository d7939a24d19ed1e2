# SPDX-License-Identifier: Apache-2.0
# What the product is built from. packaging/bootstrap.sh installs all of it on Debian 12.

find_package(Threads REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Sql Gui Widgets Charts Svg LinguistTools)
find_package(OpenCV 4.5 REQUIRED COMPONENTS core imgproc imgcodecs)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(Freetype REQUIRED)
find_package(GIF REQUIRED)
find_package(OpenSSL REQUIRED COMPONENTS Crypto)
find_package(CURL 7.85 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(sentencepiece REQUIRED IMPORTED_TARGET sentencepiece)
pkg_check_modules(simdjson REQUIRED IMPORTED_TARGET simdjson)
pkg_check_modules(yaml-cpp REQUIRED IMPORTED_TARGET yaml-cpp)
pkg_check_modules(webpdemux REQUIRED IMPORTED_TARGET libwebpdemux)
pkg_check_modules(libarchive REQUIRED IMPORTED_TARGET libarchive)
find_package(Protobuf REQUIRED)
find_path(cloc_onnx_headers onnx/onnx_pb.h REQUIRED)
find_library(cloc_onnx_file onnx REQUIRED)
find_package(OpenMP REQUIRED COMPONENTS CXX)

# ONNX, whose Debian package has no CMake package of its own; with the protobuf that its headers are made by.
add_library(cloc_onnx_library INTERFACE)
target_include_directories(cloc_onnx_library SYSTEM INTERFACE "${cloc_onnx_headers}")
target_compile_definitions(cloc_onnx_library INTERFACE ONNX_ML=1 ONNX_NAMESPACE=onnx)
target_link_libraries(cloc_onnx_library INTERFACE "${cloc_onnx_file}" protobuf::libprotobuf)

include(ClocTorch)

# FAISS: ours, built for this CPU by packaging/build-faiss.sh (-DCLOC_FAISS_PREFIX=...), else the system's.
set(CLOC_FAISS_PREFIX "" CACHE PATH "Where packaging/build-faiss.sh installed FAISS")
find_package(BLAS REQUIRED)
find_package(LAPACK REQUIRED)
if(CLOC_FAISS_PREFIX)
  unset(faiss_DIR CACHE)  # an earlier answer would be taken for this one
  find_package(faiss REQUIRED CONFIG PATHS "${CLOC_FAISS_PREFIX}" NO_DEFAULT_PATH)
else()
  find_package(faiss REQUIRED CONFIG)
endif()
if(CLOC_CUDA AND NOT EXISTS "${CLOC_FAISS_PREFIX}/include/faiss/gpu/GpuIndex.h")
  message(FATAL_ERROR
    "CLOC_CUDA is ON, and the FAISS in '${CLOC_FAISS_PREFIX}' has no GPU indexes. Build one and name it: "
    "cmake --preset cuda -DCLOC_FAISS_PREFIX=$(packaging/build-faiss.sh --cuda)")
endif()

message(STATUS "FAISS ${faiss_VERSION} in ${faiss_DIR}")

# What links FAISS links this. Some builds of FAISS keep their AVX2 code in a library beside the plain one.
add_library(cloc_faiss INTERFACE)
if(TARGET faiss_avx2)
  target_link_libraries(cloc_faiss INTERFACE faiss_avx2)
else()
  target_link_libraries(cloc_faiss INTERFACE faiss)
endif()
target_link_libraries(cloc_faiss INTERFACE OpenMP::OpenMP_CXX ${BLAS_LIBRARIES} ${LAPACK_LIBRARIES})
if(CLOC_CUDA)
  find_package(CUDAToolkit REQUIRED)
  enable_language(CUDA)
  set(CMAKE_CUDA20_STANDARD_COMPILE_OPTION -std=c++20)  # which CMake 3.25 does not know of CUDA 13
  set(CMAKE_CUDA20_EXTENSION_COMPILE_OPTION -std=c++20)
  target_link_libraries(cloc_faiss INTERFACE CUDA::cudart CUDA::cublas)
endif()
