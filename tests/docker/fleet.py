# SPDX-License-Identifier: MIT
"""What the long form runs: every client, a proxy under test, many responders."""

import json
import os
import pathlib
import re
import socket
import tempfile
import time

import readme
from image import IMAGE
from jobs import PROJECT, Job, build_client

CLIENTS = ("baresip", "netsip", "twinkle", "janus", "linphone", "sipp")
CASES = "final/486 final/603 success/200"
UP_S = 60
ANSWER_S = 10
# A challenge; no answer at all; what a proxy does not pass on (RFC 3261 §16.7).
NO_REFUSAL = ("401", "407", "408", "503")


class Set:
    """The services of a compose file, for as long as they are needed."""

    def __init__(self, engine, file, env, *options):
        self._engine = engine
        self._options = ["--project-name", PROJECT, "--file", file, *options]
        self._folder = tempfile.TemporaryDirectory()
        self.out = pathlib.Path(self._folder.name)
        self.out.chmod(0o777)
        self._env = {"GAMUT_OUT": str(self.out), "GAMUT_UID": "1234",
                     "GAMUT_GID": "1234", **env}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.compose("down", "--volumes", "--timeout", "1")
        self._folder.cleanup()

    def compose(self, *arguments):
        return self._engine.compose(*self._options, *arguments, env=self._env,
                                    timeout=600)


def check(engine, report, top):
    for name in CLIENTS:
        build_client(engine, top, name)
    for name in ("proxy", "dispatcher"):
        engine.build(f"gamut-{name}", top / "docker/kamailio", "--target",
                     name)
    check_contract(engine, report)
    check_own(engine, report, top)
    check_clients(engine, report, top)
    check_proxy(engine, report, top)
    check_scale(engine, report, top)


def check_contract(engine, report):
    """GAMUT_URI in, one call, out: by each client, without compose."""
    engine.docker("network", "create", PROJECT)
    seen = 0
    try:
        engine.docker("run", "--detach", "--name", PROJECT, "--network",
                      PROJECT, IMAGE)
        for name in CLIENTS:
            done = engine.docker(
                "run", "--rm", "--network", PROJECT, "--env",
                f"GAMUT_URI=sip:486@{PROJECT}", f"gamut-{name}", check=False,
                timeout=60)
            log = engine.docker("logs", PROJECT).stdout
            calls = re.findall("^.* → .*$", log, re.M)[seen:]
            seen += len(calls)
            report.check(f"{name} makes one call and ends", len(calls) == 1
                         and re.search("→ 486 ← ACK  (pass|warn)", calls[0]),
                         log + done.stdout + done.stderr)
    finally:
        engine.docker("rm", "--force", "--volumes", PROJECT, check=False)
        engine.docker("network", "rm", PROJECT, check=False)


def check_own(engine, report, top):
    """The client of one's own in README.md, which is baresip here."""
    text = next(block for block in readme.blocks(top)
                if block.startswith("services:"))
    text = text.replace("image: my-client", "image: gamut-baresip").replace(
        "my-client sip:next@gamut", "GAMUT_URI=sip:next@gamut call")
    job = Job(engine.compose, top / "docker/compose.yaml",
              {"GAMUT_CASE": CASES}, text)
    report.equal("a client of one's own takes ten lines", job.status, 0,
                 job.said)
    report.equal("and has all cases", len(job.suite()), 2 + len(CASES.split()))


def check_clients(engine, report, top):
    """One matrix of all clients, side by side."""
    file = top / "docker/compose.clients.yaml"
    with Set(engine, file, {"GAMUT_CASE": CASES}, "--profile",
             "all") as clients:
        done = clients.compose("up", "--no-build")
        report.equal("all clients come to their end", done.returncode, 0,
                     done.stderr)
        codes = dict(re.findall(r"gamut-(\w+)-1 exited with code (\d+)",
                                done.stdout + done.stderr))
        report.equal("each with its verdict", codes,
                     {name: "0" for name in CLIENTS}, done.stdout)
        done = clients.compose("run", "--rm", "report")
        text = (clients.out / "matrix.md").read_text()
        report.check("one report has all of them", done.returncode == 0
                     and f"by {len(CLIENTS)} agents" in done.stdout
                     and all(case in text for case in CASES.split()),
                     done.stdout + done.stderr)


def check_proxy(engine, report, top):
    """The proxy in the middle; Gamut sees it."""
    job = Job(engine.compose, top / "docker/compose.sbc.yaml", {"GAMUT_CASE": CASES})
    report.equal("the job of a proxy passes", job.status, 0, job.said)
    report.equal("its JUnit has each case", job.suite(), {
        name: "" for name in ["sanity/first", *CASES.split(), "sanity/last"]},
        job.said)


def call(port, dial):
    """A call that is refused; whether it was answered with that code."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", port))
        client.settimeout(0.5)
        own = "127.0.0.1:%d" % client.getsockname()[1]
        uri = f"sip:{dial}@127.0.0.1:{port}"
        token = os.urandom(8).hex()
        head = (f"{uri} SIP/2.0\r\n"
                f"Via: SIP/2.0/UDP {own};rport;branch=z9hG4bK{token}\r\n"
                "Max-Forwards: 70\r\n"
                f"From: <sip:carol@{own}>;tag={token}\r\nCall-ID: {token}\r\n")
        tail = "User-Agent: carol\r\nContent-Length: 0\r\n\r\n"
        invite = (f"INVITE {head}To: <{uri}>\r\nCSeq: 1 INVITE\r\n"
                  f"Contact: <sip:carol@{own}>\r\n{tail}")
        end = time.monotonic() + ANSWER_S
        answer = ""
        while not re.match("SIP/2.0 [2-6]", answer):
            if time.monotonic() > end:
                return False
            try:
                if not answer:
                    client.send(invite.encode())
                answer = client.recv(65535).decode("utf-8", "replace")
            except (TimeoutError, ConnectionError):
                pass
        to = re.search(r"^To: (.*)\r$", answer, re.M)[1]
        client.send(f"ACK {head}To: {to}\r\nCSeq: 1 ACK\r\n{tail}".encode())
        # Another code would be that of a proxy that has nobody to ask.
        return answer.startswith(f"SIP/2.0 {dial} ")


def refusals(engine):
    """The codes that are a case of the suite and refuse a call."""
    text = engine.docker("run", "--rm", IMAGE, "list").stdout
    return [code for code in re.findall(r"^final/([456]\d\d) ", text, re.M)
            if code not in NO_REFUSAL]


def check_scale(engine, report, top):
    """A replica is killed in the middle: calls go on, no result is lost."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    codes = refusals(engine)
    report.check("there are enough cases", len(codes) > 30, codes)
    with Set(engine, top / "docker/compose.scale.yaml",
             {"GAMUT_PORT": str(port)}) as scale:
        done = scale.compose("up", "--no-build", "--detach")
        report.equal("the replicas start", done.returncode, 0, done.stderr)
        end = time.monotonic() + UP_S
        while not call(port, "480") and time.monotonic() < end:
            time.sleep(0.2)
        half = len(codes) // 2
        bad = [code for code in codes[:half] if not call(port, code)]
        report.equal("calls are answered by the replicas", bad, [])
        busy = [number for number in (1, 2, 3) if " → " in scale.compose(
            "logs", "--no-color", f"gamut{number}").stdout]
        report.equal("each of them has some", busy, [1, 2, 3])
        scale.compose("kill", "-s", "KILL", "gamut2")
        bad = [code for code in codes[half:] if not call(port, code)]
        report.equal("one is killed, and calls are answered by the others",
                     bad, [])
        done = scale.compose("run", "--rm", "--entrypoint", "gamut", "report",
                             "report", "replica1.db", "replica2.db",
                             "replica3.db", "--json", "-")
        results = json.loads(done.stdout[done.stdout.index("{"):])
        have = {one["scenario"]: one["verdict"] for one in results["results"]}
        report.equal("no result is lost", sorted(have), sorted(
            f"final/{code}" for code in codes), done.stderr)
        report.check("and no client is blamed", set(have.values()) <= {
            "pass", "warn", "inconclusive"}, have)
