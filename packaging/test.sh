#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/test.sh [ctest arguments]: builds everything and runs every test, e.g. packaging/test.sh -R index
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

"$CLOC_ROOT/packaging/build.sh"
say "Running the tests"
status=0
ctest --test-dir "$CLOC_ROOT/build/release" --output-on-failure --no-tests=error --parallel 2 "$@" </dev/null ||
  status=$?
[ "$status" -eq 0 ] ||
  note "Tests failed; each one's output is above. One of them alone: packaging/test.sh -R NAME -V"
exit "$status"
