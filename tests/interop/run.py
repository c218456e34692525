#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real SIP clients call Gamut: run.py [--client NAME] PATH_TO_GAMUT

Every client dials the calls of its plan. What it reports is compared with
the plan and with what Gamut's trace shows that was sent.
"""

import argparse
import os
import queue
import signal
import sys
import tempfile
import threading

import baresip
import janus
import linphone
import netsip
import packages
import sipp
import twinkle
from process import Children
from session import run_session

CLIENTS = (baresip, netsip, sipp, janus, twinkle, linphone)


def main():
    args = read_arguments()
    clients = [client for client in CLIENTS
               if args.client in (None, client.NAME)]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    packages.provide(clients)
    packages.warn_of_loopback()
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-interop-") as directory:
        try:
            passed, failed = run_all(clients, children,
                                     os.path.abspath(args.gamut), directory)
        finally:
            children.close()
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--client", choices=[c.NAME for c in CLIENTS],
                        help="this one only")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def run_all(clients, children, program, directory):
    """All sessions at once, their lines as they come; passed, failed."""
    lines = queue.Queue()
    sessions = [(client, transport) for client in clients
                for transport in client.TRANSPORTS]
    for client, transport in sessions:
        own = os.path.join(directory, f"{client.NAME}-{transport}")
        os.mkdir(own)
        threading.Thread(
            target=run_session, daemon=True,
            args=(client, transport, children, program, own, lines)).start()
    count = {True: 0, False: 0}
    running = len(sessions)
    while running:
        line = lines.get()
        if line is None:
            running -= 1
            continue
        count[line.is_ok] += 1
        print(line, flush=True)
    return count[True], count[False]


if __name__ == "__main__":
    sys.exit(main())
