#!/usr/bin/env bash
# Install what is missing, build, and start the responder: ./run.sh [OPTION...]
# Any other command of gamut runs too: ./run.sh show 486
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
. ./packages.sh

install_missing "${build_packages[@]}"
if [ ! -f build/release/CMakeCache.txt ]; then
	say "configuring build/release"
	cmake --preset release >&2
fi
cmake --build --preset release --target gamut >&2

gamut=build/release/responder/gamut
if [ $# -gt 0 ] && "$gamut" help -- "$1" >/dev/null 2>&1; then
	exec "$gamut" "$@"
fi
exec "$gamut" serve "$@"
