# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Shell functions of the packaging scripts. Source it, do not run it:
#
#   . "$(dirname "$0")/lib.sh"
#   say "Building"                                # what is being done now; named if it fails
#   run_logged build.log "what to do" cmake ...   # long output into a log, short progress on the screen
#   fail "what went wrong" "what to do"
#
# Messages go to stderr, so that a script's standard output is its result alone.
set -Eeuo pipefail

CLOC_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CLOC_CACHE=${CLOC_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/cloc-studio}
export CLOC_CACHE
CLOC_LOGS=$CLOC_CACHE/logs
CLOC_STEP="starting"
# Leaves with this status once the reason has been printed, so that no caller explains it again.
CLOC_EXPLAINED=90

say() {
  CLOC_STEP=$*
  printf '== %s\n' "$*" >&2
}

note() { printf '   %s\n' "$*" >&2; }

fail() {
  printf '\nFAILED: %s\n' "$1" >&2
  [ $# -lt 2 ] || printf 'What to do: %s\n' "$2" >&2
  exit "$CLOC_EXPLAINED"
}

on_error() {
  local status=$1 where=$2
  [ "$status" -eq "$CLOC_EXPLAINED" ] && exit "$status"
  printf '\nFAILED (%s): %s\n' "$where" "$CLOC_STEP" >&2
  printf 'What to do: read the lines above; the full logs are in %s\n' "$CLOC_LOGS" >&2
  exit "$status"
}
trap 'on_error $? "${BASH_SOURCE[0]##*/}:$LINENO"' ERR
trap 'printf "\nStopped while: %s. Nothing half-done is kept; run the same command again.\n" "$CLOC_STEP" >&2; exit 130' INT
trap 'exit 143' TERM

# Runs a command as root without ever asking for a password.
as_root() {
  local env=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 APT_LISTCHANGES_FRONTEND=none)
  if [ "$(id -u)" -eq 0 ]; then
    "${env[@]}" "$@"
  else
    sudo -n "${env[@]}" "$@"
  fi
}

# Whether as_root can work: root, or sudo that needs no password now.
can_be_root() { [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }; }

# Compile jobs: one for each processor, fewer where memory is short (a LibTorch file takes up to 2 GB).
job_count() {
  local processors memory_gb jobs
  processors=$(nproc)
  memory_gb=$(awk '/^MemAvailable:/ {print int($2 / 1048576)}' /proc/meminfo)
  jobs=$((memory_gb / 2))
  [ "$jobs" -le "$processors" ] || jobs=$processors
  [ "$jobs" -ge 1 ] || jobs=1
  echo "${CLOC_JOBS:-$jobs}"
}

# run_logged LOG "what to do when it fails" COMMAND...: the log is CLOC_LOGS/LOG, written anew each time.
run_logged() {
  local log=$CLOC_LOGS/$1 remedy=$2 ticker status=0
  shift 2
  mkdir -p "$CLOC_LOGS"
  : >"$log"
  show_progress "$log" &
  ticker=$!
  "$@" >"$log" 2>&1 </dev/null || status=$?
  kill "$ticker" 2>/dev/null || true
  wait "$ticker" 2>/dev/null || true
  [ ! -t 2 ] || printf '\r\033[K' >&2
  [ "$status" -eq 0 ] && return 0
  tail -n "$([ "${CI:-}" = true ] && echo 120 || echo 30)" "$log" | sed 's/^/   | /' >&2
  fail "$CLOC_STEP (exit status $status). Full log: $log" "$remedy"
}

# The log's last line: in place every 2 s on a terminal, else a line every 30 s.
show_progress() {
  local log=$1 pause=30 line
  trap - ERR INT TERM
  set +e
  [ ! -t 2 ] || pause=2
  # The sleep keeps none of our pipes open, so nobody waits for it once the work is done.
  while sleep "$pause" >/dev/null 2>&1; do
    line=$(tail -c 400 "$log" | tr '\r' '\n' | awk 'NF {last = $0} END {print substr(last, 1, 100)}')
    [ -n "$line" ] || continue
    if [ -t 2 ]; then printf '\r\033[K   %s' "$line" >&2; else printf '   %s\n' "$line" >&2; fi
  done
}
