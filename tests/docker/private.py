# SPDX-License-Identifier: MIT
"""A dockerd in namespaces of its own, so that all that it makes goes with it.

Its bridges, addresses and firewall rules are in a network namespace that this process
moves to, its mounts and processes in others. It reaches the network of the machine by
slirp4netns, an ordinary program with ordinary sockets. Both end when this process does,
however that ends: they see a pipe that closes.
"""

import ctypes
import glob
import os
import pathlib
import select
import subprocess

# Of <sched.h>; Python has os.unshare() from 3.12 on.
CLONE_NEWNS = 0x00020000
CLONE_NEWNET = 0x40000000
WIRE_S = 20
STOP_S = 30
# The first process of its namespace: what else is there ends with it. An engine keeps
# more in /run and /etc/docker than it can be told to keep elsewhere.
INSIDE = """\
set -e
mount -t tmpfs tmpfs /run
[ ! -d /etc/docker ] || mount -t tmpfs tmpfs /etc/docker
servers=$(readlink -m /etc/resolv.conf)
[ -e "$servers" ] || install -D "$1" "$servers"
shift
exec 3<&0
dockerd "$@" </dev/null 3<&- &
daemon=$!
{ read -r _ <&3 || kill "$daemon"; } &
wait "$daemon"
"""


class PrivateError(Exception):
    """It does not start, and why."""


def _unshare(flag):
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flag) != 0:
        raise PrivateError("no namespace: " + os.strerror(ctypes.get_errno()))


class Private:
    def __init__(self, folder):
        self._folder = folder
        self._log = open(folder / "log", "wb")
        self.host = f"unix://{folder}/socket"
        self._connect()
        servers = folder / "resolv.conf"
        self._take_names_from(servers)
        # By systemd it would be a process of the machine that has the same number.
        self._daemon = self._start([
            "unshare", "--mount", "--pid", "--kill-child", "--mount-proc",
            "sh", "-c", INSIDE, "sh", servers, "--host", self.host,
            "--data-root", folder / "data", "--exec-root", folder / "exec",
            "--pidfile", folder / "pid", "--cgroup-parent", "/" + folder.name,
            "--exec-opt", "native.cgroupdriver=cgroupfs"],
            stdin=subprocess.PIPE)

    def _start(self, command, **options):
        return subprocess.Popen(command, stdout=self._log, stderr=self._log,
                                start_new_session=True, **options)

    def _connect(self):
        """Move to a network of our own, and wire it to the machine's."""
        ready, is_ready = os.pipe()
        ended, self._end = os.pipe()
        with open("/proc/self/ns/net", "rb") as outside:
            _unshare(CLONE_NEWNET)
            self._wire = self._start(
                ["nsenter", f"--net=/proc/self/fd/{outside.fileno()}",
                 "slirp4netns", "--configure", "--disable-host-loopback",
                 f"--ready-fd={is_ready}", f"--exit-fd={ended}",
                 str(os.getpid()), "tap0"], stdin=subprocess.DEVNULL,
                pass_fds=(outside.fileno(), is_ready, ended))
        os.close(is_ready)
        os.close(ended)
        is_up = select.select([ready], [], [], WIRE_S)[0] and os.read(ready, 1)
        os.close(ready)
        if not is_up:
            self._disconnect()
            raise PrivateError("slirp4netns does not start:\n" + self.log())

    def _disconnect(self):
        os.close(self._end)
        try:
            self._wire.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._wire.kill()
            self._wire.wait()

    @staticmethod
    def _take_names_from(servers):
        """slirp4netns answers for the name servers of the machine."""
        servers.write_text("nameserver 10.0.2.3\n")
        _unshare(CLONE_NEWNS)
        for arguments in (["--make-rprivate", "/"],
                          ["--bind", servers, "/etc/resolv.conf"]):
            done = subprocess.run(["mount", *arguments], capture_output=True,
                                  encoding="utf-8", check=False)
            if done.returncode != 0:
                raise PrivateError(done.stderr.strip())

    def is_running(self):
        return self._daemon.poll() is None

    def log(self):
        return (self._folder / "log").read_text(errors="replace")[-3000:]

    def close(self):
        self._daemon.stdin.close()
        try:
            self._daemon.wait(STOP_S)
        except subprocess.TimeoutExpired:
            self._daemon.kill()
            self._daemon.wait()
        self._disconnect()
        self._log.close()
        for top in self._cgroups():
            for path, _, _ in os.walk(top, topdown=False):
                os.rmdir(path)

    def _cgroups(self):
        """One in each hierarchy of version 1, or one."""
        return [path for level in ("", "*/") for path in glob.glob(
            f"/sys/fs/cgroup/{level}{self._folder.name}")]

    def left(self):
        """What is there of it after its end."""
        own = os.readlink("/proc/self/ns/net")
        left = self._cgroups() + [
            line for line in pathlib.Path("/proc/1/mountinfo").read_text()
            .splitlines() if self._folder.name in line]
        for path in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                if (os.readlink(path / "ns/net") == own
                        and path.name != str(os.getpid())):
                    left.append((path / "cmdline").read_text(errors="replace"))
            except OSError:
                continue
        return left
