# shellcheck shell=bash disable=SC2034
# What run.sh and test.sh share: the packages and how they get here.

# To build: the compiler, and the libraries for SIP, YAML, captures, results and
# digests.
build_packages=(gcc libc6-dev cmake ninja-build pkg-config
	libsofia-sip-ua-dev libyaml-dev libpcap0.8-dev libsqlite3-dev libssl-dev)

# To make a Debian package of it: finds the libraries that it depends on.
package_packages=(dpkg-dev file)

# To test: CUnit; real SIP clients and a proxy for tests/interop; an interpreter
# for the scripts, and a second opinion of the schema; what reads our reports
# (xmllint, prove, tshark); the linter of the man pages; what measures functions;
# a compiler with a fuzzer.
test_packages=(libcunit1-dev
	sip-tester baresip-core libnet-sip-perl janus twinkle-console linphone-cli kamailio
	python3 python3-jsonschema python3-yaml
	libxml2-utils perl tshark sqlite3
	mandoc universal-ctags clang)
# The YAML language server comes from npm, which may be there without Debian.
command -v npm >/dev/null || test_packages+=(nodejs npm)

# To run containers in tests/docker: an engine, which gets a network of its own, and
# compose; what makes the base image where no registry is reached.
docker_packages=()
if [ -z "${GAMUT_SKIP_DOCKER-}" ]; then
	docker_packages+=(mmdebstrap slirp4netns)
	command -v dockerd >/dev/null || docker_packages+=(docker.io)
	command -v docker-compose >/dev/null || docker_packages+=(docker-compose)
fi

# The packages that were added in this run.
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
	local package missing=()
	for package in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" \
			2>/dev/null)" = installed ] || missing+=("$package")
	done
	[ ${#missing[@]} -gt 0 ] || return 0

	added+=("${missing[@]}")
	say "installing ${missing[*]}"
	as_root apt-get update >&2
	as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y --no-install-recommends \
		-o DPkg::Lock::Timeout=300 "${missing[@]}" >&2
}

# The fuzzer and the sanitizers of clang: a package of their own in Debian.
install_missing_fuzzer() {
	local package
	package=libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev
	if apt-cache show "$package" >/dev/null 2>&1; then
		install_missing "$package"
	fi
}
