# SPDX-License-Identifier: MIT
"""What tests that are scripts say: a line per check on standard output, and the
exit status."""

DETAIL_MAX = 4000

_failed = []


def check(what, good, detail=""):
    """Say whether it is good, and when it is not why; whether it is."""
    print(("ok      " if good else "FAILED  ") + what, flush=True)
    if not good:
        _failed.append(what)
        text = str(detail).rstrip("\n")
        if text:
            print(text[:DETAIL_MAX], flush=True)
    return good


def finish():
    """The last line; what to exit with."""
    print(f"{len(_failed)} failed" if _failed else "all is well")
    return 1 if _failed else 0
