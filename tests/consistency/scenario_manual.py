#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold gamut-scenario(5) and gamut-expect(5) to the table of keys: scenario_manual.py
GAMUT

The keys, their types, meanings and defaults are read from the schema that GAMUT
prints, the names of the parts and of the templates from the tables in lib.
Examples of the page are written to files and checked with GAMUT. One line per
check on standard output; status 1 when one of them failed.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
KEY_DEF = TOP / "lib" / "scenario" / "key.def"
TEMPLATE_H = TOP / "lib" / "scenario" / "template.h"


def output(*command):
    return subprocess.run(command, capture_output=True, encoding="utf-8",
                          timeout=20, check=False)


def plain(text):
    """Without blanks, so that lines may break anywhere."""
    return "".join(text.split())


def table(path, name):
    """The body of a list macro, on one line."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    return re.search(rf"#define {name}\(X\)(.*)", text).group(1)


class Page:
    """The page as it is shown: parts, their items, paragraphs of examples.

    An example begins with the line `first`.
    """

    def __init__(self, name, first):
        manual = TOP / "responder" / f"{name}.5"
        lint = output("mandoc", "-Tlint", str(manual)).stdout.splitlines()
        # Which manuals are installed is no business of this page.
        lint = [line for line in lint
                if "referenced manual not found" not in line]
        check(f"mandoc finds nothing in {name}(5)", not lint, "\n".join(lint))
        text = output("mandoc", "-Tutf8", "-Owidth=78", str(manual)).stdout
        self.text = re.sub(".\b", "", text)
        self.parts = {}
        self.examples = []
        part = item = None
        is_example = False
        for line in self.text.splitlines():
            is_example = line[:11].isspace() and (
                is_example or line == " " * 11 + first)
            if is_example:
                if line.strip() == first:
                    self.examples.append("")
                self.examples[-1] += line[11:] + "\n"
                continue
            if re.match(r" {0,3}\S", line):
                part = self.parts.setdefault(line.strip(), {})
                item = None
                continue
            found = re.match(r" {5}(\S.*?)(?:  +(\S.*))?$", line)
            if found and part is not None:
                item = found.group(1)
                part[item] = found.group(2) or ""
            elif item is not None and line.startswith(" " * 6):
                part[item] += " " + line.strip()

    def keys(self, part):
        """name: type → text, without what is a paragraph."""
        return {name: text for name, text in self.parts.get(part, {}).items()
                if re.match(r"[a-z-]+: \S", name) and text.strip()}


def keys_of(schema, context):
    """The keys of a context → their schemas, in their order."""
    definitions = schema["definitions"]
    if context in ("file", "expectation"):
        return schema["properties"]
    if context == "step":
        return {name[5:]: value["properties"][name[5:]]
                for name, value in definitions.items()
                if name.startswith("step-") and not name.endswith("-long")}
    if context in definitions:
        return definitions[context]["properties"]
    beside = dict(definitions["step-" + context]["properties"])
    del beside[context]
    long = definitions.get(f"step-{context}-long")
    if long is None:
        return beside
    only = long["properties"][context]["properties"]
    return {**{name: value for name, value in only.items()
               if "$ref" not in value}, **beside}


def words_of(value):
    """The meaning, and the default as it is said."""
    meaning, _, rest = value["description"].partition("\n\n")
    default = re.search(r"Default: .*\.$", rest)
    return [meaning] + ([default.group()] if default else [])


def check_keys(page, schema, root):
    contexts = re.findall(rf'X\(\w+, {root}, \w+, "([a-z-]+)",\s*"([^"]+)"\)',
                          table(KEY_DEF, "KEY_CONTEXT_MAP"))
    check("the table has contexts", len(contexts) > 1, f"{contexts}")
    headings = [where[0].upper() + where[1:] for _, where in contexts]
    have = [name for name in page.parts
            if page.keys(name) or name in headings]
    check("the page has a part for each context, and no other has keys",
          have == headings, f"{have}\n{headings}")
    types = set()
    for (context, _), heading in zip(contexts, headings):
        want = keys_of(schema, context)
        named = [f"{name}: {value['title']}" for name, value in want.items()]
        found = page.keys(heading)
        check(f"the keys '{heading}' are those of the table",
              list(found) == named, f"{list(found)}\n{named}")
        for name, value in zip(named, want.values()):
            text = plain(found.get(name, ""))
            for words in words_of(value):
                check(f"of {name} it says: {words}", plain(words) in text,
                      found.get(name))
            types.add(re.sub(r"^(one or a |)list of |^by \w+: ", "",
                             value["title"]))
    values = set(page.parts["VALUES"])
    check("each type is among the values, and no other", values == types,
          f"{values ^ types}")


def check_templates(page):
    want = re.findall(r'X\(\w+, "([a-z0-9.-]+)",\s*"([^"]+)"\)',
                      table(TEMPLATE_H, "TEMPLATE_MAP"))
    found = {name: text for name, text in page.parts["TEMPLATES"].items()
             if name.startswith("${")}
    check("the names are those of the table",
          want and list(found) == [f"${{{name}}}" for name, _ in want],
          f"{list(found)}\n{want}")
    for name, text in want:
        have = found.get(f"${{{name}}}", "")
        check(f"of ${{{name}}} it says: {text}",
              plain(text).lower() in plain(have).lower(), have)


def check_examples(page, gamut):
    check("the page has examples", len(page.examples) > 5)
    with tempfile.TemporaryDirectory() as folder:
        for number, text in enumerate(page.examples):
            name = re.search(r"^id: (\S+)$", text, re.M).group(1)
            path = pathlib.Path(folder) / str(number) / f"{name}.yaml"
            path.parent.mkdir(parents=True)
            path.write_text(text, encoding="utf-8")
            done = output(gamut, "check", str(path))
            check(f"the example {name} is right", done.returncode == 0,
                  done.stderr)


def check_diagnostic(page, gamut):
    """The sample of a fault is what the program says."""
    shown = re.search(r"^ {11}(\S+\.yaml:\d+:\d+: .*\n.*\n.*)\n", page.text,
                      re.M).group(1)
    shown = re.sub(r"\n {11}", "\n", shown) + "\n"
    good = next(text for text in page.examples if "respond: 486" in text)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "final" / "486.yaml"
        path.parent.mkdir()
        path.write_text(good.replace("respond", "respnd"), encoding="utf-8")
        done = subprocess.run([gamut, "check", "final/486.yaml"], cwd=folder,
                              capture_output=True, encoding="utf-8",
                              timeout=20, check=False)
    check("a fault is told as the page shows it",
          done.returncode == 2 and done.stderr == shown,
          f"{done.stderr}{shown}")


def check_expectations(page, gamut):
    check("the page has an example", len(page.examples) == 1)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "expect.yaml"
        path.write_text(page.examples[0], encoding="utf-8")
        done = output(gamut, "expect", "check", "--expect", str(path))
        check("the example is right", done.returncode == 0, done.stderr)


def main(gamut):
    schema = json.loads(output(gamut, "schema", "scenario").stdout)
    page = Page("gamut-scenario", "gamut: 1")
    check_keys(page, schema, "FILE")
    check_templates(page)
    check_examples(page, gamut)
    check_diagnostic(page, gamut)
    schema = json.loads(output(gamut, "schema", "expect").stdout)
    page = Page("gamut-expect", "gamut-expect: 1")
    check_keys(page, schema, "EXPECTATION")
    check_expectations(page, gamut)
    return finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1])))
