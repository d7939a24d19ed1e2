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
printf '%s\n' "${files[@]}" | xargs -P "$(job_count)" -n 1 clang-tidy-14 --quiet -p "$database" \
  2> >(grep -v 'warnings generated' >&2)
note "No findings."
