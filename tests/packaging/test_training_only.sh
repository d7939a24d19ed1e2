#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# test_training_only.sh CLOC_CLI BUILD: the program that trains alone builds, needs no Qt, OpenCV or FAISS, and gives
# the losses of cloc-cli on the same pack, to the last digit.
set -euo pipefail
cli=$1 build=$2
source=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export QT_QPA_PLATFORM=offscreen

cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCLOC_TRAINING_ONLY=ON "${@:3}" >"$work/configured" ||
  { cat "$work/configured"; exit 1; }
cmake --build "$build" --target cloc-train >"$work/built" || { tail -50 "$work/built"; exit 1; }
program=$build/training/bare/cloc-train
# Directly: LibTorch itself may bring some.
if objdump -p "$program" | grep -E 'NEEDED.*(Qt|opencv|faiss)'; then
  echo "FAIL: cloc-train needs what it is to do without"
  exit 1
fi

"$cli" demo create "$work/scenes" --scenes 24 --size 64 >"$work/made"
"$cli" data pack "$work/scenes" "$work/scenes.pack" --size 32 --tokenizer "$source/resources/text/demo_unigram.model" >>"$work/made"
settings=()
for setting in data.train="$work/scenes.pack" model.input_size=32 model.vision_width=32 model.vision_layers=1 model.vision_heads=2 \
  model.text_width=16 model.text_layers=1 model.text_heads=2 model.embed_dim=16 optimiser.batch_size=8 optimiser.steps=6 \
  optimiser.warmup_steps=2 loss.proposal_weight=1 loss.point_share=0.3 run.threads=1 run.log_every=1 run.evaluate_every=0 \
  data.validation_share=0; do
  settings+=(--set "$setting")
done
"$program" "$source/training/recipes/demo.toml" --run "$work/alone" "${settings[@]}" 2>"$work/said" || { cat "$work/said"; exit 1; }
"$cli" train "$source/training/recipes/demo.toml" --run "$work/whole" "${settings[@]}" >"$work/out" 2>"$work/said" ||
  { cat "$work/said"; exit 1; }
if "$program" "$source/training/recipes/demo.toml" --run "$work/pairs" "${settings[@]}" --set loss.pair_share=0.5 2>"$work/said" ||
  ! grep -q "loss.pair_share=0" "$work/said"; then
  echo "FAIL: texts that the pack has no tokens of"
  exit 1
fi
losses() { sed -n 's/.*"group":"train".*"loss":\([^,]*\),.*/\1/p' "$1/metrics.jsonl"; }
if [ "$(losses "$work/alone" | wc -l)" -ne 6 ] || [ "$(losses "$work/alone")" != "$(losses "$work/whole")" ]; then
  echo "FAIL: losses of cloc-train and of cloc-cli"
  paste <(losses "$work/alone") <(losses "$work/whole")
  exit 1
fi
echo "6 losses are the same"
