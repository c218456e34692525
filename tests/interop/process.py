# SPDX-License-Identifier: MIT
"""Child processes that end with the test, and waiting with a deadline."""

import collections
import contextlib
import random
import resource
import socket
import subprocess
import threading
import time

STOP_S = 5
CLOSE_S = 1
POLL_S = 0.01
# Below what the kernel gives to who asks for any port, above RTP's usual ones.
PORTS = range(20001, 32768)
KEPT = 64
_kept = collections.deque(maxlen=KEPT)
_dice = random.SystemRandom()  # a forked child throws its own


class Children:
    """All that was started, so that nothing is left behind."""

    def __init__(self):
        self._lock = threading.Lock()
        self._running = []
        self._is_closed = False
        # Some clients crash now and then; nobody reads what they would leave.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def start(self, args, log, stdin=subprocess.DEVNULL, **options):
        """Start a process; what it prints goes to the file named log."""
        with self._lock, open(log, "ab") as out:
            if self._is_closed:
                raise RuntimeError("the test is ending")
            child = subprocess.Popen(
                args, stdin=stdin, stdout=out, stderr=subprocess.STDOUT,
                **options)
            self._running.append(child)
        return child

    def stop(self, child):
        """Ask it to end, and make sure of it; its exit status."""
        child.terminate()
        try:
            child.wait(STOP_S)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        with self._lock:
            self._running.remove(child)
        return child.returncode

    def run(self, args, log, timeout_s, **options):
        """Run to the end; the exit status, None when it took too long."""
        child = self.start(args, log, **options)
        try:
            return child.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return None
        finally:
            self.stop(child)

    def kill(self):
        """End what still runs at once, and start nothing more."""
        with self._lock:
            self._is_closed = True
            for child in self._running:
                child.kill()
                child.wait()

    def close(self):
        """End what still runs, and start nothing more."""
        with self._lock:
            self._is_closed = True
            for child in self._running:
                child.terminate()
            deadline = time.monotonic() + CLOSE_S
            for child in self._running:
                _wait_or_kill(child, deadline)


def _wait_or_kill(child, deadline):
    try:
        child.wait(max(deadline - time.monotonic(), 0))
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def wait_for(what, probe, timeout_s=10):
    """Call probe until it returns something true, and return that."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {what} within {timeout_s} s")
        time.sleep(POLL_S)


def free_port():
    """A port that is free on UDP and TCP, and that nobody else is given: not by
    the kernel, nor by this function in another process as long as this one runs
    and has not asked for KEPT more."""
    while True:
        port = _dice.choice(PORTS)
        with contextlib.suppress(OSError):
            name = socket.socket(socket.AF_UNIX)
            name.bind(f"\0gamut-test-port-{port}")
            for kind in socket.SOCK_DGRAM, socket.SOCK_STREAM:
                with socket.socket(type=kind) as probe:
                    probe.bind(("", port))
            _kept.append(name)
            return port


def read_text(path):
    with open(path, encoding="utf-8", errors="replace") as file:
        return file.read()
