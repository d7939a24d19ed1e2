#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# packaging/build-faiss.sh [--cuda] [--configure-only | --where]: builds FAISS from Debian's source package for this machine's
# processor, into a private prefix in the cache; the last line of standard output is that prefix. A prefix that is
# there already is reused at once. --cuda adds the GPU indexes (needs CUDA 13's nvcc). --where builds nothing and prints
# the prefix that it would build.
#
# Why: Debian's own binary is for any x86-64, and exact search with it runs at a fifth of this memory's speed
# (docs/benchmarks.md).
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

version=${CLOC_FAISS_VERSION:-1.7.3-2}
cuda=OFF configure_only=no where_only=no
for argument in "$@"; do
  case $argument in
    --cuda) cuda=ON ;;
    --configure-only) configure_only=yes ;;
    --where) where_only=yes ;;
    *) fail "build-faiss.sh does not know '$argument'." "Use packaging/build-faiss.sh [--cuda] [--configure-only | --where]." ;;
  esac
done

has_flags() {
  local flags=" $1 " flag
  shift
  for flag in "$@"; do [[ $flags == *" $flag "* ]] || return 1; done
}

# The highest x86-64 level of the processor, as GCC's -march names it.
processor_level() {
  local flags v2 v3 v4
  [ "$(uname -m)" = x86_64 ] || { echo native; return; }
  flags=$(awk -F: '/^flags/ {print $2; exit}' "${CLOC_CPUINFO:-/proc/cpuinfo}")
  v2=(cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3)
  v3=("${v2[@]}" avx avx2 bmi1 bmi2 f16c fma abm movbe xsave)
  v4=("${v3[@]}" avx512f avx512bw avx512cd avx512dq avx512vl)
  if has_flags "$flags" "${v4[@]}"; then echo x86-64-v4
  elif has_flags "$flags" "${v3[@]}"; then echo x86-64-v3
  elif has_flags "$flags" "${v2[@]}"; then echo x86-64-v2
  else echo x86-64; fi
}

# FAISS chooses its AVX2 kernels by the compiler's own macros, which -march=x86-64-v3 and up define. FAISS_OPT_LEVEL=avx2
# would give the same code in a second library beside the plain one, for twice the build time.
cmake_options() {
  local cxx_flags="-march=$march"
  printf '%s\n' -G Ninja -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS=$cxx_flags" -DCMAKE_INSTALL_LIBDIR=lib \
    -DBUILD_SHARED_LIBS=OFF -DCMAKE_POSITION_INDEPENDENT_CODE=ON -DBUILD_TESTING=OFF -DFAISS_ENABLE_PYTHON=OFF \
    -DFAISS_OPT_LEVEL=generic -DBLA_VENDOR=OpenBLAS -DCMAKE_DISABLE_FIND_PACKAGE_MKL=ON "-DFAISS_ENABLE_GPU=$cuda"
  if [ "$cuda" = ON ]; then
    printf '%s\n' "-DCMAKE_CUDA_ARCHITECTURES=${CLOC_CUDA_ARCHITECTURES:-90}" -DCMAKE_CXX_STANDARD=17 \
      -DCMAKE_CUDA_STANDARD=17
  fi
}

march=${CLOC_MARCH:-$(processor_level)}
prefix=$CLOC_CACHE/faiss-$version-$march
[ "$cuda" = OFF ] || prefix+=-cuda

# The stamp is the last thing written into a prefix, and says how it was built.
is_built() { [ "$(cat "$prefix/built-with" 2>/dev/null)" = "$(cmake_options)" ]; }
report() { echo "$prefix"; exit 0; }
[ "$where_only" = no ] || report
[ "$configure_only" = yes ] || ! is_built || report

mkdir -p "$CLOC_CACHE"
exec 9>"$CLOC_CACHE/faiss.lock"
if ! flock -n 9; then
  say "Waiting for another build of FAISS on this machine"
  flock 9
fi
[ "$configure_only" = yes ] || ! is_built || report

"$CLOC_ROOT/packaging/bootstrap.sh"
[ "$cuda" = OFF ] || command -v nvcc >/dev/null ||
  fail "nvcc is not on the PATH, and FAISS for the GPU needs it." \
    "Install the CUDA toolkit, put its bin folder on the PATH, or leave --cuda out."

# What a killed run left behind.
rm -rf "$CLOC_CACHE"/faiss-work.*
work=$(mktemp -d "$CLOC_CACHE/faiss-work.XXXXXX")
trap 'rm -rf "$work"' EXIT
source=$("$CLOC_ROOT/packaging/fetch-source.sh" faiss "$version" "$work" | tail -n 1)

say "Configuring FAISS $version for $march$([ "$cuda" = OFF ] || echo " and CUDA")"
mapfile -t options < <(cmake_options)
run_logged faiss-configure.log "Run packaging/bootstrap.sh; for --cuda, check that nvcc and the host compiler fit." \
  cmake -S "$source" -B "$work/build" "${options[@]}" "-DCMAKE_INSTALL_PREFIX=$work/prefix"
[ "$configure_only" = no ] || { note "It configures; nothing was built."; exit 0; }

say "Building FAISS ($([ "$cuda" = OFF ] && echo "about a minute" || echo "about 12 minutes") on 2 cores)"
run_logged faiss-build.log "Free memory and disk (2 GB each), then run this again; CLOC_JOBS=1 needs the least memory." \
  cmake --build "$work/build" --target install -j "$(job_count)"
cmake_options >"$work/prefix/built-with"
rm -rf "$prefix"
mv "$work/prefix" "$prefix"
note "FAISS is in $prefix"
report
