# SPDX-License-Identifier: MIT
"""The job of docker/compose.yaml: its exit status is the verdict."""

import pathlib
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
CASES = "final/486 success/200 redirect/302"
PROJECT = "gamuttest"

# Another client in place of the example.
VIOLATOR = """\
services:
  client:
    image: debian:bookworm-slim
    entrypoint: [perl, /violator.pl, gamut]
    volumes: ["{here}/violator.pl:/violator.pl:ro"]
"""
SILENT = """\
services:
  client:
    image: debian:bookworm-slim
    entrypoint: [sleep, "600"]
"""


def build_client(engine, top, name):
    engine.build(f"gamut-{name}", top / "docker/clients", "--target", name)


class Job:
    """One run of a compose file to its end, with its results."""

    def __init__(self, compose, file, env, override=""):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            out = folder / "out"
            out.mkdir()
            out.chmod(0o777)
            more = folder / "override.yaml"
            more.write_text(override or "services: {}\n")
            files = ["--project-name", PROJECT, "--file", file]
            if override:
                files += ["--file", more]
            env = {"GAMUT_OUT": str(out), "GAMUT_UID": "1234",
                   "GAMUT_GID": "1234", **env}
            try:
                done = compose(*files, "up", "--no-build",
                               "--exit-code-from", "gamut", env=env)
            finally:
                compose(*files, "down", "--volumes", "--timeout", "1", env=env)
            self.status = done.returncode
            self.said = done.stdout + done.stderr
            self.files = {path.name: path.read_bytes()
                          for path in out.iterdir()}

    def suite(self):
        """Case → what is wrong with it, by the JUnit file."""
        tree = xml.etree.ElementTree.fromstring(
            self.files.get("junit.xml", b"<none/>"))
        return {case.get("name"): " ".join(
            f"{child.tag} {child.get('message')}" for child in case
            if child.tag in ("failure", "error", "skipped"))
                for case in tree.iter("testcase")}


def check(compose, report, top):
    file = top / "docker/compose.yaml"

    job = Job(compose, file, {"GAMUT_CASE": CASES})
    report.equal("a healthy client passes", job.status, 0, job.said)
    report.equal("its JUnit has each case", job.suite(), {
        name: "" for name in ["sanity/first", *CASES.split(), "sanity/last"]},
        job.said)
    report.equal("there are three files of results", sorted(job.files),
                 ["junit.xml", "results.db", "results.md"])
    report.check("the Markdown has the verdict",
                 b"final/486" in job.files.get("results.md", b"")
                 and b"pass" in job.files.get("results.md", b""))

    job = Job(compose, file, {"GAMUT_CASE": "final/486"},
              VIOLATOR.format(here=HERE))
    report.equal("a client that is wrong fails", job.status, 1, job.said)
    report.check("its JUnit says why",
                 "ack-non2xx-fields" in job.suite().get("final/486", ""), job.suite())

    job = Job(compose, file, {"GAMUT_CASE": "final/486", "GAMUT_WAIT": "3"},
              SILENT)
    report.equal("a client that does not call fails", job.status, 4, job.said)
    report.check("its JUnit says so", "error" in job.suite().get(
        "sanity/first", "") or "failure" in job.suite().get(
            "sanity/first", ""), job.suite())
