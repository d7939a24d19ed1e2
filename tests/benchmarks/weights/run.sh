#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/weights/run.sh [--threads N] [--batch N] [--rounds N] [--seconds N] [--build FOLDER]
# Encoding images with other people's weights against transformers and open_clip on PyPI's torch, at equal threads, in
# turns; and what opening a checkpoint of 2 GB costs. Prints a table. The peers are installed into the cache the first
# time (3 GB); CLOC_PEER_PYTHON names a Python that has them. --build: another build of ours, e.g. with LibTorch 2.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

threads=2 batch=8 rounds=3 seconds=10 build=$CLOC_ROOT/build/release
while [ $# -gt 0 ]; do
  case $1 in
    --threads) threads=$2 ;; --batch) batch=$2 ;; --rounds) rounds=$2 ;; --seconds) seconds=$2 ;; --build) build=$2 ;;
    *) fail "run.sh does not know '$1'." "Its options stand at the beginning of the file." ;;
  esac
  shift 2
done

python=${CLOC_PEER_PYTHON:-$CLOC_CACHE/peers/bin/python}
if [ ! -x "$python" ]; then
  say "Installing the peers (torch, transformers, open_clip)"
  python3 -m venv "$CLOC_CACHE/peers"
  run_logged peers.log "pip install" "$CLOC_CACHE/peers/bin/pip" install torch torchvision transformers open_clip_torch safetensors
fi
[ "$build" != "$CLOC_ROOT/build/release" ] || "$CLOC_ROOT/packaging/build.sh" weights_benchmark
program=$build/tests/benchmarks/weights/weights_benchmark
peer=("$python" "$CLOC_ROOT/tests/benchmarks/weights/peer.py")
work=$CLOC_CACHE/weights-benchmark
if [ ! -f "$work/large/model.pt" ]; then
  say "Making the models"
  mkdir -p "$work"
  "${peer[@]}" make "$work"
fi

export OMP_NUM_THREADS=$threads MKL_NUM_THREADS=$threads
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE  # as for a user: the program names the kernels that the processor has
value() { "$python" -c 'import json,sys; print(f"{json.loads(sys.stdin.readlines()[-1])[sys.argv[1]]:.4g}")' "$1"; }
median() { sort -g | awk '{v[NR]=$1} END {print v[int((NR+1)/2)]}'; }
say "Encoding images, $threads threads, batches of $batch, $rounds rounds of $seconds s"
printf '%-24s %10s %10s %8s\n' model ours theirs ratio
for name in vit-b-16 vit-l-14; do
  for kind in transformers open_clip; do
    ours="" theirs=""
    for ((round = 0; round < rounds; ++round)); do
      ours+="$("$program" encode "$work/$name-$kind" --batch "$batch" --threads "$threads" --seconds "$seconds" | value images_per_s)"$'\n'
      theirs+="$("${peer[@]}" encode "$kind" "$work/$name-$kind" --batch "$batch" --threads "$threads" --seconds "$seconds" |
        value images_per_s)"$'\n'
    done
    a=$(printf '%s' "$ours" | median) b=$(printf '%s' "$theirs" | median)
    printf '%-24s %10s %10s %8s\n' "$name $kind" "$a" "$b" "$(awk "BEGIN {printf \"%.2f\", $a / $b}")"
  done
done
say "Opening a checkpoint of 2 GB"
for file in model.safetensors model.pt; do
  printf '%-18s %s\n' "$file" "$("$program" open "$work/large/$file")"
done
