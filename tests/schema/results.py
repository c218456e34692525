#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Hold reports in JSON to their schema: tests/schema/results.py GAMUT REPORT_SAMPLE

Reports of results that are made to break them (tests/report) are judged by
python3-jsonschema with the schema that GAMUT prints; and spoilt reports, so that
the schema is known to refuse something.

One line per check on standard output; status 1 when one of them failed.
"""
import base64
import copy
import datetime
import json
import os
import subprocess
import sys

import jsonschema

sys.path.append(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from checks import check, finish

WHATS = ("all", "one", "none", "redacted")
SECRETS = ("hunter2", "n0nce", "0123456789abcdef0123456789abcdef")
# What a terminal would obey, and what turns the direction of writing.
OBEYED = [*range(0x00, 0x0a), *range(0x0b, 0x20), *range(0x7f, 0xa0),
          *range(0x202a, 0x202f), *range(0x2066, 0x206a)]


def output(*arguments):
    return subprocess.run(arguments, stdout=subprocess.PIPE, timeout=60,
                          check=True).stdout


def faults(schema, value):
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in jsonschema.Draft7Validator(schema).iter_errors(value)]


def check_report(schema, sample, what):
    text = output(sample, "json", what).decode()
    found = [hex(ord(c)) for c in text if ord(c) in OBEYED]
    check(f"{what}: nothing that a terminal would obey", not found, found)
    report = json.loads(text)
    found = faults(schema, report)
    check(f"{what}: it is as the schema says", not found, "\n".join(found))
    for secret in SECRETS:
        check(f"{what}: {secret} is struck out, if asked for",
              (secret in text) == (what in ("all", "one")))
    return report


def instant(text):
    then = datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")
    return then.replace(tzinfo=datetime.timezone.utc)


def check_content(report):
    counts = {name: sum(result["verdict"] == name
                        for result in report["results"])
              for name in report["verdicts"]}
    check("the verdicts are counted", counts == report["verdicts"], counts)
    messages = [message for result in report["results"]
                for message in result["messages"]]
    encodings = {message.get("encoding") for message in messages}
    check("there are messages of each encoding, and without bytes",
          encodings == {"utf-8", "base64", None}, encodings)
    epoch = datetime.datetime.fromtimestamp(0, datetime.timezone.utc)
    check("both forms of a time are the same", all(
        instant(message["at"]) - epoch
        == datetime.timedelta(microseconds=message["at-us"])
        for message in messages))
    big = base64.b64decode(max((message["bytes"] for message in messages
                                if "bytes" in message), key=len))
    check("bytes are there as they were",
          big == b"SIP/2.0 480 Away\r\nX-Big: "
          + bytes(i * 7 % 256 for i in range(60000)) + b"\r\n\r\n")


def spoil_unknown(report):
    report["results"][3]["messages"][0]["colour"] = "red"


def spoil_missing(report):
    del report["results"][3]["findings"][0]["rule"]


def spoil_verdict(report):
    report["results"][0]["verdict"] = "splendid"


def spoil_outcome(report):
    report["results"][3]["findings"][0]["outcome"] = "error"


def spoil_time(report):
    report["runs"][0]["start"] = "2026-03-01 12:00"


def spoil_count(report):
    report["verdicts"]["pass"] = -1


def spoil_format(report):
    report["gamut-results"] = 2


def spoil_command(report):
    report["results"][3]["command"] = {"core": 1}


def spoil_index(report):
    report["results"][0]["run"] = "0"


SPOILS = (spoil_unknown, spoil_missing, spoil_verdict, spoil_outcome,
          spoil_time, spoil_count, spoil_format, spoil_command, spoil_index)


def main(gamut, sample):
    text = output(gamut, "schema", "results")
    schema = json.loads(text)
    jsonschema.Draft7Validator.check_schema(schema)
    check("it is a schema of draft-07, the same again",
          schema["$schema"] == "http://json-schema.org/draft-07/schema#"
          and text == output(gamut, "schema", "results"))
    reports = {what: check_report(schema, sample, what) for what in WHATS}
    check_content(reports["one"])
    for spoil in SPOILS:
        spoilt = copy.deepcopy(reports["one"])
        spoil(spoilt)
        check(f"the schema refuses {spoil.__name__}", faults(schema, spoilt))
    return finish()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*map(os.path.abspath, sys.argv[1:])))
