# SPDX-License-Identifier: MIT
"""What the clients need: their Debian packages, and a network."""

import os
import socket
import subprocess
import sys


def provide(clients):
    """Install what is missing; end the test when that cannot be done."""
    missing = _missing(clients)
    if missing and os.geteuid() == 0:
        _install(missing)
        missing = _missing(clients)
    if missing:
        sys.exit("run.py: install these packages first: " + " ".join(missing))


def warn_of_loopback():
    """baresip and Janus place no call where loopback is all there is."""
    if {name for _, name in socket.if_nameindex()} == {"lo"}:
        print("run.py: baresip and janus need a network interface besides lo",
              file=sys.stderr)


def _missing(clients):
    return [client.PACKAGE for client in clients if not client.is_installed()]


def _install(names):
    for args in (["update"], ["install", "-y", "--no-install-recommends",
                              "-o", "DPkg::Lock::Timeout=300", *names]):
        subprocess.run(
            ["apt-get", *args], check=False, stdout=sys.stderr,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
