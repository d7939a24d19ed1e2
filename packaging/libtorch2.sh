#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/libtorch2.sh [--cuda]: gets LibTorch 2.x out of PyPI's torch package into the cache; the last line of
# standard output is its Torch_DIR, for cmake -DTorch_DIR=... What is there already is reused at once.
# Without --cuda: its half for the CPU (0.5 GB to fetch, no CUDA toolkit needed). With --cuda: all of it (3 GB; building
# against it needs CUDA 13's nvcc). CLOC_TORCH_VERSION names another version.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${CLOC_TORCH_VERSION:-2.15.0}
prefix=$CLOC_CACHE/libtorch-$version
cuda=no
case ${1:-} in
  --cuda) cuda=yes prefix+=-cuda ;;
  "") ;;
  *) fail "libtorch2.sh does not know '$1'." "Use packaging/libtorch2.sh [--cuda]." ;;
esac
torch_dir=$prefix/torch/share/cmake/Torch
[ ! -f "$torch_dir/TorchConfig.cmake" ] || { echo "$torch_dir"; exit 0; }

"$CLOC_ROOT/packaging/bootstrap.sh" --dev
rm -rf "$CLOC_CACHE"/libtorch-work.*  # what a killed run left behind
work=$(mktemp -d "$CLOC_CACHE/libtorch-work.XXXXXX")
trap 'rm -rf "$work"' EXIT

# The CUDA libraries that torch's own metadata asks for: all, or the two that its CPU half links.
cuda_requirements() {
  sed -nE 's/^Requires-Dist: ((cuda-toolkit|nvidia-)[^;]*[^; ]).*/\1/p' "$work"/prefix/torch-*.dist-info/METADATA |
    if [ "$cuda" = yes ]; then cat; else sed -nE 's/^(cuda-toolkit)\[[^]]*\]/\1[cudart,cupti]/p'; fi
}

fetch() {
  /usr/bin/python3 -m venv "$work/venv"
  local pip=("$work/venv/bin/python" -m pip install --no-input --target "$work/prefix")
  "${pip[@]}" --no-deps "torch==$version" || return
  local requirements
  mapfile -t requirements < <(cuda_requirements)
  [ ${#requirements[@]} -eq 0 ] || "${pip[@]}" "${requirements[@]}"
}

say "Fetching LibTorch $version"
run_logged libtorch2.log "Check the network and the disk ($([ "$cuda" = yes ] && echo 8 || echo 3) GB), then run this again." fetch
rm -rf "$prefix"
mv "$work/prefix" "$prefix"
echo "$torch_dir"
