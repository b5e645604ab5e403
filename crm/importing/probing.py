"""Whether a workbook can be read at all, tried in a process of its own.

The reader keeps a sheet as a rectangle from its first cell to its last: one stray cell at its end
asks for 500 GB, and a reader that gets no memory ends its whole process. So another process reads
first, with less memory and time than would harm the machine.
"""

import subprocess
import sys
from pathlib import Path

from crm.importing.failures import ImportFailed

MOST_BYTES = 4 * 1024**3
MOST_SECONDS = 300
_READ = """
import resource, sys
path, most_bytes, most_seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
for what, most in (
    (resource.RLIMIT_CORE, 0), (resource.RLIMIT_CPU, most_seconds), (resource.RLIMIT_AS, most_bytes)
):
    resource.setrlimit(what, (most, most))
from python_calamine import CalamineError, CalamineWorkbook
try:
    workbook = CalamineWorkbook.from_path(path)
    sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
except (CalamineError, OSError, ValueError):
    pass  # it is told in words when it is read in earnest
"""


def check_readable(path: Path, label: str, *, most_bytes: int = MOST_BYTES) -> None:
    """Checks that a workbook can be read within memory and time.

    Raises:
        ImportFailed: it cannot.
    """
    command = [sys.executable, "-I", "-c", _READ, str(path), str(most_bytes), str(MOST_SECONDS)]
    quiet = subprocess.DEVNULL
    done = subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, check=False)  # noqa: S603  (our own program, on a path)
    if done.returncode < 0:
        raise ImportFailed(
            f"{label} needs more than {most_bytes >> 20:,} MB or {MOST_SECONDS} s to be read. "
            "Often a single cell stands far below or beside the table: remove it, or save the "
            "sheet as CSV."
        )
