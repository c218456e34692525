#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Has a real client make calls: call_host.py CLIENT STAY_S

Prints its port. `gamut run` starts place_call for each case, which sends the case
and the URI there; a process is forked that has all loaded already. It does what
the case asks of a client, and stays for STAY_S seconds after its call or, where
more still comes then, for longer. When the connection breaks it ends.
"""

import importlib
import os
import re
import signal
import socketserver
import sys
import tempfile
import threading
import time
from fnmatch import fnmatch
from typing import NamedTuple

from plan import BY_CANCEL, BY_CLIENT, BY_GAMUT, REINVITE, TRANSFER, Call
from process import Children

URI = re.compile(r"sip:([^@]*)@127\.0\.0\.1:(\d+)")
# A client that ignores a response does so for 64*T1.
PATIENCE_S = 35
# Of a client that has to stay, which is one of a slow case: it may ring.
LONG_PATIENCE_S = 240


class Part(NamedTuple):
    """What the client does in these cases."""

    cases: str  # a pattern
    ended_by: str = BY_GAMUT
    act: str = ""
    stay_s: float = 0
    calls: int = 1
    redial_s: float = 0.1  # before each further call


# The first that fits.
PARTS = (
    # Copies of a final, or another one behind it.
    Part("ack/*", stay_s=9),
    # It rings until the client has had enough.
    Part("cancel/*", BY_CANCEL, stay_s=5),
    Part("dialog/491", act=REINVITE),
    Part("dialog/bye-481", BY_CLIENT, stay_s=1),
    Part("dialog/bye-glare", BY_CLIENT, stay_s=1),
    # None of them has an INFO to send.
    Part("dialog/info-469", BY_CLIENT),
    Part("dialog/refer-*", act=TRANSFER),
    Part("dialog/reinvite-[0-9]*", act=REINVITE),
    Part("fork/late-200-after-bye", BY_CLIENT),
    Part("info/469", BY_CLIENT),
    Part("info/wanted", BY_CLIENT),
    # It is asked whether it is still there.
    Part("mangled/status-*", stay_s=1),
    Part("mangled/*", stay_s=4),
    Part("redirect/30[12]-cache", BY_CLIENT, calls=2),
    Part("redirect/302-expires", BY_CLIENT, calls=2),
    Part("redirect/*", BY_CLIENT),
    # It says Retry-After.
    Part("retry/503-302-200", BY_CLIENT, calls=3, redial_s=1.2),
    Part("retry/*", BY_CLIENT),
    Part("*"),
)


def find_part(case):
    return next(part for part in PARTS if fnmatch(case, part.cases))


def make_calls(client, call, part, ports):
    """What the client says of each."""
    for number in range(part.calls):
        time.sleep(part.redial_s if number else 0)
        yield client.call(call, ports).text


def choose_transport(module, case):
    """Gamut has the same port for both."""
    wants_tcp = case.startswith("tcp/") and "tcp" in module.TRANSPORTS
    return "tcp" if wants_tcp else "udp"


def run(module, case, dial, port, stay_s):
    """One client makes the calls of a case; what it says of them."""
    part = find_part(case)
    stay_s = max(stay_s, part.stay_s)
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-call-") as directory:
        transport = choose_transport(module, case)
        ports = {transport: port}
        try:
            client = module.Client(children, directory, transport, ports,
                                   is_registered=False)
            client.stay_s = stay_s
            client.patience_s = (LONG_PATIENCE_S if stay_s > PATIENCE_S
                                 else PATIENCE_S)
            client.tries = 1
            call = Call(dial, "", ended_by=part.ended_by, act=part.act)
            said = list(make_calls(client, call, part, ports))
            time.sleep(stay_s)
            return "\n".join(said)
        finally:
            children.kill()


class Caller(socketserver.StreamRequestHandler):
    """One case, in a process of its own."""

    def handle(self):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        case, uri = self.rfile.readline().decode().split()
        dial, port = URI.match(uri).groups()
        threading.Thread(target=self._watch, daemon=True).start()
        try:
            said = run(self.server.module, case, dial, int(port),
                       self.server.stay_s)
            status = 0
        except (OSError, ValueError) as error:
            said = f"{type(error).__name__}: {error}"
            status = 1
        self.wfile.write(f"{said}\n{status}\n".encode())

    def _watch(self):
        """Nothing comes but the end."""
        self.connection.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)


def main():
    with socketserver.ForkingTCPServer(("127.0.0.1", 0), Caller) as server:
        server.module = importlib.import_module(sys.argv[1])
        server.stay_s = float(sys.argv[2])
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    # What the case is for may be in the log of the client only.
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
