# SPDX-License-Identifier: MIT
"""The program under test, one process of it."""

import os
import re

from process import read_text, wait_for
from wire import Trace

LISTENING = re.compile(r"^listening on (\w+) 127\.0\.0\.1:(\d+)$", re.M)
TRANSPORTS = ("udp", "tcp")


class Gamut:
    """`gamut serve` on free ports of the loopback address."""

    def __init__(self, children, program, directory, hold_s, *options):
        os.mkdir(directory)
        self._children = children
        self.log = os.path.join(directory, "log")
        trace = os.path.join(directory, "trace")
        args = [program, "serve", "--hold", str(hold_s), "--trace", trace,
                *options]
        for transport in TRANSPORTS:
            args += ["--listen", f"{transport}:127.0.0.1:0"]
        self._child = children.start(args, self.log)
        self.ports = wait_for("listening gamut", self._find_ports)
        self.trace = Trace(trace)

    def _find_ports(self):
        if self._child.poll() is not None:
            raise ChildProcessError("gamut\n" + read_text(self.log))
        found = LISTENING.findall(read_text(self.log))
        if len(found) < len(TRANSPORTS):
            return None
        return {transport: int(port) for transport, port in found}

    def stop(self):
        """The exit status."""
        return self._children.stop(self._child)


class Calls:
    """The messages of the calls that begin after this object was made."""

    def __init__(self, trace):
        self._trace = trace
        self.forget()

    def forget(self):
        """Leave out what came up to now."""
        self._earlier = {message.call_id for message in self._trace.read()}

    def messages(self):
        # Without REGISTER, which a client may refresh at any time.
        return [message for message in self._trace.read()
                if message.call_id not in self._earlier
                and message.method != "REGISTER"]
