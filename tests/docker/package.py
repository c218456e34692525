# SPDX-License-Identifier: MIT
"""The Debian package on a machine with systemd, which a container stands in for."""

import re
import time

IMAGE = "gamut-systemd"
NAME = "gamut-systemd-test"
# SYS_ADMIN is systemd's, to make what the unit is locked into.
MACHINE = ["--cap-add", "SYS_ADMIN", "--security-opt", "seccomp=unconfined",
           "--tmpfs", "/run", "--tmpfs", "/tmp", "--cgroupns", "private"]
UP_S = 60
# Without what a slim image leaves out of each package.
DOCKERFILE = """\
FROM debian:bookworm-slim
COPY *.deb /package/
RUN rm -f /etc/dpkg/dpkg.cfg.d/* && apt-get update \\
	&& apt-get install -y --no-install-recommends \\
	/package/*.deb systemd systemd-sysv man-db
CMD ["/lib/systemd/systemd"]
"""
PAGES = ("gamut.1", "libgamut.3", "gamut-expect.5", "gamut-scenario.5")


def check(engine, report, package):
    file = package / "Dockerfile"
    file.write_text(DOCKERFILE)
    try:
        engine.build(IMAGE, package, "--file", file)
    finally:
        file.unlink()
    done = engine.docker("run", "--rm", IMAGE, "dpkg", "-L", "gamut")
    names = done.stdout.split()
    for name in ("/usr/bin/gamut", "/usr/lib/systemd/system/gamut.service",
                 "/usr/share/gamut/scenarios/final/486.yaml",
                 "/usr/share/doc/gamut/copyright"):
        report.check(f"the package has {name}", name in names, names)
    for name, _, section in (page.rpartition(".") for page in PAGES):
        done = engine.docker("run", "--rm", IMAGE, "man", section, name,
                             check=False)
        report.check(f"man {section} {name} shows it",
                     f"{name}({section})".upper() in done.stdout.upper(),
                     done.stdout + done.stderr)
    done = engine.docker("run", "--rm", IMAGE, "systemd-analyze", "verify",
                         "--man=no", "gamut.service", check=False)
    report.equal("systemd finds nothing in the unit",
                 (done.returncode, done.stdout + done.stderr), (0, ""))
    done = engine.docker("run", "--rm", IMAGE, "systemd-analyze", "security",
                         "--offline=yes", "gamut.service", check=False)
    found = re.search(r"exposure level for gamut.service: ([\d.]+)",
                      done.stdout)
    report.check("and says that little is exposed",
                 found and float(found[1]) < 2.5, done.stdout + done.stderr)
    engine.docker("run", "--detach", "--name", NAME, *MACHINE, IMAGE)
    try:
        _check_service(engine, report)
    finally:
        engine.docker("rm", "--force", "--volumes", NAME, check=False)


def _exec(engine, *command):
    return engine.docker("exec", NAME, *command, check=False, timeout=60)


def _check_service(engine, report):
    end = time.monotonic() + UP_S
    while (_exec(engine, "systemctl", "show", "--property=Version").returncode
           and time.monotonic() < end):
        time.sleep(0.2)
    _exec(engine, "sh", "-c", "echo GAMUT_LISTEN=udp:*:5080 GAMUT_REALM=deb "
          "| tr ' ' '\\n' >/etc/default/gamut")
    done = _exec(engine, "systemctl", "start", "gamut")
    log = _exec(engine, "systemctl", "status", "--no-pager", "--full",
                "gamut").stdout
    report.equal("the service starts, and is ready then", done.returncode, 0,
                 done.stderr + log)
    done = _exec(engine, "gamut", "ready", "--listen", "udp:*:5080")
    report.equal("it takes its options from /etc/default/gamut",
                 done.returncode, 0, done.stderr + log)
    done = _exec(engine, "sh", "-c", "stat --format=%u /proc/$(systemctl show "
                 "--property=MainPID --value gamut)")
    report.check("it is nobody's whom root trusts",
                 int(done.stdout.strip() or 0) >= 1000, done.stdout)
    done = _exec(engine, "sh", "-c", "systemctl reload gamut && sleep 1 && "
                 "gamut ready --listen udp:*:5080")
    report.equal("it loads its scenarios anew", done.returncode, 0,
                 done.stderr)
    _check_end(engine, report)


def _check_end(engine, report):
    start_s = time.monotonic()
    done = _exec(engine, "systemctl", "stop", "gamut")
    report.check("it stops at once", done.returncode == 0
                 and time.monotonic() - start_s < 5, done.stderr)
    state = _exec(engine, "systemctl", "is-failed", "gamut").stdout.strip()
    report.equal("and that is no failure", state, "inactive")
    _exec(engine, "systemctl", "enable", "--now", "gamut")
    done = _exec(engine, "apt-get", "purge", "--yes", "gamut")
    report.equal("a purge goes well while it runs", done.returncode, 0,
                 done.stdout + done.stderr)
    done = _exec(engine, "sh", "-c", "grep -x gamut /proc/[0-9]*/comm")
    report.equal("no process is left", done.stdout, "")
    done = _exec(engine, "find", "/", "-name", "*gamut*", "-not", "-path",
                 "/package/*", "-not", "-path", "/proc/*", "-not", "-path",
                 "/sys/*")
    report.equal("nor a file", done.stdout, "")
