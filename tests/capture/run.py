#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A call to SIPp is captured on loopback; the scenario that gamut generate from-pcap makes
of it has to answer the same bytes, after the same times. Usage: run.py GAMUT"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(HERE, ".."), os.path.join(HERE, "..", "interop")]
from checks import check, finish
from process import free_port

SLACK_S = 0.25  # of a busy machine
OFFER = ("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
         "t=0 0\r\nm=audio 40000 RTP/AVP 0\r\n")

# Scenario of SIPp, transport, format of the file, codes that are answered.
CALLS = [
    ("uas_refuses", "udp", "pcapng", [100, 180, 407]),
    ("uas_refuses", "tcp", "pcap", [100, 180, 407]),
    ("uas_odd", "udp", "pcapng", [183, 420]),
    ("uas_odd", "tcp", "pcap", [183, 420]),
    ("uas_hangs_up", "udp", "pcap", [200]),
    ("uas_hangs_up", "tcp", "pcapng", [200]),
    ("uas_answers", "udp", "pcap", [200]),
    ("uas_answers", "tcp", "pcapng", [200]),
]


class Caller:
    """A client that keeps the bytes and the times of what it is answered."""

    def __init__(self, transport, port, user):
        self.transport = transport
        kind = socket.SOCK_DGRAM if transport == "udp" else socket.SOCK_STREAM
        self.socket = socket.socket(socket.AF_INET, kind)
        self.socket.connect(("127.0.0.1", port))
        self.uri = f"sip:{user}@127.0.0.1:{port}"
        self.local = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.id = f"{os.getpid()}-{time.monotonic_ns()}"
        self.rest = b""

    def send(self, method, branch, number, to, body=""):
        head = (f"{method} {self.uri} SIP/2.0\r\n"
                f"Via: SIP/2.0/{self.transport.upper()} {self.local}"
                f";branch=z9hG4bK{self.id}{branch}\r\n"
                "Max-Forwards: 70\r\n"
                f"From: <sip:me@test>;tag={self.id}\r\n"
                f"To: {to}\r\nCall-ID: {self.id}\r\nCSeq: {number} {method}\r\n"
                f"Contact: <sip:me@{self.local};transport={self.transport}>\r\n")
        if body:
            head += "Content-Type: application/sdp\r\n"
        self.socket.send(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())

    def receive(self):
        """One message; each is a datagram, or ends as Content-Length says."""
        if self.transport == "udp":
            return self.socket.recv(65535)
        while True:
            head, blank, rest = self.rest.partition(b"\r\n\r\n")
            length = re.search(rb"(?im)^(?:Content-Length|l): *(\d+)", head)
            if blank and len(rest) >= int(length[1]):
                size = int(length[1])
                self.rest = rest[size:]
                return head + blank + rest[:size]
            more = self.socket.recv(65535)
            if not more:
                raise EOFError(self.rest)
            self.rest += more

    def end(self, to, is_hung_up):
        """Hang up, or have the other side do so."""
        if not is_hung_up:
            self.send("BYE", "c", 2, to)
            answer = self.receive()
            if b" 200 " not in answer.split(b"\r\n")[0]:
                raise ValueError(answer)
            return
        bye = self.receive().decode()
        while not bye.startswith("BYE "):
            bye = self.receive().decode()
        kept = re.findall(r"(?m)^(?:Via|From|To|Call-ID|CSeq): .*$", bye)
        lines = "\n".join(kept) + "\nContent-Length: 0\r\n\r\n"
        self.socket.send(f"SIP/2.0 200 OK\r\n{lines}".encode())

    def call(self, is_hung_up=False):
        """@return (seconds since the INVITE, bytes) of each response, copies left out"""
        answers = []
        self.socket.settimeout(10)
        self.send("INVITE", "a", 1, "<sip:you@test>", OFFER)
        begun = time.monotonic()
        while True:
            answer = self.receive()
            if answer not in [old for _, old in answers]:
                answers.append((time.monotonic() - begun, answer))
            code = int(answer.split()[1])
            if code >= 200:
                break
        to = re.search(rb"(?ims)^(?:To|t)[ \t]*:\s*(.*?)\r\n(?![ \t])",
                       answer)[1].decode()
        self.send("ACK", "a" if code >= 300 else "b", 1, to)
        if code < 300:
            self.end(to, is_hung_up)
        time.sleep(0.2)
        self.socket.close()
        return answers


def plain(answer):
    """Without what may differ: Via, tags, Contact, Call-ID, CSeq, Date and nonces."""
    text = answer.decode()
    text = re.sub(r"(?m)^v:", "Via:", text)
    text = re.sub(r"(?m)^(Via|Contact|m|Call-ID|i|CSeq|Date): .*\r$", r"\1\r",
                  text)
    text = re.sub(r"tag=[^;\r]*", "tag=", text)
    return re.sub(r'nonce="[^"]*"', "nonce=", text)


class Process:
    def __init__(self, *command, stop=signal.SIGTERM):
        self.stop = stop
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.send_signal(self.stop)
        try:
            self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()


def wait_for(ready, what):
    end = time.monotonic() + 10
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.05)


def is_bound(transport, port):
    table = "/proc/net/" + transport
    with open(table, encoding="ascii") as lines:
        return f":{port:04X} " in " ".join(line.split()[1] + " " for line in
                                           lines.read().splitlines()[1:])


def capture(folder, name, transport, kind):
    """Call SIPp. @return the capture, and what was answered"""
    port = free_port()
    path = os.path.join(folder, "call." + kind)
    mode = {"udp": "u1", "tcp": "t1"}[transport]
    with Process("dumpcap", "-q", "-i", "lo", "-f", f"port {port}", "-w", path,
                 *(["-P"] if kind == "pcap" else []), stop=signal.SIGINT), \
            Process("sipp", "-sf", os.path.join(HERE, name + ".xml"), "-i", "127.0.0.1",
                    "-p", str(port), "-t", mode, "-m", "1", "-nostdin",
                    "-cp", str(free_port())):
        wait_for(lambda: is_bound(transport, port), "sipp")
        wait_for(lambda: os.path.exists(path), "dumpcap")
        time.sleep(1)  # it has a file before it has a filter
        answers = Caller(transport, port, "you").call("hangs" in name)
        time.sleep(1.5)  # the kernel hands packets over in blocks
    return path, answers


def compare(gamut, folder, name, transport, kind, codes):
    what = f"{name} over {transport} as {kind}"
    path, want = capture(folder, name, transport, kind)
    out = os.path.join(folder, "out")
    done = subprocess.run([gamut, "generate", "from-pcap", path, "--out", out],
                          capture_output=True, text=True, check=False)
    files = sorted(os.listdir(out + "/captured")) if done.returncode == 0 else []
    check(what + ": it becomes a scenario", files == [f"0001-{codes[-1]}.yaml"],
          done.stdout + done.stderr)
    again = subprocess.run([gamut, "generate", "from-pcap", path, "--out", out + "2"],
                           capture_output=True, text=True, check=False)
    with open(f"{out}/captured/{files[0]}", "rb") as one, \
            open(f"{out}2/captured/{files[0]}", "rb") as two:
        text = one.read()
        check(what + ": two runs write the same bytes",
              text == two.read() and again.returncode == 0, again.stderr)
    check(what + ": no secret is in it", b"deadbeef" not in text, text)
    done = subprocess.run([gamut, "check", out + "/captured"], capture_output=True,
                          text=True, check=False)
    check(what + ": gamut check has nothing to say",
          done.returncode == 0, done.stdout + done.stderr)
    check(what + ": it needs no 'broken'", b"broken" not in text, text)
    port = free_port()
    with Process(gamut, "serve", "--no-builtin", "--listen", f"{transport}:127.0.0.1:{port}",
                 out):
        wait_for(lambda: is_bound(transport, port), "gamut")
        have = Caller(transport, port, f"captured.0001-{codes[-1]}").call(
            "hangs" in name)
    # A server says 100 when it lets a client wait (RFC 3261 §17.2.1), as ours does.
    have = [(at, answer) for at, answer in have if int(answer.split()[1]) in codes]
    check(what + ": the codes", [int(a.split()[1]) for _, a in have] == codes
          == [int(a.split()[1]) for _, a in want], f"{have}\n{want}")
    for (have_s, answer), (want_s, old) in zip(have, want):
        code = answer.split()[1].decode()
        check(f"{what}: {code} byte for byte", plain(answer) == plain(old),
              f"{plain(answer)!r}\n{plain(old)!r}")
        check(f"{what}: {code} in time", abs(have_s - want_s) < SLACK_S,
              f"{have_s} {want_s}")
    if transport == "udp":
        check_cut(gamut, folder, path)


def check_cut(gamut, folder, path):
    """Wherever a capture ends, it is read as far as it goes."""
    with open(path, "rb") as whole:
        data = whole.read()
    wrong = []
    for size in list(range(0, min(len(data), 200), 7)) + \
            list(range(200, len(data), max(1, len(data) // 40))):
        cut = os.path.join(folder, "cut")
        with open(cut, "wb") as part:
            part.write(data[:size])
        done = subprocess.run([gamut, "generate", "from-pcap", cut, "--force", "--out",
                               folder + "/cut.out"], capture_output=True, text=True,
                              timeout=30, check=False)
        if done.returncode not in (0, 2) or "cut" not in done.stderr + done.stdout and \
                done.returncode:
            wrong.append(f"{size}: {done.returncode} {done.stderr[-300:]}")
    check("a capture that is cut is no harm", not wrong, "\n".join(wrong))


def main(gamut):
    for tool in ("dumpcap", "sipp"):
        if not check(f"{tool} is installed", shutil.which(tool)):
            return finish()
    for call in CALLS:
        with tempfile.TemporaryDirectory() as folder:
            compare(gamut, folder, *call)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
