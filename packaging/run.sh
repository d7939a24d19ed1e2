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
project=$folder/demo.clocproj
scenes=$folder/demo
scene_count=400 scene_seed=20

queries=("a red apple" "a cat next to a guitar" "a vehicle")
box_image=000001.png box=60,60,160,160
phrase="the cat"

# cloc-cli's answer is the output; a message of its own says what was wrong.
ask() { "$cli" "$@" </dev/null || fail "cloc-cli $1 (above)" "See cloc-cli $1 --help; to start afresh, delete $folder."; }

make_demo() {
  mkdir -p "$folder"
  # The annotations are written last: with them the scenes are whole.
  if [ -z "$(find "$scenes" -maxdepth 2 -name '*.json' -print -quit 2>/dev/null)" ]; then
    say "Making $scene_count demo scenes in $scenes"
    ask demo create "$scenes" --scenes "$scene_count" --seed "$scene_seed"
  fi
  if [ ! -f "$folder/indexed" ] || [ ! -d "$project" ]; then
    say "Indexing them into $project"
    ask index "$project" --data "$scenes"
    touch "$folder/indexed"
  fi
}

show_demo() {
  local query
  for query in "${queries[@]}"; do
    say "Search by words: $query"
    ask search "$project" --text "$query" --top 5
  done
  say "Search by box: $box of $box_image"
  ask search "$project" --image "$scenes/images/$box_image" --box "$box" --top 5
  say "Where is \"$phrase\" in $box_image"
  ask ground "$project" --image "$scenes/images/$box_image" --text "$phrase" --picture "$folder/demo-results.png"
  say "Done. The picture with the boxes drawn: $folder/demo-results.png"
}

"$CLOC_ROOT/packaging/build.sh"
[ -x "$cli" ] || fail "This version has no program at $cli yet." "Get a newer version; packaging/test.sh runs the tests."
make_demo
if [ "$headless" = no ] && [ -x "$studio" ] && [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  say "Opening the studio on $project"
  exec "$studio" "$project"
fi
show_demo
