#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/store/run.sh [--images N]: the project store with N (default 1,000,000) images of ten regions each:
# 3 GB of disk, some minutes. A table on standard output.
. "$(dirname "${BASH_SOURCE[0]}")/../../../packaging/lib.sh"

"$CLOC_ROOT/packaging/build.sh" store_benchmark
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$CLOC_ROOT/build/release/tests/benchmarks/store/store_benchmark" --folder "$work" "$@"
