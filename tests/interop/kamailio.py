# SPDX-License-Identifier: MIT
"""Kamailio, a proxy between the clients and Gamut; see kamailio.cfg."""

import os
import shutil
import socket

from process import free_port, read_text, wait_for

PACKAGE = "kamailio"
CONFIG = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                      "kamailio.cfg")
# It answers OPTIONS with too few hops by itself.
PROBE = (b"OPTIONS sip:127.0.0.1 SIP/2.0\r\n"
         b"Via: SIP/2.0/UDP 127.0.0.1;rport;branch=z9hG4bK-probe\r\n"
         b"Max-Forwards: 0\r\n"
         b"From: <sip:probe@127.0.0.1>;tag=probe\r\n"
         b"To: <sip:127.0.0.1>\r\n"
         b"Call-ID: probe\r\n"
         b"CSeq: 1 OPTIONS\r\n"
         b"Content-Length: 0\r\n\r\n")
ANSWER_S = 0.2


def is_installed():
    return find() is not None


def find():
    # Debian has it where not every user looks.
    return shutil.which("kamailio",
                        path=os.environ.get("PATH", "") + ":/usr/sbin")


class Proxy:
    """It passes on what comes to port, and the answers back."""

    def __init__(self, children, directory):
        self.port = free_port()
        self._children = children
        self._directory = directory
        self._log = os.path.join(directory, "log")
        self._child = None

    def start(self, gamut_port):
        config = os.path.join(self._directory, "kamailio.cfg")
        text = read_text(CONFIG).replace("@PORT@", str(self.port))
        with open(config, "w", encoding="utf-8") as file:
            file.write(text.replace("@GAMUT@", str(gamut_port)))
        self._child = self._children.start(
            [find(), "-DD", "-E", "-m", "16", "-M", "4", "-f", config,
             "-Y", self._directory, "-w", self._directory], self._log)
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.settimeout(ANSWER_S)
            probe.connect(("127.0.0.1", self.port))
            wait_for("kamailio", lambda: self._answers(probe))

    def _answers(self, probe):
        if self._child.poll() is not None:
            raise ChildProcessError("kamailio\n" + read_text(self._log))
        try:
            probe.send(PROBE)
            return probe.recv(65536)
        except OSError:
            return None

    def close(self):
        if self._child:
            self._children.stop(self._child)
