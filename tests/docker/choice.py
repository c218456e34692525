# SPDX-License-Identifier: MIT
"""Which engine is used, and what is said where there is none."""

import multiprocessing
import os
import pathlib
import tempfile
from concurrent import futures

from engine import BASE, Engine, EngineError

NOBODY = 65534
OLD = "gamut-choice-old"
NEW = "gamut-choice-new"


def _told(host):
    """Why there is no engine for this process."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setuid(NOBODY)
    os.environ.pop("DOCKER_HOST", None)
    if host:
        os.environ["DOCKER_HOST"] = host
    with tempfile.TemporaryDirectory() as folder:
        try:
            Engine(folder)
        except EngineError as error:
            return str(error)
    return ""


def check(engine, report):
    fork = multiprocessing.get_context("fork")
    rows = [("unix:///nowhere", "no engine answers at DOCKER_HOST"),
            ("tcp://127.0.0.1:9", "no engine answers at DOCKER_HOST")]
    if os.geteuid() == 0:
        rows.append(("", "root is needed to start one"))
    for host, want in rows:
        with futures.ProcessPoolExecutor(1, mp_context=fork) as pool:
            told = pool.submit(_told, host).result()
        report.check(f"at {host or 'no host'} without root: {want}",
                     want in told, told)
    _check_used(engine, report)


def _images(engine):
    return set(engine.docker("image", "ls", "--no-trunc", "--format",
                             "{{.Repository}}:{{.Tag}} {{.ID}}")
               .stdout.splitlines())


def _check_used(engine, report):
    """An engine that runs is used, and has its own images at the end."""
    engine.docker("tag", BASE, OLD)
    before = _images(engine)
    host = os.environ.get("DOCKER_HOST")
    os.environ["DOCKER_HOST"] = engine.env["DOCKER_HOST"]
    try:
        with tempfile.TemporaryDirectory() as folder:
            other = Engine(folder)
            context = pathlib.Path(folder) / "context"
            context.mkdir()
            (context / "Dockerfile").write_text(
                f"FROM {BASE}\nLABEL of=choice\n")
            other.build(OLD, context, "--tag", NEW)
            report.equal("images of the test are told from those before",
                         len(_images(engine) ^ before), 3)
            report.equal("an engine that runs is used", other.close(), [])
        report.equal("and its images are as before", _images(engine) ^ before,
                     set())
    finally:
        os.environ.pop("DOCKER_HOST")
        if host:
            os.environ["DOCKER_HOST"] = host
        engine.docker("image", "rm", OLD)
