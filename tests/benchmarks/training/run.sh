#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/training/run.sh [--preset NAME] [--rounds N] [--threads N]
# What a step of CLOC costs over one of CLIP (M = 4), what memory an image takes at batches of 32 to 256 with and
# without gradient checkpointing and accumulation. No test runs it: figures depend on the machine.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"
exec /usr/bin/python3 -I "$CLOC_ROOT/tests/benchmarks/training/steps.py" \
  "$CLOC_ROOT/build/release/tests/benchmarks/cloc_benchmark" "$@"
