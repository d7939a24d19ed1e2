#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/assist/run.sh [SCENES]: how well the model helps to label (suggestions, label by example, mistakes, missing
# boxes) on demo scenes that it has not seen, and how long each takes at 100,000 regions. SCENES: of each seed (default 4,000:
# about 6 minutes). The mixture of suggestions is looked for on seed 31; everything is stated on seed 32.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

scenes=${1:-4000}
"$CLOC_ROOT/packaging/build.sh" cloc-cli assist_benchmark large_project
build=$CLOC_ROOT/build/release
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# As the launcher of the programs chooses (core/base/blas_choice.h).
export OMP_WAIT_POLICY=PASSIVE
if grep -q avx512f /proc/cpuinfo; then export OPENBLAS_CORETYPE=SkylakeX; fi
openmp_blas=/usr/lib/$(gcc -print-multiarch)/openblas-openmp
[ ! -d "$openmp_blas" ] || export LD_LIBRARY_PATH=$openmp_blas
for seed in 31 32; do
  say "Making $scenes scenes of seed $seed"
  "$build/app/cloc-cli" demo create "$work/scenes$seed" --scenes "$scenes" --seed "$seed" >/dev/null
  "$build/app/cloc-cli" index "$work/demo$seed.clocproj" --data "$work/scenes$seed" >/dev/null 2>&1
done
benchmark=$build/tests/benchmarks/assist/assist_benchmark
say "The mixture, seed 31"
"$benchmark" --tune "$work/demo31.clocproj"
say "Stated, seed 32"
"$benchmark" --state "$work/demo32.clocproj"
say "Times at 100,000 regions, most of them random"
"$build/tests/benchmarks/studio/large_project" "$work/demo32.clocproj" 100000
"$benchmark" --times "$work/demo32.clocproj"
