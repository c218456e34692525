#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Have one of the clients call a URI over UDP, and hang up when it is answered:
flow_call.py CLIENT URI [CALLS]

It prints what the client says of each call, and ends with status 1 when the
client came to no end of it.
"""

import re
import sys
import tempfile

import baresip
import janus
import netsip
import twinkle
from plan import BY_CLIENT, Call
from process import Children

CLIENTS = {client.NAME: client for client in (baresip, netsip, twinkle, janus)}
URI = re.compile(r"sip:(.*)@127\.0\.0\.1:(\d+)")


def call(client, uri, count):
    dialled, port = URI.fullmatch(uri).groups()
    ports = {"udp": int(port), "tcp": int(port)}
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-flow-") as directory:
        try:
            caller = client.Client(children, directory, "udp", ports)
            for _ in range(count):
                print(caller.call(Call(dialled, "", ended_by=BY_CLIENT), ports))
            caller.close()
        finally:
            children.close()


def main():
    name, uri, *rest = sys.argv[1:]
    # Another try of the driver would be another call of the case.
    twinkle.TRIES_MAX = 1
    try:
        call(CLIENTS[name], uri, int(rest[0]) if rest else 1)
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"{name}: {error}")


if __name__ == "__main__":
    main()
