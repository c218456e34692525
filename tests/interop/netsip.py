# SPDX-License-Identifier: MIT
"""Net::SIP (Perl), one process and one port per call; see netsip.pl."""

import os
import subprocess

import plan
from plan import BY_CLIENT, Call, Outcome
from process import read_text, wait_for

NAME = "netsip"
# In netsip.pl.
CALLER = "carol"
PACKAGE = "libnet-sip-perl"
TRANSPORTS = ("udp", "tcp")
# Of the redirections it follows these two alone.
PLAN = plan.COMMON + [
    Call("301", "301 Moved Permanently"),
    Call("305", "200 OK", first=305, ended_by=BY_CLIENT),
]

SCRIPT = os.path.join(os.path.dirname(__file__), "netsip.pl")
START_S = 5


def is_installed():
    probe = subprocess.run(["perl", "-MNet::SIP", "-e", "1"],
                           capture_output=True, check=False)
    return probe.returncode == 0


class Client:
    """Runs the script."""

    # How long each process stays after its call.
    stay_s = 0
    # How long it waits for a response, and for the end of an answered call.
    patience_s = 30

    def __init__(self, children, directory, transport, _ports,
                 **_options):
        self._children = children
        self._directory = directory
        self._transport = transport
        self._count = 0
        self._child = None

    def call(self, call, ports):
        self._count += 1
        log = os.path.join(self._directory, str(self._count))
        self._start(call, ports, log)
        wait_for("end of netsip.pl", lambda: self._is_done(log),
                 2 * self.patience_s + START_S)
        said = _said(read_text(log))
        if "final" not in said:
            raise ChildProcessError("netsip.pl\n" + read_text(log))
        return Outcome(said["final"], said.get("provisional") == "180 Ringing",
                       said["status"] == "OK", said.get("ended", ""))

    def _start(self, call, ports, log):
        self._child = self._children.start(
            ["perl", SCRIPT, self._transport, str(ports[self._transport]),
             call.dial, call.ended_by, str(self.stay_s), call.act], log,
            env={**os.environ, "GAMUT_USER": plan.USER,
                 "GAMUT_PATIENCE_S": str(self.patience_s),
                 "GAMUT_PASSWORD": plan.PASSWORD})

    def _is_done(self, log):
        return (self._child.poll() is not None
                or "done\n" in read_text(log))

    def close(self):
        pass


def _said(text):
    """The script prints lines of a key and a value."""
    pairs = (line.partition(" ") for line in text.splitlines())
    return {key: value for key, _, value in pairs}
