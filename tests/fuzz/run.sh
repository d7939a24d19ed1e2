#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/fuzz/run.sh [SECONDS [READER...]]: builds the fuzz targets and runs each for so long (60 s without an argument),
# beginning with the tests' own files. A finding is written to build/fuzz/findings, and ends the run with an error.
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/lib.sh"

cd "$CLOC_ROOT"
seconds=${1:-60}
[ $# -gt 0 ] && shift
readers=("$@")
[ ${#readers[@]} -gt 0 ] || readers=(safetensors torch_file pickle)
command -v clang++-16 >/dev/null ||
  fail "The fuzz targets need Clang with its fuzzer." "sudo apt-get install clang-16 libclang-rt-16-dev libomp-16-dev"
# Clang does not compile Debian's LibTorch 1.13 as C++20; it does 2.x.
[ -f build/fuzz/build.ninja ] || cmake --preset fuzz -DTorch_DIR="$(packaging/libtorch2.sh | tail -1)"
cmake --build --preset fuzz --target "${readers[@]/#/fuzz_}"
mkdir -p build/fuzz/findings
for reader in "${readers[@]}"; do
  say "Fuzzing the reader of $reader for $seconds s"
  corpus=build/fuzz/corpus/$reader
  mkdir -p "$corpus"
  case $reader in
    safetensors) seeds=(tests/weights/data/*.safetensors) ;;
    *) seeds=(tests/weights/data/*.pt) ;;
  esac
  cp "${seeds[@]}" "$corpus"
  if [ "$reader" = pickle ]; then
    for file in "${seeds[@]}"; do # the pickles inside of the archives
      unzip -p "$file" '*/data.pkl' >"$corpus/$(basename "$file").pkl" 2>/dev/null || true
    done
  fi
  "build/fuzz/tests/fuzz/fuzz_$reader" -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=4096 \
    -artifact_prefix=build/fuzz/findings/ -print_final_stats=1 "$corpus"
done
