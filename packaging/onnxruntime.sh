#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/onnxruntime.sh: gets onnxruntime and NumPy out of PyPI into the cache; the last line of standard output is
# the Python that has them. tests/onnx runs exported files with it. What is there already is reused at once.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=1.32.0 numpy=2.4.6
prefix=$CLOC_CACHE/onnxruntime-$version
python=$prefix/bin/python
[ ! -f "$prefix/complete" ] || { echo "$python"; exit 0; }

"$CLOC_ROOT/packaging/bootstrap.sh" --dev

fetch() {
  rm -rf "$prefix"
  /usr/bin/python3 -m venv "$prefix" &&
    "$python" -m pip install --no-input "onnxruntime==$version" "numpy==$numpy" &&
    touch "$prefix/complete"
}

say "Fetching onnxruntime $version"
run_logged onnxruntime.log "Check the network and the disk (0.2 GB), then run this again." fetch
echo "$python"
