#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A SIP client of a few lines that behaves as it is told: client.py URI [WORD ...]

It calls the URI over UDP or TCP, acknowledges what it gets, ends an answered call
with a BYE, and ends with status 0. A word counts for all cases, or with CASE: before
it for the one that GAMUT_CASE says:
  silent        it does not call
  no-ack        it sends no ACK, and reads copies until they end
  loop          it calls again and again, until a 480 has X-Gamut-Done
  secret        its INVITE carries credentials, and it prints them
  agent=NAME    its User-Agent; empty: none
  print=TEXT    it prints this after its calls
  flood=BYTES   it prints so much before it calls, and END
  meet=FOLDER:N it calls once N such clients have left a file in the folder
  child=FILE    it leaves a process behind, whose number it writes into the file
  rung=FILE     its number is in the file once it was told that it rings
  hang=FILE     after its calls it stays, deaf to SIGTERM; its number is in the file
  kill=SIGNAL   it kills itself at the end
  status=N      it ends with this status
"""
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time

TIMEOUT = 20
SECRET = ('Authorization: Digest username="a", realm="b", nonce="c", uri="d", '
          'response="topsecret"')
QUIET = 1.5  # more than 64*T1 of the campaigns here
SDP = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
       "t=0 0\r\nm=audio 9 RTP/AVP 0\r\n")


class Words:
    def __init__(self, words):
        case = os.environ.get("GAMUT_CASE", "")
        self.value = {}
        for word in words:
            scope, colon, rest = word.partition(":")
            if colon and "/" in scope and "=" not in scope:
                if scope != case:
                    continue
                word = rest
            name, _, value = word.partition("=")
            self.value[name] = value

    def __contains__(self, name):
        return name in self.value

    def get(self, name, usual=""):
        return self.value.get(name, usual)


class Client:
    def __init__(self, uri, words):
        self.uri = uri
        self.words = words
        host, port = re.fullmatch(r"sip:[^@]*@(.*?):(\d+)(?:;.*)?",
                                  uri).groups()
        family = socket.AF_INET6 if host[0] == "[" else socket.AF_INET
        self.is_stream = "transport=tcp" in uri
        kind = socket.SOCK_STREAM if self.is_stream else socket.SOCK_DGRAM
        self.socket = socket.socket(family, kind)
        self.socket.settimeout(TIMEOUT)
        self.socket.connect((host.strip("[]"), int(port)))
        host, port = self.socket.getsockname()[:2]
        self.here = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.rest = b""

    def send(self, method, dialog, branch, to="", uri=None):
        via = "TCP" if self.is_stream else "UDP"
        cseq = 2 if method == "BYE" else 1
        body = SDP if method == "INVITE" else ""
        agent = self.words.get("agent", "probe/1.0")
        lines = [f"{method} {uri or self.uri} SIP/2.0",
                 f"Via: SIP/2.0/{via} {self.here};branch={branch};rport",
                 "Max-Forwards: 70",
                 f"From: <sip:probe@{self.here}>;tag={dialog[:8]}",
                 f"To: {to or '<' + self.uri + '>'}",
                 f"Call-ID: {dialog}",
                 f"CSeq: {cseq} {method}"]
        if method == "INVITE":
            lines += [f"Contact: <sip:probe@{self.here}>",
                      "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS",
                      "Content-Type: application/sdp"]
            if "secret" in self.words:
                lines.append(SECRET)
        if agent:
            lines.append(f"User-Agent: {agent}")
        lines += [f"Content-Length: {len(body)}", "", body]
        self.socket.sendall("\r\n".join(lines).encode())

    def receive(self):
        """Status, and header fields by name in small letters."""
        while b"\r\n\r\n" not in self.rest:
            self.rest += self.more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        start, *lines = head.decode().split("\r\n")
        fields = {}
        for line in lines:
            name, _, value = line.partition(":")
            fields.setdefault(name.strip().lower(), value.strip())
        size = int(fields.get("content-length", 0))
        while len(self.rest) < size:
            self.rest += self.more()
        self.rest = self.rest[size:]
        if not start.startswith("SIP/2.0 "):
            sys.exit(f"got {start}")
        return int(start.split()[1]), fields

    def more(self):
        data = self.socket.recv(65536)
        if not data:
            sys.exit("the connection was closed")
        return data

    def final(self, method):
        while True:
            code, fields = self.receive()
            if code == 180 and "rung" in self.words:
                write(self.words.get("rung"), str(os.getpid()))
            if code >= 200 and fields["cseq"].endswith(method):
                return code, fields

    def starve(self):
        """Read copies until no more come."""
        self.socket.settimeout(QUIET)
        try:
            while True:
                self.receive()
        except TimeoutError:
            pass

    def call(self):
        """Returns the final response."""
        dialog = secrets.token_hex(8)
        branch = "z9hG4bK" + secrets.token_hex(8)
        self.send("INVITE", dialog, branch)
        code, fields = self.final("INVITE")
        if "no-ack" in self.words:
            self.starve()
        elif code >= 300:
            self.send("ACK", dialog, branch, fields["to"])
        else:
            target = re.search(r"<([^>]*)>", fields["contact"]).group(1)
            self.send("ACK", dialog, branch + "a", fields["to"], target)
            self.send("BYE", dialog, branch + "b", fields["to"], target)
            self.final("BYE")
        return code, fields


def meet(folder, count):
    """Wait until so many are there."""
    with open(os.path.join(folder, str(os.getpid())), "w", encoding="ascii"):
        pass
    limit = time.monotonic() + TIMEOUT
    while len(os.listdir(folder)) < count:
        if time.monotonic() > limit:
            sys.exit("nobody came")
        time.sleep(0.01)


def call(uri, words):
    client = Client(uri, words)
    code, fields = client.call()
    while "loop" in words and "x-gamut-done" not in fields:
        code, fields = client.call()
    print(f"got {code}")


def write(path, text):
    """All of it, or nothing."""
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(text)
    os.rename(path + ".new", path)


def main():
    words = Words(sys.argv[2:])
    if "hang" in words:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if "flood" in words:
        print("x" * int(words.get("flood")) + "END")
    if "meet" in words:
        folder, _, count = words.get("meet").rpartition(":")
        meet(folder, int(count))
    if "child" in words:
        child = subprocess.Popen(["sleep", "600"])
        write(words.get("child"), str(child.pid))
    if "silent" not in words:
        call(sys.argv[1], words)
    print(SECRET if "secret" in words else words.get("print"), flush=True)
    if "hang" in words:
        write(words.get("hang"), str(os.getpid()))
        while True:
            signal.pause()
    if "kill" in words:
        os.kill(os.getpid(), getattr(signal, words.get("kill")))
    sys.exit(int(words.get("status", "0")))


if __name__ == "__main__":
    main()
