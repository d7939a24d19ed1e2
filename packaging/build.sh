#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/build.sh [TARGET...]: packages, FAISS, then the release preset in build/release. Both commands of the
# README start with it.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=$CLOC_ROOT/build/release
"$CLOC_ROOT/packaging/bootstrap.sh"
faiss=$("$CLOC_ROOT/packaging/build-faiss.sh" | tail -n 1)
# Warnings are errors in CI, and wherever the compiler is the one that CI uses: with the same flags, going from one of the
# README's commands to CI and back compiles nothing again.
werror=$([ "${CI:-}" = true ] || [ "$(c++ -dumpversion 2>/dev/null)" = 12 ] && echo ON || echo OFF)

# Configuring takes seconds, so it is skipped while its answers cannot have changed; ninja sees changed CMake files.
options=("-DCLOC_FAISS_PREFIX=$faiss" "-DCLOC_WERROR=$werror" -DCLOC_BUILD_TESTS=ON)
if [ ! -f "$build/build.ninja" ] || [ "$(cat "$build/configured-with" 2>/dev/null)" != "${options[*]}" ]; then
  say "Configuring"
  run_logged configure.log "Run packaging/bootstrap.sh. If it persists, delete build/release and run this again." \
    cmake -S "$CLOC_ROOT" --preset release "${options[@]}"
  echo "${options[*]}" >"$build/configured-with"
fi

# ccache keeps what uses a precompiled header, and serves any clone of this repository, only when told so.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR=$CLOC_ROOT CCACHE_NOHASHDIR=1

targets=()
for target in "$@"; do targets+=(--target "$target"); done
say "Building (the first time takes minutes, then seconds)"
run_logged build.log "Free memory and disk, then run this again: it goes on where it stopped. CLOC_JOBS=1 needs the least memory." \
  cmake --build "$build" -j "$(job_count)" "${targets[@]}"
