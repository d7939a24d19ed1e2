#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/tidy.sh [PATH...]: clang-tidy, with the repository's .clang-tidy, over the compiled sources under PATH
# (default: all). CLOC_BUILD names the configured build folder, default build/release.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

build=${CLOC_BUILD:-$CLOC_ROOT/build/release}
[ -f "$build/compile_commands.json" ] ||
  fail "$build has no compile_commands.json." "Configure first: packaging/build.sh, or set CLOC_BUILD to your build folder."
cd "$CLOC_ROOT"
[ $# -gt 0 ] || set -- app core training ui

sources() { git ls-files -- "$@" | grep '\.cpp$'; }

# GCC's precompiled headers mean nothing to Clang.
database=$(mktemp -d)
trap 'rm -rf "$database"' EXIT
sed -E 's/ -Winvalid-pch//; s/ -include [^ "]*cmake_pch\.hxx//; s/ -fpch-preprocess//' "$build/compile_commands.json" \
  >"$database/compile_commands.json"

mapfile -t files < <(sources "$@" | while read -r file; do
  ! grep -q "\"file\": \".*/$file\"" "$database/compile_commands.json" || echo "$file"
done)
[ ${#files[@]} -gt 0 ] || fail "No compiled source under: $*" "Give folders of the repository, e.g. core/base."
say "clang-tidy over ${#files[@]} files"

# LibTorch 1.13 has a vector of a type that is not complete yet, which Clang refuses with GCC's C++20 library and takes
# with its own; that one in turn lacks what other files use. So: GCC's, and Clang's where LibTorch is in the way.
tidy() {
  local output
  output=$(clang-tidy-14 --quiet -p "$1" "$2" 2>&1) && return
  if grep -q ivalue_inl.h <<<"$output"; then
    output=$(clang-tidy-14 --quiet -p "$1" --extra-arg=-stdlib=libc++ "$2" 2>&1) && return
  fi
  printf '%s\n' "$output" | grep -v 'warnings generated'
  return 1
}
export -f tidy
printf '%s\n' "${files[@]}" | xargs -P "$(job_count)" -I{} bash -c 'tidy "$@"' tidy "$database" {}
note "No findings."
