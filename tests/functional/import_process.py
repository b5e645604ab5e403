"""Imports a folder in a process of its own and says after every chunk how far it is.

Run as `python import_process.py DATABASE_URL FOLDER REJECTS`; the test kills it on the way.
"""

import sys
from pathlib import Path

from crm.database import connect
from crm.importing import import_path
from tests.functional.import_folder import NOW, TODAY, ZONE


def _tell(source: str, rows: int, total: int | None) -> None:
    del total
    sys.stdout.write(f"{source} {rows}\n")
    sys.stdout.flush()
    # The test answers each line, or kills: so the point is exact.
    sys.stdin.readline()


if __name__ == "__main__":
    url, folder, rejects = sys.argv[1:]
    engine = connect(url)
    import_path(
        engine,
        Path(folder),
        now=NOW,
        today=TODAY,
        timezone=ZONE,
        rejects=Path(rejects),
        progress=_tell,
    )
    sys.stdout.write("done\n")
