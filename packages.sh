# shellcheck shell=bash disable=SC2034
# What run.sh and test.sh share: the packages and how they get here.

# To build: the compiler and the SIP library.
build_packages=(gcc libc6-dev cmake ninja-build pkg-config libsofia-sip-ua-dev)

# To test: CUnit; real SIP clients for tests/interop; an interpreter for the
# scripts; the linter of the man page; what measures functions.
test_packages=(libcunit1-dev
	sip-tester baresip-core libnet-sip-perl janus
	python3 mandoc universal-ctags)

# The packages that install_missing added in this run.
added=()

say() {
	printf 'gamut: %s\n' "$*" >&2
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		say "root or sudo is needed for: $*"
		exit 1
	fi
}

# install_missing PACKAGE...: those that are not there, and no more.
install_missing() {
	local package
	for package in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null)" = installed ] || added+=("$package")
	done
	[ ${#added[@]} -gt 0 ] || return 0

	say "installing ${added[*]}"
	as_root apt-get update >&2
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends \
		-o DPkg::Lock::Timeout=300 "${added[@]}" >&2
}
