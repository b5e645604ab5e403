"""Prints how well what customers will do is foretold, beside what anybody could guess.

`python -m evals.insight.value [--cdnow FILE]`. Companies are made up by seed; their last months are
held back. The file is the sample of CDNOW's customers (one line a purchase: customer in the whole
set, in the sample, day, number, amount) as Fader and Hardie give it away.
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from evals.insight.value_cdnow import cdnow_lines
from evals.insight.value_companies import MadeUp, made_up
from evals.insight.value_forecasts import forecast_lines
from evals.insight.value_pace import pace_lines
from evals.insight.value_rhythms import rhythm_lines

SEEDS = (7, 23, 41)
UNSEEN = (57, 71, *range(201, 209))
"""Companies that nothing was chosen by. One company's months err together, so it takes several."""


def main() -> int:
    """Measures and prints."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="wendan-value-") as folder:
        companies = [made_up(seed, Path(folder)) for seed in asked.seeds]
        for line in _lines(companies, asked.cdnow):
            print(line, flush=True)
        unseen = [made_up(seed, Path(folder)) for seed in asked.unseen]
        for line in _unseen_lines(unseen):
            print(line, flush=True)
    return 0


def _unseen_lines(companies: Sequence[MadeUp]) -> Iterator[str]:
    yield ""
    yield f"{len(companies)} companies that nothing was chosen by"
    yield from forecast_lines(companies)
    yield ""
    yield from pace_lines(companies)


def _lines(companies: Sequence[MadeUp], cdnow: Path | None) -> Iterator[str]:
    yield from rhythm_lines(companies)
    yield ""
    yield from forecast_lines(companies)
    yield ""
    if cdnow is None:
        yield "CDNOW: not measured; --cdnow FILE says where its sample is"
    else:
        yield from cdnow_lines(cdnow)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.insight.value", description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="of the companies")
    parser.add_argument("--unseen", nargs="+", type=int, default=UNSEEN, help="seeds, as above")
    parser.add_argument("--cdnow", type=Path, help="CDNOW_sample.txt")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
