# SPDX-License-Identifier: MIT
"""A docker engine: the one that runs, or one that is started for the test."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time

BASE = "debian:bookworm-slim"
START_S = 60
# What Debian's image leaves out, to be like it.
BASE_WITHOUT = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/doc/*")
FORWARD = pathlib.Path("/proc/sys/net/ipv4/ip_forward")


class EngineError(Exception):
    """There is none, and why."""


class Engine:
    """Runs docker and docker-compose; everything else is cleaned up by close()."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._child = None
        self._undo = contextlib.ExitStack()
        (self._folder / "config").mkdir(parents=True, exist_ok=True)
        self.env = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith("GAMUT_")},
            "DOCKER_BUILDKIT": "1", "COMPOSE_DOCKER_CLI_BUILD": "1",
            "DOCKER_CONFIG": str(self._folder / "config"),
        }
        self.path = (shutil.which("docker", path="/usr/bin:/usr/sbin")
                        or shutil.which("docker"))
        if not self.path or self.docker("info", check=False).returncode:
            self._start()

    def _start(self):
        """One of our own: its socket and its data are in the folder."""
        if os.geteuid() != 0:
            raise EngineError("no engine answers, and root is needed to "
                              "start one")
        if not shutil.which("dockerd"):
            raise EngineError("no engine answers, and dockerd is missing")
        self._keep_network()
        self.env["DOCKER_HOST"] = f"unix://{self._folder}/socket"
        log = open(self._folder / "log", "wb")
        self._child = subprocess.Popen(
            ["dockerd", "--host", self.env["DOCKER_HOST"],
             "--data-root", self._folder / "data",
             "--exec-root", self._folder / "exec",
             "--pidfile", self._folder / "pid"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            start_new_session=True)
        log.close()
        end = time.monotonic() + START_S
        while self.docker("info", check=False).returncode:
            if self._child.poll() is not None or time.monotonic() > end:
                text = (self._folder / "log").read_text(errors="replace")
                self.close()
                raise EngineError("dockerd does not start:\n" + text[-3000:])
            time.sleep(0.2)

    def _keep_network(self):
        """What dockerd changes on this machine is as before at the end."""
        for tool in ("iptables", "ip6tables"):
            done = subprocess.run([f"{tool}-save"], capture_output=True,
                                  check=False)
            if done.returncode == 0:
                self._undo.callback(subprocess.run, [f"{tool}-restore"],
                                    input=done.stdout, check=False)
        self._undo.callback(FORWARD.write_text, FORWARD.read_text())
        if not os.path.exists("/sys/class/net/docker0"):
            self._undo.callback(
                subprocess.run, ["ip", "link", "delete", "docker0"],
                check=False, stderr=subprocess.DEVNULL)

    def close(self):
        if self._child is None:
            return
        self._child.terminate()
        try:
            self._child.wait(30)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child = None
        self._undo.close()

    def docker(self, *arguments, check=True, env=None, timeout=600):
        return self._run([self.path or "docker", *arguments], check, env,
                         timeout)

    def compose(self, *arguments, check=False, env=None, timeout=300):
        return self._run(["docker-compose", "--ansi", "never", *arguments], check,
                         env, timeout)

    def _run(self, command, check, env, timeout):
        try:
            done = subprocess.run(
                [str(word) for word in command], capture_output=True,
                stdin=subprocess.DEVNULL, encoding="utf-8", errors="replace",
                env={**self.env, **(env or {})}, timeout=timeout, check=False)
        except FileNotFoundError as error:
            done = subprocess.CompletedProcess(command, 127, "", str(error))
        if check and done.returncode != 0:
            print(done.stdout[-3000:] + done.stderr[-3000:], file=sys.stderr)
            raise subprocess.CalledProcessError(done.returncode, command)
        return done

    def build(self, tag, context, *arguments):
        return self.docker("build", "--network", "host", "--tag", tag,
                           *arguments, context, timeout=1500)

    def provide_base(self):
        """From a registry, else made by mmdebstrap from Debian's mirror."""
        if self.docker("image", "inspect", BASE, check=False).returncode == 0:
            return
        if self.docker("pull", BASE, check=False).returncode == 0:
            return
        archive = self._folder / "base.tar"
        without = [f"--dpkgopt=path-exclude={path}" for path in BASE_WITHOUT]
        done = self._run(["mmdebstrap", "--variant=minbase", "--quiet",
                          *without, "bookworm", archive], False, None, 900)
        if done.returncode != 0:
            raise EngineError("mmdebstrap fails:\n" + done.stderr[-3000:])
        self.docker("import", archive, BASE)
        archive.unlink()
