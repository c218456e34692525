# SPDX-License-Identifier: MIT
"""The CI jobs of docker/ci: their commands are run as they stand there."""

import pathlib
import subprocess
import tempfile

import yaml

from jobs import CASES, VIOLATOR, HERE, PROJECT

TIMEOUT_S = 1500


def read(top):
    """Job → its commands, its files to keep; everything that a job must have."""
    github = yaml.safe_load((top / "docker/ci/github.yaml").read_text())
    gitlab = yaml.safe_load((top / "docker/ci/gitlab.yaml").read_text())
    steps = github["jobs"]["sip"]["steps"]
    uses = [step.get("uses", "").partition("@")[0] for step in steps]
    upload = steps[uses.index("actions/upload-artifact")]
    return {
        "github": ([(step["run"], step.get("if") == "always()")
                    for step in steps if "run" in step],
                   upload["with"]["path"], upload["if"] == "always()"),
        "gitlab": ([(line, False) for line in gitlab["sip"]["script"]],
                   gitlab["sip"]["artifacts"]["paths"][0],
                   gitlab["sip"]["artifacts"]["when"] == "always"
                   and gitlab["sip"]["artifacts"]["reports"]["junit"]
                   == "out/junit.xml"),
    }


def run(engine, top, commands, env):
    """The status of the first command that fails, else 0; the folder's files."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        (folder / "gamut").symlink_to(top)
        env = {**engine.env, "COMPOSE_PROJECT_NAME": PROJECT,
               "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), **env}
        status, said = 0, ""
        for command, is_always in commands:
            if status and not is_always:
                continue
            done = subprocess.run(["bash", "-ec", command], cwd=folder, env=env,
                                  capture_output=True, encoding="utf-8",
                                  errors="replace", timeout=TIMEOUT_S,
                                  check=False)
            status = status or done.returncode
            said += done.stdout + done.stderr
        engine.compose("--file", top / "docker/compose.yaml", "down",
                       "--volumes", "--timeout", "1", env=env)
        files = {str(path.relative_to(folder)): path.read_bytes()
                 for path in (*folder.glob("out/*"), *folder.glob("*.md"))}
    return status, files, said


def check(engine, report, top):
    for name, (commands, path, is_kept) in read(top).items():
        report.check(f"the job for {name} keeps its files, whatever comes",
                     path == "out" and is_kept)
        status, files, said = run(engine, top, commands,
                                  {"GAMUT_CASE": CASES})
        report.equal(f"the job for {name} passes", status, 0, said)
        want = {"out/junit.xml", "out/results.md", "out/results.db"}
        if name == "github":
            want.add("summary.md")
        report.equal("it has its files", set(files), want)
        with tempfile.NamedTemporaryFile("w", suffix=".yaml") as more:
            more.write(VIOLATOR.format(here=HERE))
            more.flush()
            bad = [(line.replace("compose.yaml",
                                 f"compose.yaml --file {more.name}"), always)
                   for line, always in commands]
            status, files, said = run(engine, top, bad,
                                      {"GAMUT_CASE": "final/486"})
        report.equal(f"the job for {name} fails with a client that is wrong",
                     status, 1, said)
        report.equal("and has its files", set(files), want)
