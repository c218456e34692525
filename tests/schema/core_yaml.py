# SPDX-License-Identifier: MIT
"""YAML as an editor reads it: scalars by the core schema of YAML 1.2.

PyYAML alone reads YAML 1.1, where a plain `no` or `off` is a boolean, 22:30 a
number and 2024-01-01 a date. The YAML language server, whose reading a JSON
Schema has to judge, takes the core schema (YAML 1.2.2 section 10.3.2), and so
does this loader: a plain scalar is null, true or false, a number, or text; a
quoted one is text.
"""
import re

import yaml

RULES = [
    ("null", r"(?:|~|null|Null|NULL)", "~nN\0", lambda _: None),
    ("bool", r"(?:true|True|TRUE|false|False|FALSE)", "tTfF",
     lambda text: text.lower() == "true"),
    ("int", r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)", "-+0123456789",
     lambda text: int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))),
    ("float", r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
              r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))", "-+.0123456789",
     lambda text: float(text.lower().replace(".inf", "inf")
                        .replace(".nan", "nan"))),
]


class CoreLoader(yaml.SafeLoader):
    yaml_implicit_resolvers = {}
    yaml_constructors = {}

    def construct_map(self, node):
        """Keys are text, as in JSON."""
        result = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError("a key that is no text")
            result[key.value] = self.construct_object(value, deep=True)
        return result


def define(name, pattern, first, convert):
    tag = "tag:yaml.org,2002:" + name
    CoreLoader.add_implicit_resolver(
        tag, re.compile(rf"{pattern}\Z"),
        ["" if letter == "\0" else letter for letter in first])
    CoreLoader.add_constructor(
        tag, lambda loader, node: convert(loader.construct_scalar(node)))


for rule in RULES:
    define(*rule)
CoreLoader.add_constructor("tag:yaml.org,2002:str", CoreLoader.construct_scalar)
CoreLoader.add_constructor(
    "tag:yaml.org,2002:seq",
    lambda loader, node: loader.construct_sequence(node, deep=True))
CoreLoader.add_constructor("tag:yaml.org,2002:map", CoreLoader.construct_map)


def load(data):
    """One document; yaml.YAMLError when it is none."""
    try:
        return yaml.load(data, CoreLoader)
    except (RecursionError, UnicodeError) as error:
        raise yaml.YAMLError(str(error)) from error
