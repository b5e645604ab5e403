"""The demo company, imported."""

from pathlib import Path

from crm.demo import company, write_folder
from evals.bench.big_company import TODAY
from evals.bench.process import Home

SEED = 1


def demo_home(folder: Path) -> Home:
    """Gives an installation that holds the demo company."""
    write_folder(company(seed=SEED, today=TODAY), folder / "demo-files")
    home = Home(folder / "demo")
    home.run("import", folder / "demo-files")
    return home
