"""Runs one command and prints what it took, as JSON on the last line of standard error.

Started by path with `-I -S`, as a process of its own: the peak that the kernel reports for a child
counts its parent's size from before the program was loaded, so the parent must be a small one.
"""

import json
import os
import sys
import time


def main() -> int:
    """Runs the command in `sys.argv`; gives its exit status."""
    began = time.perf_counter()
    pid = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    _, status, usage = os.wait4(pid, 0)
    wall_ms = (time.perf_counter() - began) * 1000
    per_mb = 1 << (20 if sys.platform == "darwin" else 10)
    taken = {
        "wall_ms": wall_ms,
        "cpu_ms": (usage.ru_utime + usage.ru_stime) * 1000,
        "peak_mb": usage.ru_maxrss / per_mb,
    }
    print(f"\n{json.dumps(taken)}", file=sys.stderr)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main())
