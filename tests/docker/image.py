# SPDX-License-Identifier: MIT
"""The image of Gamut: what is in it, how it starts, ends and says that it is well."""

import datetime
import json
import os
import pathlib
import re
import socket
import sys
import tempfile
import time

from engine import BASE

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent / "interop"))
from process import free_port

IMAGE = "gamut"
ADDED_MAX = 15_000_000
START_MAX_S = 1
START_TRIES = 3
STOP_MAX_S = 1
HEALTH_S = 30
# How a careful person runs it.
LOCKED = ["--read-only", "--cap-drop", "ALL", "--security-opt",
          "no-new-privileges"]


def build(engine, package, top):
    """The image of a package that is there."""
    engine.build(IMAGE, package, "--build-arg", "PACKAGE=given",
                 "--file", top / "docker/Dockerfile")


def _inspect(engine, what, name):
    done = engine.docker(what, "inspect", name)
    return json.loads(done.stdout)[0]


def check(engine, report):
    _check_contents(engine, report)
    _check_start(engine, report)
    _check_life(engine, report)
    _check_address(engine, report)
    _check_out(engine, report)


def _check_contents(engine, report):
    size = [_inspect(engine, "image", name)["Size"] for name in (BASE, IMAGE)]
    added = size[1] - size[0]
    report.check(f"the image adds {added / 1e6:.1f} MB",
                 0 < added < ADDED_MAX, size)
    config = _inspect(engine, "image", IMAGE)["Config"]
    report.check("it does not run as root",
                 config["User"] not in ("", "0", "root", "0:0"),
                 config["User"])
    report.equal("it has a health check", config["Healthcheck"]["Test"][:3],
                 ["CMD", "gamut", "ready"])
    report.equal("its volumes", sorted(config["Volumes"]), ["/out", "/suite"])
    labels = config["Labels"]
    report.check("it has labels", labels.get(
        "org.opencontainers.image.licenses") == "MIT", labels)
    report.check("it has no secret", not re.search(
        "pass|secret|token|key", " ".join(config["Env"]), re.I),
        config["Env"])
    found = engine.docker("run", "--rm", "--entrypoint", "find", IMAGE, "/usr",
                          "-name", "libxml2*", "-o", "-name", "libicu*",
                          check=False).stdout
    report.equal("it has neither libxml2 nor ICU", found, "")
    cases = engine.docker("run", "--rm", IMAGE, "list").stdout.splitlines()
    files = engine.docker("run", "--rm", "--entrypoint", "find", IMAGE,
                          "/usr/share/gamut/scenarios", "-name", "*.yaml",
                          "-not", "-path", "*/examples/*",
                          check=False).stdout.splitlines()
    report.check("the scenarios are in it",
                 len(files) >= len(cases) - 1 > 100,
                 f"{len(files)} files, {len(cases)} cases")


def _seconds(text):
    """Docker's times have nanoseconds."""
    whole, _, part = text.rstrip("Z").partition(".")
    when = datetime.datetime.fromisoformat(whole + "+00:00")
    return when.timestamp() + float("0." + (part or "0"))


def request(method, host, port, dial, via):
    """A request as a client behind these addresses would send it."""
    target = f"sip:{dial}@{host}:{port}" if dial else f"sip:{host}:{port}"
    return (f"{method} {target} SIP/2.0\r\n"
            f"Via: SIP/2.0/UDP {via};rport;branch=z9hG4bK{os.urandom(8).hex()}"
            "\r\nMax-Forwards: 70\r\n"
            f"From: <sip:test@{via}>;tag={os.urandom(4).hex()}\r\n"
            f"To: <{target}>\r\nCall-ID: {os.urandom(8).hex()}\r\n"
            f"CSeq: 1 {method}\r\nContact: <sip:test@{via}>\r\n"
            "Content-Length: 0\r\n\r\n").encode()


def ask(method, port, dial="", host="127.0.0.1", within_s=5):
    """The final response to a request that is sent until there is one."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        client.connect(("127.0.0.1", port))
        client.settimeout(0.02)
        via = "%s:%d" % client.getsockname()
        text = request(method, host, port, dial, via)
        end = time.monotonic() + within_s
        while time.monotonic() < end:
            try:
                client.send(text)
                while True:
                    answer = client.recv(65535).decode("utf-8", "replace")
                    if not answer.startswith("SIP/2.0 1"):
                        return answer
            except (TimeoutError, ConnectionError):
                time.sleep(0.01)
    return ""


def _check_stop(engine, report, name, status):
    before_s = time.time()
    engine.docker("kill", "--signal", "TERM", name)
    engine.docker("wait", name, timeout=30)
    state = _inspect(engine, "container", name)["State"]
    took_s = _seconds(state["FinishedAt"]) - before_s
    report.check(f"SIGTERM ends it in {took_s:.2f} s",
                 state["ExitCode"] == status and took_s < STOP_MAX_S, state)


def _check_start(engine, report):
    """The best of some starts: what else runs here takes its time too."""
    port = free_port()
    best_s = float("inf")
    for _ in range(START_TRIES):
        start_s = time.monotonic()
        name = engine.docker(
            "run", "--detach", *LOCKED, "--publish",
            f"127.0.0.1:{port}:5060/udp", IMAGE).stdout.strip()
        try:
            if ask("OPTIONS", port).startswith("SIP/2.0 200 "):
                best_s = min(best_s, time.monotonic() - start_s)
        finally:
            engine.docker("rm", "--force", "--volumes", name)
        if best_s < START_MAX_S:
            break
    report.check(f"it answers {best_s:.2f} s after docker run",
                 best_s < START_MAX_S)


def _health(engine, name):
    """What it says of itself when it has started."""
    end = time.monotonic() + HEALTH_S
    status = "starting"
    while status == "starting" and time.monotonic() < end:
        time.sleep(0.3)
        state = _inspect(engine, "container", name)["State"]
        status = state["Health"]["Status"]
    return status


def _check_life(engine, report):
    """It is healthy, and a signal ends it."""
    name = engine.docker("run", "--detach", *LOCKED, IMAGE).stdout.strip()
    try:
        report.equal("it is healthy", _health(engine, name), "healthy")
        user = engine.docker("exec", name, "id", "-u").stdout.strip()
        report.check("its process is not root's", user not in ("", "0"), user)
        _check_stop(engine, report, name, 0)
    finally:
        engine.docker("rm", "--force", "--volumes", name)
    _check_sick(engine, report)


def _check_sick(engine, report):
    """One that answers elsewhere than where it is asked is not well."""
    name = engine.docker(
        "run", "--detach", "--env", "GAMUT_LISTEN=udp:*:5070", "--health-cmd",
        "gamut ready --listen udp:*:5060", "--health-retries", "1",
        "--health-start-period", "0s", IMAGE).stdout.strip()
    try:
        report.equal("what does not answer is unhealthy",
                     _health(engine, name), "unhealthy")
        done = engine.docker("exec", name, "gamut", "ready", check=False)
        report.equal("the variables of the container reach gamut ready",
                     done.returncode, 0, done.stderr)
    finally:
        engine.docker("rm", "--force", "--volumes", name)


def _contact(answer):
    found = re.search(r"^Contact: .*?<sip:(?:[^@>]*@)?([^;>]+)", answer, re.M)
    return found[1] if found else ""


def _check_address(engine, report):
    """Where our Contact leads, when the port is published as another one."""
    port = free_port()
    for environment, host, want in (
            (["--env", f"GAMUT_ADVERTISE=127.0.0.1:{port}"], "127.0.0.1",
             f"127.0.0.1:{port}"),
            ([], "127.0.0.1", "its own address:5060"),
            ([], "gamut.test", f"gamut.test:{port}")):
        name = engine.docker(
            "run", "--detach", *environment, "--publish",
            f"127.0.0.1:{port}:5060/udp", IMAGE).stdout.strip()
        try:
            answer = ask("INVITE", port, "200", host)
            own = _inspect(engine, "container", name)["NetworkSettings"]
            report.equal(
                f"the Contact for {host}, {environment or 'no --advertise'}",
                _contact(answer).replace(own["IPAddress"] or "none",
                                         "its own address"), want, answer)
        finally:
            engine.docker("rm", "--force", "--volumes", name)


def _check_out(engine, report):
    """Files belong to whoever runs it; a run without a caller fails."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        out.chmod(0o777)
        done = engine.docker(
            "run", "--rm", *LOCKED, "--user", "1234:1234",
            "--volume", f"{out}:/out", "--env", "GAMUT_WAIT=1",
            "--env", "GAMUT_CASE=final/486", "--env", "GAMUT_JUNIT=junit.xml",
            IMAGE, "run", "--results", "r.db", check=False)
        report.equal("a run that nobody calls is status 4", done.returncode, 4,
                     done.stderr)
        owners = {path.name: path.stat().st_uid for path in out.iterdir()}
        report.equal("its files are the caller's", owners,
                     {"r.db": 1234, "junit.xml": 1234})
        suite = out / "suite"
        suite.mkdir()
        (suite / "lunch.yaml").write_text(
            "gamut: 1\nid: lunch\ntitle: Lunch\nflow:\n  - respond: 480\n")
        done = engine.docker(
            "run", "--rm", *LOCKED, "--volume", f"{suite}:/suite:ro", IMAGE,
            "list", "--no-builtin", "/suite", check=False)
        report.check("cases of one's own are in /suite",
                     done.stdout.startswith("lunch "), done.stderr)
    _check_interrupt(engine, report)
    done = engine.docker("run", "--rm", *LOCKED, "--env", "GAMUT_WAIT=1",
                         IMAGE, "run", "--case", "final/486", check=False)
    report.equal("a run needs no volume that is named", done.returncode, 4,
                 done.stderr)


def _check_interrupt(engine, report):
    """A campaign that waits for its client ends, with what is known."""
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder)
        out.chmod(0o777)
        name = engine.docker(
            "run", "--detach", *LOCKED, "--volume", f"{out}:/out", IMAGE, "run",
            "--junit", "junit.xml", "--results", "r.db").stdout.strip()
        try:
            engine.docker("exec", name, "gamut", "ready", "--within", "10")
            _check_stop(engine, report, name, 4)
        finally:
            engine.docker("rm", "--force", "--volumes", name)
        report.equal("and leaves its report",
                     sorted(path.name for path in out.iterdir()),
                     ["junit.xml", "r.db"])
