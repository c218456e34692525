# SPDX-License-Identifier: MIT
"""Net::SIP (Perl), one process and one port per call; see netsip.pl."""

import os
import subprocess

import plan
from plan import BY_CLIENT, Call, Outcome
from process import read_text

NAME = "netsip"
PACKAGE = "libnet-sip-perl"
TRANSPORTS = ("udp", "tcp")
# Of the redirections it follows these two alone.
PLAN = plan.COMMON + [
    Call("301", "301 Moved Permanently"),
    Call("305", "200 OK", first=305, ended_by=BY_CLIENT),
]

SCRIPT = os.path.join(os.path.dirname(__file__), "netsip.pl")
CALL_S = 15


def is_installed():
    probe = subprocess.run(["perl", "-MNet::SIP", "-e", "1"],
                           capture_output=True, check=False)
    return probe.returncode == 0


class Client:
    """Runs the script."""

    def __init__(self, children, directory, transport, _ports):
        self._children = children
        self._directory = directory
        self._transport = transport
        self._count = 0

    def call(self, call, ports):
        self._count += 1
        log = os.path.join(self._directory, str(self._count))
        status = self._children.run(
            ["perl", SCRIPT, self._transport, str(ports[self._transport]),
             call.dial, call.ended_by], log, CALL_S,
            env={**os.environ, "GAMUT_USER": plan.USER,
                 "GAMUT_PASSWORD": plan.PASSWORD})
        said = _said(read_text(log))
        if status != 0 or "final" not in said:
            raise ChildProcessError(
                f"netsip.pl: exit status {status}\n{read_text(log)}")
        return Outcome(said["final"], said.get("provisional") == "180 Ringing",
                       said["status"] == "OK", said.get("ended", ""))

    def close(self):
        pass


def _said(text):
    """The script prints lines of a key and a value."""
    pairs = (line.partition(" ") for line in text.splitlines())
    return {key: value for key, _, value in pairs}
