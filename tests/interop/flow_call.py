#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Have one of the clients call a URI over UDP, and hang up when it is answered:
flow_call.py CLIENT URI

It prints what the client says of each call, and ends with status 1 when the
client came to no end of it. A case that is about several calls gets them.
"""

import os
import re
import sys
import tempfile
import time

import baresip
import janus
import netsip
import twinkle
from plan import BY_CLIENT, Call
from process import Children

CLIENTS = {client.NAME: client for client in (baresip, netsip, twinkle, janus)}
CALLS = {"redirect/301-cache": 2, "redirect/302-cache": 2,
         "redirect/302-expires": 2, "retry/503-302-200": 3}
# A caller waits as long as Retry-After says.
REDIAL_S = 1.2
URI = re.compile(r"sip:(.*)@127\.0\.0\.1:(\d+)")


def call(client, uri, count):
    dialled, port = URI.fullmatch(uri).groups()
    ports = {"udp": int(port), "tcp": int(port)}
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-flow-") as directory:
        try:
            caller = client.Client(children, directory, "udp", ports)
            for number in range(count):
                time.sleep(REDIAL_S if number else 0)
                print(caller.call(Call(dialled, "", ended_by=BY_CLIENT),
                                  ports), flush=True)
        finally:
            # It may take its time where it is asked to end.
            children.close()


def main():
    name, uri = sys.argv[1:]
    # Another try of the driver would be another call of the case.
    twinkle.TRIES_MAX = 1
    try:
        call(CLIENTS[name], uri, CALLS.get(os.environ["GAMUT_CASE"], 1))
    except (OSError, ValueError, KeyError) as error:
        sys.exit(f"{name}: {error}")


if __name__ == "__main__":
    main()
