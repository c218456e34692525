# SPDX-License-Identifier: MIT
"""`gamut serve` with a folder of scenario files, on a free UDP port."""

import os

from gamut import LISTENING
from process import read_text, wait_for
from wire import Trace


class Server:
    """One process; it has what interop's Calls and clients ask for."""

    def __init__(self, children, program, folder, directory, hold_s):
        os.mkdir(directory)
        self._children = children
        self.log = os.path.join(directory, "log")
        trace = os.path.join(directory, "trace")
        self._child = children.start(
            [program, "serve", "--hold", str(hold_s), "--trace", trace,
             "--listen", "udp:127.0.0.1:0", folder], self.log)
        self.ports = wait_for("listening gamut", self._find_ports)
        self.trace = Trace(trace)

    def _find_ports(self):
        if self._child.poll() is not None:
            raise ChildProcessError("gamut\n" + read_text(self.log))
        return {transport: int(port) for transport, port
                in LISTENING.findall(read_text(self.log))}

    def stop(self):
        """The exit status."""
        return self._children.stop(self._child)
