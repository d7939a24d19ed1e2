#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/studio/run.sh [REGIONS]: how long a user of the window waits, on the demo project filled up to REGIONS
# (default 100,000) regions: start-up, drag to results, typing to results, and what holds the window's thread. Offscreen.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

regions=${1:-100000}
"$CLOC_ROOT/packaging/build.sh" cloc-cli cloc-studio large_project studio_benchmark cloc_gallery_benchmark canvas_benchmark
build=$CLOC_ROOT/build/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
say "Making the demo project"
"$build/app/cloc-cli" demo create "$work/scenes" --scenes 400 --seed 20 >/dev/null
"$build/app/cloc-cli" index "$work/demo.clocproj" --data "$work/scenes" >/dev/null
export OMP_WAIT_POLICY=PASSIVE  # as the program sets it for itself
export QT_QPA_PLATFORM=offscreen XDG_RUNTIME_DIR=$work HOME=$work
say "Start-up on the demo project, 5 times (ms since the program began)"
for _ in 1 2 3 4 5; do "$build/app/cloc-studio" --startup-times "$work/demo.clocproj" 2>/dev/null | paste -sd' '; done
say "Filling it up"
"$build/tests/benchmarks/studio/large_project" "$work/demo.clocproj" "$regions"
say "A session"
"$build/tests/benchmarks/studio/studio_benchmark" "$work/demo.clocproj"
say "The canvas on 100 megapixels"
"$(find "$build/tests" -name canvas_benchmark -type f)"
say "The gallery with 1,000,000 rows"
"$(find "$build/tests" -name cloc_gallery_benchmark -type f)"
