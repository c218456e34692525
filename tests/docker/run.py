#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Build the images and run them on a docker engine: run.py BUILD [--all]

BUILD is the build folder of a release, of which the package is made. --all builds the
image from the sources too, and runs every client and every compose file.
GAMUT_SKIP_DOCKER=1 leaves all of it out.

An engine that answers, at DOCKER_HOST or where docker looks for it, is used, and its
images are as before at the end, but for what it caches. Else root starts one.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import choice
import ci
import fleet
import image
import jobs
import package
import readme
import syntax
from engine import Engine, EngineError
from report import Report

TOP = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def provide_packages():
    """Those of packages.sh, where they are missing."""
    if os.geteuid() == 0:
        subprocess.run(
            ["bash", "-c", '. ./packages.sh; install_missing '
             '"${docker_packages[@]}" "${package_packages[@]}"'],
            cwd=TOP, check=True)


def make_package(build):
    """A folder with the package of the release, and with nothing else."""
    folder = build / "docker-package"
    subprocess.run(["cmake", "--build", build, "--target", "gamut",
                    "gamut_shared"], check=True, stdout=subprocess.DEVNULL)
    # An older version would be in the image too.
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run(["cpack", "-B", folder], cwd=build, check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(folder / "_CPack_Packages")
    return folder


def run(engine, build, report, is_all):
    folder = make_package(build)
    print(engine.provide_compose(), flush=True)
    engine.provide_base()
    syntax.check(engine, report, TOP)
    image.build(engine, folder, TOP)
    image.check(engine, report)
    jobs.build_client(engine, TOP, "baresip")
    jobs.check(engine.compose, report, TOP)
    if is_all:
        jobs.check(engine.old_compose, report, TOP)
        package.check(engine, report, folder)
        fleet.check(engine, report, TOP)
        choice.check(engine, report)
        readme.check(engine, report, TOP)
        ci.check(engine, report, TOP)


def main():
    if os.environ.get("GAMUT_SKIP_DOCKER"):
        print("skipped: GAMUT_SKIP_DOCKER is set")
        return SKIPPED
    build = pathlib.Path(sys.argv[1]).resolve()
    report = Report()
    provide_packages()
    # A socket has a short name.
    with tempfile.TemporaryDirectory(prefix="gamut-docker-") as folder:
        try:
            engine = Engine(folder)
        except EngineError as error:
            print(f"run.py: {error}\nGAMUT_SKIP_DOCKER=1 leaves it out.",
                  file=sys.stderr)
            return 1
        try:
            run(engine, build, report, "--all" in sys.argv[2:])
        except (EngineError, subprocess.SubprocessError) as error:
            report.check(str(error), False)
        finally:
            report.equal("nothing is left behind", engine.close(), [])
    return report.end()


if __name__ == "__main__":
    if not 2 <= len(sys.argv) <= 3:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sys.exit(main())
