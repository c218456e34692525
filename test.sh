#!/usr/bin/env bash
# Install what the tests need, build, and test: ./test.sh [--all]
# --all adds the long tests, the plain debug build and the one by clang. Either way
# each fuzz target runs for half a minute, that of scenario files for a whole one.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
. ./packages.sh

case "${1-}" in
"")
	presets=(fuzz bench asan)
	choice=(--label-exclude "long|bench|docker")
	release_choice=(--label-regex "bench|docker" --label-exclude long)
	;;
--all)
	presets=(fuzz bench clang dev asan)
	choice=(--label-exclude "bench|docker")
	release_choice=(--label-regex "bench|docker")
	;;
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
	labels=("${choice[@]}")
	# What a benchmark measured is worth reading when it passes, too.
	[ "$preset" != bench ] || labels=("${release_choice[@]}" --verbose)
	ctest --test-dir "build/$preset" --output-on-failure --no-tests=error \
		--parallel "$(nproc)" "${labels[@]}"
done
