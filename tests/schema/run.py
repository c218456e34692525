#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hold schema and loader to the same verdicts: tests/schema/run.py GAMUT

Every scenario file and expectation file of the tree, good or bad, is judged
twice: by `gamut check` or `gamut expect check`, and by python3-jsonschema with
the schema that GAMUT prints, on the file as an editor reads it (core_yaml.py). A bad case of the data is a folder with
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

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = TOP / "tests" / "data"
SHIPPED = TOP / "scenarios"
ACCEPTS = "schema-accepts"
REFUSES = ".schema-refuses"
PLACE = "final/486.yaml"


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


def said_by(done, path):
    text = (done.stdout + done.stderr).decode(errors="replace")
    if done.returncode not in (0, 2):
        raise RuntimeError(f"{path}: status {done.returncode}: {text}")
    return text if done.returncode == 2 else ""


def scenario_faults(gamut, path):
    """What the loader says; "" for nothing. A case is moved to its place."""
    with tempfile.TemporaryDirectory() as folder:
        target = path
        if path.name == "input.yaml":
            name = path.with_name("path")
            place = name.read_text().strip() if name.exists() else PLACE
            target = pathlib.Path(folder) / place.lstrip("/")
            target.parent.mkdir(parents=True)
            shutil.copy(path, target)
        return said_by(run(gamut, "check", str(target)), path)


def expect_faults(gamut, path):
    return said_by(run(gamut, "expect", "check", "--expect", str(path)), path)


# Of what there is a schema: its folder in DATA, what asks the loader, where files
# are shipped, how many examples and defaults the schema has at least.
KINDS = {
    "scenario": ("scenarios", scenario_faults, SHIPPED, 31),
    "expect": ("expect", expect_faults, None, 6),
}


def check_mark(what, mark, is_so):
    """A mark is a line, and true."""
    reason = mark.read_text(encoding="utf-8")
    check(f"{what}: {reason.strip()}", is_so, f"{mark} is not so")
    check("which is said in a line",
          len(reason.strip()) > 10 and reason.count("\n") == 1)


def check_good(schema, paths, loader_faults):
    for path in paths:
        name = path.relative_to(TOP)
        mark = path.with_suffix(REFUSES)
        said = loader_faults(path)
        check(f"the loader takes {name}", not said, said)
        faults = schema_faults(schema, path)
        if mark.exists():
            check_mark(f"the schema refuses {name}", mark, bool(faults))
        else:
            check(f"the schema takes {name}", not faults, "\n".join(faults))


def check_bad(schema, paths, loader_faults):
    refused = 0
    for path in paths:
        name = path.parent.name
        mark = path.with_name(ACCEPTS)
        check(f"the loader refuses {name}", loader_faults(path))
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


def check_schema(gamut, kind, schema, least):
    try:
        jsonschema.Draft7Validator.check_schema(schema)
        fault = ""
    except jsonschema.SchemaError as error:
        fault = str(error)
    check("it is a schema of draft-07", not fault and schema["$schema"]
          == "http://json-schema.org/draft-07/schema#", fault)
    text = run(gamut, "schema", kind).stdout
    check("it is printed the same again",
          text == run(gamut, "schema", kind).stdout)
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
          count >= least and not wrong, "\n".join(wrong))


def check_shipped(gamut):
    shipped = SHIPPED / "scenario.schema.json"
    check("scenarios/scenario.schema.json is what gamut prints",
          shipped.exists() and shipped.read_bytes()
          == run(gamut, "schema", "scenario").stdout,
          "write it anew: gamut schema scenario > "
          "scenarios/scenario.schema.json")


def check_kind(gamut, kind):
    folder, faults_of, top, least = KINDS[kind]

    def loader_faults(path):
        return faults_of(gamut, path)

    schema = json.loads(run(gamut, "schema", kind).stdout)
    check_schema(gamut, kind, schema, least)
    good = sorted((DATA / folder / "good").rglob("*.yaml"))
    bad = sorted((DATA / folder / "bad").glob("*/input.yaml"))
    shipped = sorted(top.rglob("*.yaml")) if top else []
    check(f"there are {kind} files of each kind",
          good and bad and (shipped or not top))
    check_good(schema, good + shipped, loader_faults)
    refused = check_bad(schema, bad, loader_faults)
    check(f"most bad {kind} files are refused by the schema too",
          2 * refused > len(bad), f"{refused} of {len(bad)}")


def main(gamut):
    check_shipped(gamut)
    for kind in KINDS:
        check_kind(gamut, kind)
    return finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
