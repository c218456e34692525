#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A client that tries again as the row of GAMUT_CASE in flow_rows.py says:
flow_peer.py bad|good URI
"""

import os
import re
import secrets
import socket
import sys
import time

import flow_rows

ANSWER_S = 10
SDP = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
       "t=0 0\r\nm=audio 9 RTP/AVP 0\r\n")
URI = re.compile(r"sips?:(?:[^@]*@)?([^:;?]+):(\d+)")
CONTACT = re.compile(r"^Contact: *(?:[^<\r\n]*<([^>]*)>|([^;\r\n]*))", re.M)
# What every INVITE has, unless its row says otherwise.
HEADERS = {"Max-Forwards": "70",
           "Allow": "INVITE, ACK, CANCEL, BYE, OPTIONS"}


class Leg:
    """A socket, and what comes through it."""

    def __init__(self, uri, is_stream):
        host, port = URI.match(uri).groups()
        self.name = "TCP" if is_stream else "UDP"
        kind = socket.SOCK_STREAM if is_stream else socket.SOCK_DGRAM
        self._socket = socket.socket(type=kind)
        self._socket.settimeout(ANSWER_S)
        self._socket.connect((host, int(port)))
        self.here = "{}:{}".format(*self._socket.getsockname())
        self._data = b""

    def send(self, text):
        self._socket.sendall(text.encode())

    def read(self):
        """The next message, its lines separated by LF."""
        while not self._is_whole():
            self._data += self._socket.recv(65536)
        head, _, rest = self._data.partition(b"\r\n\r\n")
        self._data = rest[_length(head):]
        return head.decode().replace("\r\n", "\n") + "\n"

    def _is_whole(self):
        head, end, rest = self._data.partition(b"\r\n\r\n")
        return end and len(rest) >= _length(head)


def _length(head):
    found = re.search(rb"^Content-Length: *(\d+)", head, re.M)
    return int(found[1]) if found else 0


class Caller:
    """One call and what it leads to."""

    def __init__(self, uri):
        self._dialled = uri
        self._legs = {}
        self._begin()
        self._branch = self._from = ""
        self._response = ""
        self._contacts = []

    def _begin(self):
        self._call_id = secrets.token_hex(8)
        self._tag = secrets.token_hex(4)
        self._cseq = 0

    def run(self, tries):
        for each in tries:
            time.sleep(each.wait_s)
            if each.is_new_call:
                self._begin()
            self._try(each)

    def _try(self, each):
        uri = each.uri(self._dialled, self._contacts)
        leg = self._leg(uri, each.is_stream)
        if not each.has_old_branch:
            self._branch = "z9hG4bK" + secrets.token_hex(8)
        if not each.has_old_cseq:
            self._cseq += 1
        headers = {**HEADERS,
                   "Contact": f"<sip:peer@{leg.here};transport="
                              f"{leg.name.lower()}>",
                   "From": f"<sip:peer@{leg.here}>", **each.headers,
                   **{name: self._value(other)
                      for name, other in each.echo.items()}}
        self._from = headers.pop("From")
        body = SDP if each.body is None else each.body
        leg.send(self._request("INVITE", uri, leg, self._branch, headers,
                               body))
        # A 200 answers what was offered, else it offers itself.
        self._answer(leg, uri, "" if body.startswith("v=0") else SDP)

    def _value(self, name):
        """That header of the last response."""
        return ", ".join(re.findall(rf"^{name}: *(.*)$", self._response, re.M))

    def _leg(self, uri, is_stream):
        key = (*URI.match(uri).groups(), is_stream)
        if key not in self._legs:
            self._legs[key] = Leg(uri, is_stream)
        return self._legs[key]

    def _answer(self, leg, uri, answer):
        self._response = _final(leg, f"{self._cseq} INVITE")
        to = self._value("To")
        contacts = [a or b for a, b in CONTACT.findall(self._response)]
        if not self._response.startswith("SIP/2.0 2"):
            self._contacts = contacts or self._contacts
            leg.send(self._request("ACK", uri, leg, self._branch,
                                   to=to))
            return
        target = contacts[0]
        for method in ("ACK", "BYE"):
            self._cseq += method == "BYE"
            leg.send(self._request(method, target, leg,
                                   self._branch + method, to=to,
                                   body=answer if method == "ACK" else ""))
        _final(leg, f"{self._cseq} BYE")

    def _request(self, method, uri, leg, branch, headers=None, body="",
                 to=None):
        lines = [f"{method} {uri} SIP/2.0",
                 f"Via: SIP/2.0/{leg.name} {leg.here};branch={branch}",
                 f"To: {to or f'<{self._dialled}>'}",
                 f"Call-ID: {self._call_id}",
                 f"CSeq: {self._cseq} {method}"]
        headers = dict(headers or {"Max-Forwards": "70"})
        headers["From"] = f"{self._from};tag={self._tag}"
        if body:
            headers.setdefault("Content-Type", "application/sdp")
        lines += [f"{name}: {value}" for name, value in headers.items()]
        lines += [f"Content-Length: {len(body)}", "", body]
        return "\r\n".join(lines)


def _final(leg, cseq):
    """The final response; copies of an earlier one may come before it."""
    while True:
        response = leg.read()
        if (not response.startswith("SIP/2.0 1")
                and re.search(rf"^CSeq: *{cseq}$", response, re.M)):
            return response


def main():
    way, uri = sys.argv[1:]
    row = flow_rows.find(os.environ["GAMUT_CASE"])
    caller = Caller(uri)
    tries = [] if row is None else row.bad if way == "bad" else row.good
    caller.run([flow_rows.Try() if row is None else row.first, *tries])


if __name__ == "__main__":
    main()
