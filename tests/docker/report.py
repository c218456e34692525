# SPDX-License-Identifier: MIT
"""What was checked, a line each."""

import time


class Report:
    def __init__(self):
        self._failures = 0
        self._start = time.monotonic()

    def check(self, what, good, detail=""):
        print(f"{'ok      ' if good else 'FAILED  '}{what}", flush=True)
        if not good:
            self._failures += 1
            print(str(detail)[-4000:].rstrip("\n"), flush=True)

    def equal(self, what, have, want, detail=""):
        self.check(what, have == want, f"have {have!r}, want {want!r}\n{detail}")

    def end(self):
        """The exit status."""
        print(f"{self._failures} failed, "
              f"{time.monotonic() - self._start:.0f} s")
        return 1 if self._failures else 0
