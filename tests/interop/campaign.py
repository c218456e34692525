# SPDX-License-Identifier: MIT
"""One `gamut run`, and what it says of each case."""

import os
import sqlite3
from typing import NamedTuple

from process import read_text

TIMEOUT_S = 20
LIMIT_S = 900
JOBS = 4
# Clients now and then fail to start on a busy machine.
TRIES = 2
FAULTS = """
    SELECT scenario, rule.name, outcome, coalesce(actual, '') FROM finding
    JOIN rule ON rule = rule.id JOIN case_result ON case_result = case_result.id
    WHERE outcome IN ('fail', 'warn')"""
VERDICTS = "SELECT scenario, verdict, why, output FROM case_result ORDER BY id"


class Finding(NamedTuple):
    """What a client is blamed for."""

    case: str
    rule: str
    outcome: str
    actual: str


class Campaign:
    """One client calls some cases."""

    def __init__(self, name, command, cases, options=(), jobs=JOBS):
        self.name = name
        self._command = command
        self._cases = cases
        self._options = options
        self._jobs = jobs
        self.said = ""
        self.verdicts = {}
        self.findings = []

    def run(self, program, children, directory):
        """All cases, and once more those that were not called."""
        base = os.path.join(directory, self.name.replace(" ", "-"))
        cases = self._cases
        for _ in range(TRIES):
            self._call(program, children, base, cases)
            cases = [case for case, (verdict, *_) in self.verdicts.items()
                     if verdict == "missed"]
            if self.verdicts and not cases:
                break

    def _call(self, program, children, base, cases):
        children.run(
            [program, "run", "--results", base + ".db",
             "--jobs", str(self._jobs),
             "--timeout", str(TIMEOUT_S), *self._options,
             *(f"--case={case}" for case in cases or self._cases),
             "--", *self._command], base + ".out", LIMIT_S)
        self.said = read_text(base + ".out")
        if os.path.exists(base + ".db"):
            self._read(base + ".db")

    def _read(self, path):
        with sqlite3.connect(path) as results:
            for case, verdict, why, output in results.execute(VERDICTS):
                self.verdicts[case] = (verdict, why or "", output or "")
            self.findings = [Finding(*row) for row in results.execute(FAULTS)]
