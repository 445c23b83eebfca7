"""Starts one command and prints, as the last line, what it cost.

A program of its own: a child's peak memory counts from its parent's, so the parent must be small.
"""

from __future__ import annotations

import json
import os
import sys
import time


def main() -> int:
    """Run the command given as arguments; return its exit code."""
    command = sys.argv[1:]
    started = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    cost = {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss * unit,
    }
    print(json.dumps(cost))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
