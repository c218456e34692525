# SPDX-License-Identifier: MIT
"""A docker engine: the one that runs, or one that is started for the test."""

import os
import pathlib
import shutil
import subprocess
import sys
import time

from private import Private, PrivateError

BASE = "debian:bookworm-slim"
START_S = 60
# What Debian's image leaves out, to be like it.
BASE_WITHOUT = ("/usr/share/man/*", "/usr/share/locale/*", "/usr/share/doc/*")
# Debian 12 has no `docker compose`, Debian 13 has.
COMPOSE_SUITE = "trixie"
COMPOSE = "cli-plugins/docker-compose"


class EngineError(Exception):
    """There is none, and why."""


class Engine:
    """Runs docker, docker compose and docker-compose, and leaves nothing behind."""

    def __init__(self, folder):
        self._folder = pathlib.Path(folder)
        self._private = None
        self._before = None
        (self._folder / "config/cli-plugins").mkdir(parents=True)
        self.env = {
            **{name: value for name, value in os.environ.items()
               if not name.startswith("GAMUT_")},
            "DOCKER_BUILDKIT": "1", "COMPOSE_DOCKER_CLI_BUILD": "1",
        }
        self.path = (shutil.which("docker", path="/usr/bin:/usr/sbin")
                     or shutil.which("docker"))
        # For commands of the shell that say docker.
        (self._folder / "bin").mkdir()
        (self._folder / "bin/docker").symlink_to(self.path or "docker")
        self.env["PATH"] = f"{self._folder}/bin:{os.environ['PATH']}"
        done = self._greet()
        if done.returncode == 0:
            self._adopt()
        self.env["DOCKER_CONFIG"] = str(self._folder / "config")
        if done.returncode != 0:
            self._start(done.stderr.strip())

    def _greet(self):
        return self.docker("version", "--format", "{{.Server.Version}}",
                           check=False)

    def _adopt(self):
        """One that runs: if all that is looked at can be seen through it."""
        host = self.docker("context", "inspect", "--format",
                           "{{.Endpoints.docker.Host}}").stdout.strip()
        if not host.startswith("unix://"):
            raise EngineError(
                f"the engine at {host} may be on another machine, and its "
                "ports and folders have to be on this one")
        security = self.docker("info", "--format",
                               "{{.SecurityOptions}}").stdout
        for word in ("rootless", "userns"):
            if f"name={word}" in security:
                raise EngineError(
                    f"the engine at {host} maps user ids ({word}), and who "
                    "owns what is looked at")
        print(f"the engine at {host}, which runs already", flush=True)
        self.env.pop("DOCKER_CONTEXT", None)
        self.env["DOCKER_HOST"] = host
        self._before = self._images()

    def _images(self):
        """The names that tests give, or the name of the base → image."""
        text = self.docker("image", "ls", "--no-trunc", "--format",
                           "{{.Repository}}:{{.Tag}} {{.ID}}").stdout
        pairs = (line.split() for line in text.splitlines())
        return {name: image for name, image in pairs
                if name == BASE or name.startswith("gamut")}

    def _start(self, why):
        """One of our own: its socket and its data are in the folder."""
        for name in ("DOCKER_HOST", "DOCKER_CONTEXT"):
            if os.environ.get(name):
                raise EngineError(f"no engine answers at {name}: {why}")
        if os.geteuid() != 0:
            raise EngineError("no engine answers, and root is needed to start "
                              f"one: {why}")
        try:
            self._private = Private(self._folder)
        except (PrivateError, OSError) as error:
            raise EngineError(f"no engine can be started: {error}") from error
        self.env["DOCKER_HOST"] = self._private.host
        end = time.monotonic() + START_S
        while self._greet().returncode != 0:
            if not self._private.is_running() or time.monotonic() > end:
                text = self._private.log()
                self._private.close()
                raise EngineError("dockerd does not start:\n" + text)
            time.sleep(0.2)

    def close(self):
        """All that was made is gone; returns what is not."""
        if self._private:
            self._private.close()
            return self._private.left()
        for name, image in self._images().items():
            old = self._before.get(name)
            if old == image:
                continue
            if old:
                self.docker("tag", old, name)
            self.docker("image", "rm", "--force", image if old else name,
                        check=False)
        after = self._images()
        return [name for name in after if after[name] != self._before.get(name)]

    def docker(self, *arguments, check=True, env=None, timeout=600):
        return self._run([self.path or "docker", *arguments], check, env,
                         timeout)

    def compose(self, *arguments, env=None, timeout=300):
        return self.docker("compose", "--ansi", "never", *arguments,
                           check=False, env=env, timeout=timeout)

    def old_compose(self, *arguments, env=None, timeout=300):
        """docker-compose 1.29."""
        return self._run(["docker-compose", "--ansi", "never", *arguments], False,
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
        return self.docker("build", "--tag", tag, *arguments, context,
                           timeout=1500)

    def provide_base(self):
        """From a registry, else made by mmdebstrap from Debian's mirror."""
        if self.docker("image", "inspect", BASE, check=False).returncode == 0:
            return
        if self.docker("pull", BASE, check=False).returncode == 0:
            return
        archive = self._folder / "base.tar"
        without = [f"--dpkgopt=path-exclude={path}" for path in BASE_WITHOUT]
        self._mmdebstrap("minbase", *without, "bookworm", archive)
        self.docker("import", archive, BASE)
        archive.unlink()

    def provide_compose(self):
        """That of the machine or the user, else that of a newer Debian."""
        ours = self._folder / "config" / COMPOSE
        users = pathlib.Path("~/.docker").expanduser() / COMPOSE
        if users.exists():
            ours.symlink_to(users)
        elif self.docker("compose", "version", check=False).returncode:
            debian = self._folder / "debian"
            self._mmdebstrap("extract", "--include=docker-compose",
                             COMPOSE_SUITE, debian)
            shutil.copy(debian / "usr/libexec/docker" / COMPOSE, ours)
            shutil.rmtree(debian)
        return self.docker("compose", "version").stdout.strip()

    def _mmdebstrap(self, variant, *arguments):
        done = self._run(["mmdebstrap", f"--variant={variant}", "--quiet",
                          *arguments], False, None, 900)
        if done.returncode != 0:
            raise EngineError("mmdebstrap fails:\n" + done.stderr[-3000:])
