# SPDX-License-Identifier: MIT
"""What README.md says of Docker: its commands, as they stand there."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

from image import IMAGE, ask

BUILD_S = 1500
END_S = 15


def blocks(top):
    """Each block of the chapter, without its indent."""
    text = (top / "README.md").read_text()
    chapter = re.search(r"^## In Docker and CI\n(.*?)^## ", text,
                        re.M | re.S)[1]
    return [re.sub("^    ", "", block, flags=re.M) for block in re.findall(
        r"^    .*\n(?:    .*\n|\n(?=    ))*", chapter, re.M)]


class Place:
    """A copy of the sources, to do there what README.md says."""

    def __init__(self, engine, top, folder):
        self.folder = pathlib.Path(folder) / "gamut"
        shutil.copytree(top, self.folder, ignore=shutil.ignore_patterns(
            ".git", "build", "tests", "__pycache__"))
        self._options = {
            "cwd": self.folder, "env": engine.env,
            "stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT, "encoding": "utf-8",
            "errors": "replace"}

    def run(self, command):
        return subprocess.run(["bash", "-ec", command], check=False,
                              timeout=BUILD_S, **self._options)

    def start(self, command):
        return subprocess.Popen(["bash", "-ec", "exec " + command],
                                **self._options)


def check(engine, report, top):
    with tempfile.TemporaryDirectory() as folder:
        place = Place(engine, top, folder)
        first, job, *_ = blocks(top)
        build, serve = first.splitlines()
        of_package = engine.docker("run", "--rm", IMAGE, "list").stdout
        done = place.run(build)
        report.equal("the image builds as README.md says", done.returncode, 0,
                     done.stdout)
        of_sources = engine.docker("run", "--rm", IMAGE, "list").stdout
        report.check("and is the same program", of_sources == of_package)
        _check_serve(report, place.start(serve))
        done = place.run(job)
        report.equal("so does the job run", done.returncode, 0, done.stdout)
        owners = {path.name: path.stat().st_uid
                  for path in place.folder.glob("out/*")}
        report.equal("and its files are the caller's", owners, dict.fromkeys(
            ("junit.xml", "results.md", "results.db"), os.getuid()))
        place.run("docker compose --file docker/compose.yaml down --volumes")


def _check_serve(report, process):
    answer = ask("INVITE", 5060, "486")
    process.send_signal(signal.SIGTERM)
    try:
        said, _ = process.communicate(timeout=END_S)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    report.check("and can be called at port 5060",
                 answer.startswith("SIP/2.0 486 "), answer + said)
    report.equal("until a signal ends it", process.returncode, 0, said)
