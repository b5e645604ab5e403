"""Backs up or restores in a process of its own and says after every step how far it is.

Run as `python backup_process.py save|restore DATABASE_URL HOME FILE`; the test kills it on the way.
"""

import sys
from datetime import datetime
from pathlib import Path

from crm.backups.deployment import Deployment
from crm.backups.restoring import restore
from crm.backups.saving import About, save
from crm.database import connect

NOW = datetime(2026, 11, 22, 9)  # noqa: DTZ001 - business time has no offset
FILES = ("words.toml", "measures.toml")


def _tell(source: str, rows: int, total: int | None) -> None:
    del total
    sys.stdout.write(f"{source} {rows}\n")
    sys.stdout.flush()
    # The test answers each line, or kills: so the point is exact.
    sys.stdin.readline()


if __name__ == "__main__":
    what, url, home, file = sys.argv[1:]
    deployment = Deployment(connect(url), Path(home), FILES)
    if what == "save":
        save(deployment, Path(file), About("0", NOW, {}), replace=True, progress=_tell)
    else:
        restore(deployment, Path(file), now=NOW, replace=True, progress=_tell)
    sys.stdout.write("done\n")
