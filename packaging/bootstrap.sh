#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages of packages.txt that are missing (with --dev, of packages-dev.txt too).
# Asks nothing; does nothing, in well under a second, when all are there.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

lists=("$CLOC_ROOT/packaging/packages.txt")
case ${1:-} in
  --dev) lists+=("$CLOC_ROOT/packaging/packages-dev.txt") ;;
  "") ;;
  *) fail "bootstrap.sh does not know '$1'." "Use packaging/bootstrap.sh or packaging/bootstrap.sh --dev." ;;
esac

wanted_packages() { sed 's/#.*//' "${lists[@]}" | awk 'NF {print $1}' | sort -u; }

missing_packages() {
  comm -23 <(wanted_packages) \
    <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null | awk '$1 == "installed" {print $2}' | sort -u)
}

install_packages() {
  as_root apt-get -o DPkg::Lock::Timeout=300 update || return
  as_root apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \
    install -y --no-install-recommends "$@"
}

# Mirrors and locks fail for a moment now and then.
install_with_retry() {
  install_packages "$@" && return
  echo "Trying once more in 10 seconds."
  sleep 10
  install_packages "$@"
}

command -v apt-get >/dev/null ||
  fail "This machine has no apt." "Use Debian 12, or install what packaging/packages.txt names by other means."

mapfile -t missing < <(missing_packages)
[ ${#missing[@]} -gt 0 ] || exit 0

say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
can_be_root ||
  fail "Packages are missing, and this user can install none without a password." \
    "Run once: sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}"
run_logged apt.log \
  "Check the network and 'apt-get update'; 'dpkg --configure -a' mends an interrupted installation. Then run this again." \
  install_with_retry "${missing[@]}"
