#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/index/run.sh [--count N] [OPTION of index_benchmark...]: the region index against its goals and against
# Debian's own FAISS on the same data (default 1,000,000 embeddings: 3 GB of memory, 2 GB of disk, a quarter of an hour).
# A table on standard output. Both run one after the other; on a machine that does other work only ratios mean something.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

count=1000000
for ((i = 1; i < $#; i++)); do
  [ "${!i}" != --count ] || { next=$((i + 1)) && count=${!next}; }
done
targets=(index_benchmark)
[ ! -f "/usr/lib/$(gcc -print-multiarch)/libfaiss.a" ] || targets+=(stock_faiss)
"$CLOC_ROOT/packaging/build.sh" "${targets[@]}"
build=$CLOC_ROOT/build/release/tests/benchmarks/index
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
options=(--folder "$work/index")
if [ -x "$build/stock_faiss" ]; then
  say "Debian's FAISS (as it comes)"
  "$build/stock_faiss" --count "$count" >"$work/stock.json"
  options+=(--stock "$work/stock.json")
fi
# As the launcher of the programs chooses (core/base/blas_choice.h).
export OMP_WAIT_POLICY=PASSIVE
if grep -q avx512f /proc/cpuinfo; then export OPENBLAS_CORETYPE=SkylakeX; fi
openmp_blas=/usr/lib/$(gcc -print-multiarch)/openblas-openmp
[ ! -d "$openmp_blas" ] || export LD_LIBRARY_PATH=$openmp_blas
say "The region index"
"$build/index_benchmark" "${options[@]}" "$@"
