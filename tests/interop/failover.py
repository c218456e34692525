#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A server is unavailable, another one of the same domain is not (RFC 3263
section 4.3): failover.py PATH_TO_GAMUT

baresip calls a user in that domain. The two servers are listeners of one Gamut,
which a DNS server of the test names. failover.py DNS_PORT URI is its call.
"""

import os
import re
import socket
import sqlite3
import struct
import sys
import tempfile
import threading

import baresip
import packages
from plan import BY_CLIENT, Call
from process import Children, free_port, read_text

CASE = "retry/503-failover"
DOMAIN = "gamut.test"
HOST = "servers.gamut.test"
SERVICE = f"_sip._udp.{DOMAIN}"
A, SRV = 1, 33
NO_ERROR, NX_DOMAIN = 0, 3
LIMIT_S = 60
URI = re.compile(r"sip:(.*)@127\.0\.0\.1:(\d+)")
VERDICT = """
    SELECT verdict, outcome FROM finding
    JOIN rule ON rule = rule.id JOIN case_result ON case_result = case_result.id
    WHERE scenario = ? AND rule.name = 'failover-503'"""
PORTS = """
    SELECT DISTINCT local_port FROM message
    JOIN case_result ON case_result = case_result.id
    WHERE scenario = ? AND type = 'IN'
    AND CAST(bytes AS TEXT) LIKE 'INVITE %'"""


class Dns:
    """Answers for the domain, the servers in the order given."""

    def __init__(self, ports):
        self._records = {
            (SERVICE, SRV): [struct.pack("!HHH", 10 * place, 0, port)
                             + _name(HOST)
                             for place, port in enumerate(ports, 1)],
            (HOST, A): [socket.inet_aton("127.0.0.1")],
            # Our Contact has the host that was called.
            (DOMAIN, A): [socket.inet_aton("127.0.0.1")],
        }
        self._socket = socket.socket(type=socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        while True:
            query, source = self._socket.recvfrom(512)
            self._socket.sendto(self._answer(query), source)

    def _answer(self, query):
        name, end = _read_name(query, 12)
        kind, = struct.unpack_from("!H", query, end)
        found = self._records.get((name, kind), [])
        is_known = any(name == other for other, _ in self._records)
        head = struct.pack("!2sHHHHH", query[:2],
                           0x8580 | (NO_ERROR if is_known else NX_DOMAIN),
                           1, len(found), 0, 0)
        return head + query[12:end + 4] + b"".join(
            _name(name) + struct.pack("!HHIH", kind, 1, 60, len(data)) + data
            for data in found)


def _name(text):
    return b"".join(bytes([len(label)]) + label.encode()
                    for label in text.split(".")) + b"\0"


def _read_name(data, at):
    labels = []
    while data[at]:
        labels.append(data[at + 1:at + 1 + data[at]].decode().lower())
        at += 1 + data[at]
    return ".".join(labels), at + 1


def check(program, children, directory):
    """Print what came of it; how many faults there are."""
    ports = [free_port() for _ in range(2)]
    dns = Dns(ports)
    base = os.path.join(directory, "failover")
    children.run(
        [program, "run", "--results", base + ".db", f"--case={CASE}",
         *(f"--listen=udp:127.0.0.1:{port}" for port in ports),
         "--", sys.executable, __file__, str(dns.port), "{uri}"],
        base + ".out", LIMIT_S)
    with sqlite3.connect(base + ".db") as results:
        found = results.execute(VERDICT, (CASE,)).fetchall()
        called = [port for port, in results.execute(PORTS, (CASE,))]
    is_good = found == [("pass", "pass")] and called == ports
    print(f"failover   {found}, called {called} of {ports}")
    if not is_good:
        print("    FAIL: no other server was tried\n"
              + read_text(base + ".out"))
    return not is_good


def call(dns_port, uri):
    """Have baresip call its user in the domain."""
    user, port = URI.fullmatch(uri).groups()
    children = Children()
    baresip.Client.config = f"dns_server 127.0.0.1:{dns_port}\n"
    with tempfile.TemporaryDirectory(prefix="gamut-failover-") as directory:
        try:
            client = baresip.Client(children, directory, "udp",
                                    {"udp": int(port)})
            print(client.call_uri(Call(user, "", ended_by=BY_CLIENT),
                                  f"sip:{user}@{DOMAIN}"))
        finally:
            children.close()


def main():
    packages.provide([baresip])
    packages.warn_of_loopback()
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-failover-") as directory:
        try:
            return check(os.path.abspath(sys.argv[1]), children, directory)
        finally:
            children.close()


if __name__ == "__main__":
    if len(sys.argv) > 2:
        call(*sys.argv[1:])
    else:
        sys.exit(main())
