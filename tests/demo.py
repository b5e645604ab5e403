"""The demo company in a database, on the day that the tests live in."""

import tempfile
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Engine

TODAY = date(2026, 11, 21)
SEED = 1


def load_demo_company(engine: Engine) -> None:
    """Imports the demo company of seed 1, three years that end on 2026-11-21."""
    from crm.demo import company, write_folder
    from crm.importing import import_path

    with tempfile.TemporaryDirectory(prefix="wendan-demo-") as made:
        folder = Path(made, "company")
        write_folder(company(SEED, TODAY), folder)
        summary = import_path(
            engine,
            folder,
            now=datetime.combine(TODAY, time(9)),
            today=TODAY,
            timezone=ZoneInfo("Asia/Shanghai"),
            rejects=Path(made, "rejects.csv"),
        )
    assert summary.rejected_rows == summary.waiting_rows == 0, (
        f"the demo company is not whole: {summary}"
    )
