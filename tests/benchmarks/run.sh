#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# tests/benchmarks/run.sh [--threads N] [--rounds N] [--quick] [--case NAME]... [--json FILE]
# Speed and memory of our model against the same network in PyTorch, at equal threads: builds our side, installs
# PyTorch where it is missing, measures both in turns and prints a table. No test runs it: figures depend on the
# machine. --help says more.
. "$(dirname "${BASH_SOURCE[0]}")/../../packaging/lib.sh"

# Debian's own Python, whose torch links the same LibTorch that we do; -I keeps other installations of torch out.
program=$CLOC_ROOT/build/release/tests/benchmarks/cloc_benchmark
compare=(/usr/bin/python3 -I "$CLOC_ROOT/tests/benchmarks/compare.py" "$program")

case " $* " in *" -h "* | *" --help "*) exec "${compare[@]}" --help ;; esac
"$CLOC_ROOT/packaging/bootstrap.sh" --dev
"$CLOC_ROOT/packaging/build.sh" cloc_benchmark
say "Measuring"
exec "${compare[@]}" "$@"
