#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/fetch-source.sh PACKAGE VERSION DIR: unpacks a Debian source package into DIR (which must be empty);
# the last line of standard output is the unpacked folder. apt checks the signatures as always.
#
# The machine's own apt entries are used, whatever mirror they name: each entry for this Debian release becomes a
# source entry in a private apt configuration, so the system's own configuration is not touched and no root is needed.
#
# packaging/fetch-source.sh --entries FILE...: prints the entries that it would use, for the tests.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

# Names under which the entries may call this release.
release_names() { echo "$(. /etc/os-release && echo "${VERSION_CODENAME:-bookworm}") stable oldstable"; }

# One-line style (*.list): "deb [options] URI SUITE main ..." becomes "deb-src [options] URI SUITE main".
one_line_entries() {
  awk -v suites="$(release_names)" '
    BEGIN { split(suites, list, " "); for (i in list) wanted[list[i]] = 1 }
    /^[ \t]*deb(-src)?[ \t]/ {
      sub(/\r$/, ""); sub(/#.*/, ""); sub(/^[ \t]*deb(-src)?[ \t]+/, "")
      options = ""
      if (match($0, /^\[[^]]*\][ \t]*/)) { options = substr($0, 1, RLENGTH); $0 = substr($0, RLENGTH + 1) }
      $0 = $0  # splits the rest anew: URI, suite, components
      if (!($2 in wanted) || $1 ~ /^cdrom:/) next
      for (i = 3; i <= NF; i++) if ($i == "main") { print "deb-src " options $1 " " $2 " main"; next }
    }' "$1"
}

# deb822 style (*.sources): the paragraph keeps every field, Signed-By with a whole key too, but for
# Types, Suites and Components, which are narrowed.
deb822_entries() {
  awk -v suites="$(release_names)" '
    BEGIN { split(suites, list, " "); for (i in list) wanted[list[i]] = 1 }
    function flush_paragraph(  i, n, word, suite) {
      n = split(value["suites"], word, " ")
      for (i = 1; i <= n; i++) if (word[i] in wanted) suite = suite " " word[i]
      if (kept != "" && suite != "" && " " value["components"] " " ~ / main / && value["enabled"] !~ /^ *(no|false|0|off)/ &&
          value["types"] ~ /deb/ && value["uris"] !~ /cdrom:/)
        printf "Types: deb-src\nSuites:%s\nComponents: main\n%s\n", suite, kept
      split("", value); kept = ""; field = ""
    }
    { sub(/\r$/, "") }
    /^#/ { next }
    /^[ \t]*$/ { flush_paragraph(); next }
    /^[^ \t]/ { field = tolower(substr($0, 1, index($0, ":") - 1)); line = substr($0, index($0, ":") + 1) }
    /^[ \t]/ { line = " " $0 }
    {
      value[field] = value[field] line " "; gsub(/[ \t]+/, " ", value[field])
      if (field !~ /^(types|suites|components|enabled|architectures)$/) kept = kept $0 "\n"
    }
    END { flush_paragraph() }' "$1"
}

# Writes source entries from the files given into the folder $1.
write_entries() {
  local folder=$1 file number=0 target
  shift
  for file in "$@"; do
    [ -r "$file" ] || continue
    number=$((number + 1))
    case $file in
      *.sources) target=$folder/$number.sources; deb822_entries "$file" >"$target" ;;
      *) target=$folder/$number.list; one_line_entries "$file" >"$target" ;;
    esac
    [ -s "$target" ] || rm "$target"
  done
}

# The machine's own files: sources.list and sources.list.d, wherever apt has them.
entry_files() {
  local list parts
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  find "$list" "$parts" -maxdepth 1 -type f \( -name '*.list' -o -name '*.sources' \) 2>/dev/null | sort || true
}

write_apt_configuration() {
  cat >"$work/apt.conf" <<END
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$work/entries/";
Dir::State::lists "$work/lists/";
Dir::Cache "$work/cache/";
Acquire::Languages "none";
Acquire::Retries "3";
END
}

fetch() {
  export APT_CONFIG=$work/apt.conf
  # One entry that does not answer (a foreign repository, say) must not stop the others.
  apt-get update || echo "Some entries failed; going on with the others."
  (cd "$work/source" && apt-get source --download-only --only-source "$package=$version" &&
    dpkg-source --no-check -x ./*.dsc unpacked)
}

if [ "${1:-}" = --entries ]; then
  shift
  for file in "$@"; do
    case $file in *.sources) deb822_entries "$file" ;; *) one_line_entries "$file" ;; esac
  done
  exit 0
fi

package=$1 version=$2 destination=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"  # apt's unprivileged downloader looks in here
mkdir -p "$work"/{entries,lists/partial,cache/archives/partial,source}
mapfile -t files < <(entry_files)
write_entries "$work/entries" "${files[@]}"
[ -n "$(ls -A "$work/entries")" ] ||
  fail "None of this machine's apt entries is for Debian ($(release_names)), section main." \
    "Add Debian's entry to /etc/apt/sources.list, as a fresh Debian 12 has it, and run this again."
write_apt_configuration

say "Fetching Debian's source package $package $version"
run_logged "source-$package.log" \
  "Check the network; the mirror in this machine's apt entries must carry sources of this Debian release." fetch
mkdir -p "$destination"
mv "$work/source/unpacked" "$destination/$package"
echo "$destination/$package"
