# SPDX-License-Identifier: MIT
"""matrix.md: what came of the matrix, short enough to read."""

import sqlite3
from collections import defaultdict
from fnmatch import fnmatchcase

import yaml

VERDICTS = ("pass", "warn", "fail", "inconclusive", "unsupported", "missed",
            "error")
RESULTS = """
    SELECT scenario, verdict FROM case_result
    WHERE id IN (SELECT max(id) FROM case_result GROUP BY scenario)
    AND scenario NOT LIKE 'sanity/%' ORDER BY scenario"""
BROKEN = """
    SELECT DISTINCT scenario, rule.name, rule.rfc FROM finding
    JOIN rule ON rule = rule.id JOIN case_result ON case_result = case_result.id
    WHERE outcome IN ('warn', 'fail') AND verdict != 'inconclusive'
    AND case_result.id IN (SELECT max(id) FROM case_result GROUP BY scenario)
    ORDER BY scenario"""
HEAD = """\
# What real SIP clients do

Written by `tests/interop/matrix.py --out tests/interop/matrix.md GAMUT`, which
has clients that nobody here wrote call every case. What is said of them was read
by a person, message by message, and stands with its reason in `expect/NAME.yaml`,
which are expectation files as `gamut run --expect` takes them.

## Verdicts

Cases that pass, **with a fault** (warn or fail), and those where the client gave
no occasion to judge: it never tries again, say, or lacks what the case is about.

"""


class Client:
    """What one client did."""

    def __init__(self, name, known, results):
        self.name = name
        self.known = []
        if known:
            with open(known, encoding="utf-8") as file:
                self.known = yaml.safe_load(file).get("known-failures") or []
        with sqlite3.connect(results) as database:
            self.verdicts = dict(database.execute(RESULTS))
            self.broken = database.execute(BROKEN).fetchall()

    def count(self, group, *verdicts):
        return sum(1 for case, verdict in self.verdicts.items()
                   if case.startswith(group + "/") and verdict in verdicts)

    def faults(self):
        """Of each known fault that was found the reason, rules and cases."""
        for entry in self.known:
            found = [row for row in self.broken
                     if fits(row[0], entry["cases"])
                     and ("checks" not in entry
                          or row[1] in as_list(entry["checks"]))]
            if found:
                yield (entry["reason"], sorted({row[1] for row in found}),
                       sorted({row[0] for row in found}))


def as_list(value):
    return value if isinstance(value, list) else [value]


def fits(case, globs):
    return any(fnmatchcase(case, glob) for glob in as_list(globs))


def group_of(case):
    return case.split("/")[0]


def write_counts(out, clients):
    groups = sorted({group_of(case) for client in clients
                     for case in client.verdicts})
    out.write("| cases | " + " | ".join(c.name for c in clients) + " |\n")
    out.write("| --- |" + " --- |" * len(clients) + "\n")
    for group in groups:
        cells = []
        for client in clients:
            good = client.count(group, "pass")
            bad = client.count(group, "warn", "fail")
            rest = client.count(group, *VERDICTS) - good - bad
            cells.append(f"{good}, **{bad}**, {rest}" if bad
                         else f"{good}, 0, {rest}")
        out.write(f"| {group} | " + " | ".join(cells) + " |\n")


def fold(cases, every):
    """The cases, or how many when they are too many to read."""
    if len(cases) == len(every):
        return "every case"
    if len(cases) > 12:
        return f"{len(cases)} cases, as `{cases[0]}`"
    return ", ".join(f"`{case}`" for case in cases)


def write_faults(out, client):
    out.write(f"\n### {client.name}\n\n| rule | what it does | cases |\n"
              "| --- | --- | --- |\n")
    for reason, rules, cases in client.faults():
        out.write("| " + ", ".join(f"`{rule}`" for rule in rules)
                  + f" | {reason} | {fold(cases, client.verdicts)} |\n")


def write_silence(out, clients):
    """Cases by the clients that gave no occasion in them."""
    silent = defaultdict(list)
    for case in sorted({case for c in clients for case in c.verdicts}):
        names = [c.name for c in clients if c.verdicts.get(case)
                 in ("inconclusive", "unsupported")]
        if names:
            silent[tuple(names)].append(case)
    out.write("\n## No occasion to judge\n\n| clients | cases |\n"
              "| --- | --- |\n")
    for names, cases in sorted(silent.items(), key=lambda row: -len(row[0])):
        who = "all" if len(names) == len(clients) else ", ".join(names)
        out.write(f"| {who} | " + ", ".join(f"`{case}`" for case in cases)
                  + " |\n")


def write(path, files):
    """files: name, expectation file and results file of each client."""
    clients = [Client(*names) for names in files]
    with open(path, "w", encoding="utf-8") as out:
        out.write(HEAD)
        write_counts(out, clients)
        out.write("\n## Faults\n")
        for client in clients:
            write_faults(out, client)
        write_silence(out, clients)
