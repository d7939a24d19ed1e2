#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/run.sh [--headless] [DIR]: builds, makes the demo project in DIR (default: ~/cloc-demo) and opens the
# studio on it. With no display, or --headless, it does the same work in the terminal: indexes the demo images, asks
# by words and by box, grounds a phrase, and draws the answers into DIR/demo-results.png.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

headless=no folder=
for argument in "$@"; do
  case $argument in
    --headless) headless=yes ;;
    -h | --help) sed -n '3,5s/^# //p' "$0"; exit 0 ;;
    -*) fail "run.sh does not know '$argument'." "Use packaging/run.sh [--headless] [DIR]." ;;
    *) folder=$argument ;;
  esac
done
folder=${folder:-$HOME/cloc-demo}

cli=$CLOC_ROOT/build/release/app/cloc-cli
studio=$CLOC_ROOT/build/release/app/cloc-studio
model=$CLOC_ROOT/resources/models/demo
scenes=$folder/scenes
project=$folder/demo.clocproj
making=$folder/.cloc-making

# cloc-cli's answer is the output; a message of its own says what was wrong.
ask() { "$cli" "$@" </dev/null || fail "cloc-cli $1 (its message is above)" "To start afresh, delete $folder and run this again."; }

# Both are made under another name and moved when whole, so that a run that was stopped leaves none by half.
make_demo() {
  mkdir -p "$folder"
  rm -rf "$making"
  if [ ! -d "$scenes" ]; then
    say "Making the demo scenes in $scenes"
    ask demo create "$making/scenes" --scenes 400 --seed 20
    mv "$making/scenes" "$scenes"
  fi
  if [ ! -d "$project" ]; then
    say "Indexing them into $project"
    ask index "$making/demo.clocproj" --data "$scenes"
    model_sum >"$making/demo.clocproj/demo-model"
    mv "$making/demo.clocproj" "$project"
  elif [ "$(cat "$project/demo-model" 2>/dev/null)" != "$(model_sum)" ]; then
    say "Indexing them anew: the demo model has changed"
    ask index "$project"
    model_sum >"$project/demo-model"
  fi
  rm -rf "$making"
}

model_sum() { cat "$model"/* | cksum; }

"$CLOC_ROOT/packaging/build.sh" cloc-cli cloc-studio  # the tests are test.sh's
[ -x "$cli" ] || fail "This version has no program at $cli yet." "Get a newer version; packaging/test.sh runs the tests."
make_demo
if [ "$headless" = no ] && [ -x "$studio" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "Opening the studio on $project"
  exec "$studio" "$project"
fi
say "Asking the demo by words, by box and for a phrase"
ask demo show "$project" --picture "$folder/demo-results.png"
say "Done. The answers with their boxes drawn: $folder/demo-results.png"
