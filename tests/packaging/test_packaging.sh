#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The packaging scripts' promises that need no network and no root.
set -uo pipefail
packaging=$(cd "$(dirname "$0")/../../packaging" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CLOC_CACHE=$work/cache
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}")
passed=0 failed=0

# check NAME EXPECTED ACTUAL
check() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAIL: %s\n--- expected\n%s\n--- actual\n%s\n' "$1" "$2" "$3"
  fi
}

entries() { "$packaging/fetch-source.sh" --entries "$1"; }
faiss_prefix() { CLOC_CPUINFO=$work/cpuinfo "$packaging/build-faiss.sh" --where "$@" | sed "s|^$work/cache/||"; }
cpu() { echo "flags : $1" >"$work/cpuinfo"; }

one_line_entries_become_source_entries_and_keep_their_options() {
  cat >"$work/a.list" <<END
# deb http://commented.invalid/debian $codename main
deb http://mirror.invalid/debian $codename main contrib non-free-firmware # the mirror
deb [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://other.invalid/debian/ stable contrib main
deb-src http://mirror.invalid/debian $codename main
deb http://mirror.invalid/debian $codename-updates main
deb [signed-by=/k.asc] https://foreign.invalid/linux/debian $codename stable
deb cdrom:[Debian GNU/Linux 12]/ $codename main
deb http://mirror.invalid/flat ./
END
  check "$FUNCNAME" "deb-src http://mirror.invalid/debian $codename main
deb-src [arch=amd64 signed-by=/usr/share/keyrings/k.gpg] http://other.invalid/debian/ stable main
deb-src http://mirror.invalid/debian $codename main" "$(entries "$work/a.list")"
}

deb822_entries_become_source_entries_and_keep_their_key() {
  cat >"$work/a.sources" <<END
# Debian
Types: deb deb-src
URIs: http://mirror.invalid/debian
# a comment inside
Suites: $codename $codename-updates
Components: main contrib
Architectures: amd64
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: https://foreign.invalid/debian
Suites: $codename
Components: stable
Signed-By: /k.asc

Enabled: no
Types: deb
URIs: http://off.invalid/debian
Suites: $codename
Components: main

Types: deb
Suites:
 $codename-security
 $codename
URIs: http://last.invalid/debian
Components: main
END
  check "$FUNCNAME" "Types: deb-src
Suites: $codename
Components: main
URIs: http://mirror.invalid/debian
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc=
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb-src
Suites: $codename
Components: main
URIs: http://last.invalid/debian" "$(entries "$work/a.sources")"
}

faiss_is_built_for_the_processors_own_level() {
  local v2="cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"
  local v3="$v2 avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"
  cpu "sse2" && check "$FUNCNAME v1" faiss-1-x86-64 "$(CLOC_FAISS_VERSION=1 faiss_prefix)"
  cpu "$v2" && check "$FUNCNAME v2" faiss-1-x86-64-v2 "$(CLOC_FAISS_VERSION=1 faiss_prefix)"
  cpu "$v2 avx avx2" && check "$FUNCNAME avx2 alone" faiss-1-x86-64-v2 "$(CLOC_FAISS_VERSION=1 faiss_prefix)"
  cpu "$v3 avx512f" && check "$FUNCNAME v3" faiss-1-x86-64-v3 "$(CLOC_FAISS_VERSION=1 faiss_prefix)"
  cpu "$v3 avx512f avx512bw avx512cd avx512dq avx512vl"
  check "$FUNCNAME v4" faiss-1-x86-64-v4-cuda "$(CLOC_FAISS_VERSION=1 faiss_prefix --cuda)"
}

an_unknown_argument_is_refused_with_what_to_do() {
  local script message
  for script in bootstrap build-faiss libtorch2 run; do
    message=$("$packaging/$script.sh" --nonsense 2>&1) && message="accepted: $message"
    check "$FUNCNAME $script" yes "$(grep -q -- "--nonsense" <<<"$message" && grep -q "What to do:" <<<"$message" && echo yes ||
      echo "$message")"
  done
}

a_failing_step_names_itself_its_log_and_what_to_do() {
  local message
  message=$(bash -c '. "$0/lib.sh"; say "Doing a thing"; run_logged thing.log "Mend the thing." bash -c "echo why; exit 7"' \
    "$packaging" 2>&1)
  check "$FUNCNAME" "== Doing a thing
   | why

FAILED: Doing a thing (exit status 7). Full log: $CLOC_CACHE/logs/thing.log
What to do: Mend the thing." "$message"
}

every_package_line_is_one_name_as_debian_writes_them() {
  # A name Debian could not have (an upper-case letter, two words) would stop every fresh machine.
  check "$FUNCNAME" "" "$(sed 's/#.*//' "$packaging"/packages*.txt | awk 'NF && !(NF == 1 && /^[a-z0-9][a-z0-9+.-]+ *$/)')"
}

no_script_names_a_host() {
  check "$FUNCNAME" "" "$(grep -nE '(https?|ftp)://' "$packaging"/*.sh "$packaging"/*.txt || true)"
}

if [ "$(uname -m)" = x86_64 ]; then faiss_is_built_for_the_processors_own_level; fi
one_line_entries_become_source_entries_and_keep_their_options
deb822_entries_become_source_entries_and_keep_their_key
an_unknown_argument_is_refused_with_what_to_do
a_failing_step_names_itself_its_log_and_what_to_do
every_package_line_is_one_name_as_debian_writes_them
no_script_names_a_host
echo "packaging: $passed checks passed, $failed failed"
[ "$failed" -eq 0 ]
