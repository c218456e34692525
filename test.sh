#!/usr/bin/env bash
# Install what the tests need, build, and test: ./test.sh [--all]
# --all adds the plain debug build, the one by clang, and the long tests (hours: every
# case with every client), which are run once, on the build with sanitizers. Either way
# each fuzz target runs for a quarter of a minute, that of scenario files for half a
# one; with --all each for five minutes more.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
. ./packages.sh

case "${1-}" in
"") presets=(fuzz bench asan) ;;
--all) presets=(fuzz bench clang dev asan) ;;
*)
	say "usage: ./test.sh [--all]"
	exit 2
	;;
esac

install_missing "${build_packages[@]}" "${package_packages[@]}" \
	"${test_packages[@]}" "${docker_packages[@]}"
install_missing_fuzzer
# Debian starts these when they are installed; the tests start their own.
for package in janus docker.io; do
	if [[ " ${added[*]-} " == *" $package "* && -d /run/systemd/system ]]; then
		as_root systemctl disable --now "${package%.io}"
	fi
done

for preset in "${presets[@]}"; do
	say "building $preset"
	cmake --preset "$preset"
	cmake --build --preset "$preset"
done
for preset in "${presets[@]}"; do
	say "testing $preset"
	# What a benchmark measured is worth reading when it passes, too.
	case "$preset${1-}" in
	bench) labels=(--label-regex "bench|docker" --label-exclude long --verbose) ;;
	bench--all) labels=(--label-regex "bench|docker" --verbose) ;;
	fuzz--all) labels=() ;;
	asan--all) labels=(--label-exclude "bench|docker") ;;
	*) labels=(--label-exclude "long|bench|docker") ;;
	esac
	ctest --test-dir "build/$preset" --output-on-failure --no-tests=error \
		--parallel "$(nproc)" "${labels[@]}"
done
