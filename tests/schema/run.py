#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hold schema and loader to the same verdicts: tests/schema/run.py GAMUT

Every scenario file of the tree, good or bad, is judged twice: by `gamut check`,
and by python3-jsonschema with the schema that GAMUT prints, on the file as an
editor reads it (core_yaml.py). A bad case of the data is a folder with
input.yaml, which stands at the path in its file `path`, else at final/486.yaml.
Where a schema cannot see the fault, a file `schema-accepts` says in one line
why. A file that is no YAML at all counts as refused: the editor marks it without
a schema. Beside a good file, `<name>.schema-refuses` says why an editor wants it
otherwise.

Run by Debian's interpreter, which has its packages. One line per check on
standard output; status 1 when one of them failed.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import jsonschema
import yaml

import core_yaml

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = TOP / "tests" / "data" / "scenarios"
SHIPPED = TOP / "scenarios"
ACCEPTS = "schema-accepts"
REFUSES = ".schema-refuses"
PLACE = "final/486.yaml"

failures = 0


def check(what, good, detail=""):
    global failures
    print(("ok      " if good else "FAILED  ") + what)
    if not good:
        failures += 1
        if detail:
            print(detail)


def run(*arguments):
    return subprocess.run(arguments, capture_output=True, timeout=60,
                          check=False)


def match_pattern(_, pattern, instance, __):
    """As ECMAScript does: $ is the end, not before a last line feed too."""
    if isinstance(instance, str):
        exact = re.sub(r"\$\Z", r"\\Z", pattern)
        if not re.search(exact, instance):
            yield jsonschema.ValidationError(
                f"{instance!r} does not match {pattern!r}")


VALIDATOR = jsonschema.validators.extend(jsonschema.Draft7Validator,
                                         {"pattern": match_pattern})


def schema_faults(schema, path):
    """What the schema, or YAML itself, has against a file; [] for nothing."""
    try:
        value = core_yaml.load(path.read_bytes())
    except yaml.YAMLError as error:
        return [f"no YAML: {error}"]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in VALIDATOR(schema).iter_errors(value)]


def loader_faults(gamut, path):
    """What the loader says; "" for nothing. A case is moved to its place."""
    with tempfile.TemporaryDirectory() as folder:
        target = path
        if path.name == "input.yaml":
            name = path.with_name("path")
            place = name.read_text().strip() if name.exists() else PLACE
            target = pathlib.Path(folder) / place.lstrip("/")
            target.parent.mkdir(parents=True)
            shutil.copy(path, target)
        done = run(gamut, "check", str(target))
    text = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{path}: status {done.returncode}: {text}")
    return text if done.returncode == 2 else ""


def check_mark(what, mark, is_so):
    """A mark is a line, and true."""
    reason = mark.read_text(encoding="utf-8")
    check(f"{what}: {reason.strip()}", is_so, f"{mark} is not so")
    check("which is said in a line",
          len(reason.strip()) > 10 and reason.count("\n") == 1)


def check_good(gamut, schema, paths):
    for path in paths:
        name = path.relative_to(TOP)
        mark = path.with_suffix(REFUSES)
        said = loader_faults(gamut, path)
        check(f"the loader takes {name}", not said, said)
        faults = schema_faults(schema, path)
        if mark.exists():
            check_mark(f"the schema refuses {name}", mark, bool(faults))
        else:
            check(f"the schema takes {name}", not faults, "\n".join(faults))


def check_bad(gamut, schema, paths):
    refused = 0
    for path in paths:
        name = path.parent.name
        mark = path.with_name(ACCEPTS)
        check(f"the loader refuses {name}", loader_faults(gamut, path))
        faults = schema_faults(schema, path)
        refused += bool(faults)
        if mark.exists():
            check_mark(f"the schema takes {name}", mark, not faults)
        else:
            check(f"the schema refuses {name}", faults)
    return refused


def parts_of(schema):
    """Every part of a schema that has examples or a default."""
    if isinstance(schema, dict):
        if "title" in schema and "description" in schema:
            yield schema
        for value in schema.values():
            yield from parts_of(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from parts_of(value)


def check_schema(gamut, schema):
    try:
        jsonschema.Draft7Validator.check_schema(schema)
        fault = ""
    except jsonschema.SchemaError as error:
        fault = str(error)
    check("it is a schema of draft-07", not fault and schema["$schema"]
          == "http://json-schema.org/draft-07/schema#", fault)
    text = run(gamut, "schema", "scenario").stdout
    check("it is printed the same again",
          text == run(gamut, "schema", "scenario").stdout)
    shipped = SHIPPED / "scenario.schema.json"
    check("scenarios/scenario.schema.json is what gamut prints",
          shipped.exists() and shipped.read_bytes() == text,
          "write it anew: gamut schema scenario > "
          "scenarios/scenario.schema.json")

    resolver = jsonschema.RefResolver.from_schema(schema)
    wrong = []
    count = 0
    for part in parts_of(schema):
        values = part.get("examples", []) + [part[name] for name in ("default",)
                                             if name in part]
        count += len(values)
        for value in values:
            wrong += [f"{part['description']}: {error.message}" for error in
                      VALIDATOR(part, resolver=resolver).iter_errors(value)]
    check(f"its {count} examples and defaults are right",
          count > 30 and not wrong, "\n".join(wrong))


def main(gamut):
    schema = json.loads(run(gamut, "schema", "scenario").stdout)
    check_schema(gamut, schema)
    good = sorted((DATA / "good").rglob("*.yaml"))
    bad = sorted((DATA / "bad").glob("*/input.yaml"))
    shipped = sorted(SHIPPED.rglob("*.yaml"))
    check("there are files of each kind", good and bad and shipped)
    check_good(gamut, schema, good + shipped)
    refused = check_bad(gamut, schema, bad)
    check("most bad files are refused by the schema too",
          2 * refused > len(bad), f"{refused} of {len(bad)}")
    print(f"{failures} failed" if failures else "all is well")
    return 1 if failures else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
