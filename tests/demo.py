"""The demo company in a database, on the day that the tests live in."""

from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

TODAY = date(2026, 11, 21)
SEED = 1


def write_demo_company(folder: Path) -> None:
    """Writes the files of the demo company of seed 1, three years that end on 2026-11-21."""
    from crm.demo import company, write_folder

    write_folder(company(SEED, TODAY), folder / "company")


def load_demo_company(engine: Engine, written: Path, rejects: Path) -> None:
    """Imports the demo company from the folder that it was written to."""
    from crm.importing import import_path

    summary = import_path(
        engine,
        written / "company",
        now=datetime.combine(TODAY, time(9)),
        today=TODAY,
        timezone=ZoneInfo("Asia/Shanghai"),
        rejects=rejects,
    )
    assert summary.rejected_rows == summary.waiting_rows == 0, (
        f"the demo company is not whole: {summary}"
    )
