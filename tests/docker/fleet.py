# SPDX-License-Identifier: MIT
"""What the long form runs: every client, a proxy under test, many responders."""


def check(engine, report, top):
    pass
