# SPDX-License-Identifier: Apache-2.0

# cloc_add_library(name SOURCES a.cpp ... LINKS other ...): a static library that is included by its path from the
# top of the tree, e.g. #include "core/geometry/box.h".
function(cloc_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${arg_SOURCES})
  target_include_directories(${name} PUBLIC "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${arg_LINKS} PRIVATE cloc_options)
  if("cloc_torch" IN_LIST arg_LINKS)
    # <torch/torch.h> costs 15 s a file without this.
    target_precompile_headers(${name} PRIVATE "<torch/torch.h>")
  endif()
endfunction()

# cloc_add_module(name SOURCES a.cpp ... LINKS other ...): lib<name>.so, which is loaded at run time (core/base/module.h) and
# never linked.
function(cloc_add_module name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} MODULE ${arg_SOURCES})
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${arg_LINKS} cloc_options)
endfunction()

# cloc_add_test(name SOURCES test.cpp ... LINKS lib ...): one Qt Test program, run by ctest offscreen.
function(cloc_add_test name)
  cmake_parse_arguments(arg "" "TIMEOUT" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON)
  target_link_libraries(${name} PRIVATE ${arg_LINKS} cloc_test_support Qt6::Test cloc_options)
  add_test(NAME ${name} COMMAND ${name})
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT} ENVIRONMENT "QT_QPA_PLATFORM=offscreen")
endfunction()

# cloc_add_program(name library entry [WINDOW]): the program `name`, which loads `library` and calls its function `entry`
# (extern "C", argc and argv): see app/launcher/main.cpp. WINDOW: one that answers a user, see core/base/blas_choice.h.
function(cloc_add_program name library entry)
  cmake_parse_arguments(arg "WINDOW" "" "" ${ARGN})
  add_executable(${name} "${PROJECT_SOURCE_DIR}/app/launcher/main.cpp")
  target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}")
  target_link_libraries(${name} PRIVATE ${CMAKE_DL_LIBS} cloc_options)
  target_compile_definitions(${name} PRIVATE
    CLOC_LAUNCH_LIBRARY="$<TARGET_FILE_NAME:${library}>" CLOC_LAUNCH_ENTRY="${entry}"
    CLOC_LAUNCH_WINDOW=$<BOOL:${arg_WINDOW}>
    CLOC_OPENMP_BLAS="/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}/openblas-openmp")
  add_dependencies(${name} ${library})
endfunction()
