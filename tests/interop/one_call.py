#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A real client makes one call and ends: one_call.py CLIENT STAY_S CASE URI

What `gamut run` starts for each case. An answered call is ended by Gamut, one
that is to be cancelled by the client. It stays for STAY_S seconds after its
call, for what still comes.
"""

import os
import re
import signal
import sys
import tempfile
import time

import baresip
import janus
import linphone
import netsip
import twinkle
from plan import BY_CANCEL, BY_GAMUT, Call
from process import Children

CLIENTS = {client.NAME: client for client in (
    baresip, netsip, twinkle, janus, linphone)}
URI = re.compile(r"sip:([^@]*)@127\.0\.0\.1:(\d+)")
# A response that a client ignores is followed by a better one by then.
PATIENCE_S = 12
# Of a client that has to stay, which is one of a slow case: it may ring.
LONG_PATIENCE_S = 240
# In these a call rings until the client has had enough.
CANCELLED = ("cancel/", "ring/")


def call(module, case, dial, port, stay_s):
    """What the client says of the call."""
    ended_by = BY_CANCEL if case.startswith(CANCELLED) else BY_GAMUT
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-call-") as directory:
        ports = {"udp": port}
        try:
            client = module.Client(children, directory, "udp", ports,
                                   is_registered=False)
            client.stay_s = stay_s
            client.patience_s = (LONG_PATIENCE_S if stay_s > PATIENCE_S
                                 else PATIENCE_S)
            client.tries = 1
            said = client.call(Call(dial, "", ended_by=ended_by), ports).text
            time.sleep(stay_s)
            return said
        finally:
            children.kill()


def main():
    name, stay_s, case, uri = sys.argv[1:]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    dial, port = URI.match(uri).groups()
    try:
        print(call(CLIENTS[name], case, dial, int(port), float(stay_s)))
    except (OSError, ValueError) as error:
        print(f"{type(error).__name__}: {error}")
        return 1
    return 0


if __name__ == "__main__":
    # What the case is for may be in the log of the client only.
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(main())
