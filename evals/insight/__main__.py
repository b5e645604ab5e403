"""Prints how well unusual orders are found in demo companies of several seeds, beside peers."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evals.insight.companies import Labelled, labelled
from evals.insight.measuring import Measured, average_precision, measured
from evals.insight.peers import missing, ours, peers, plain

SEEDS = (7, 101, 102, 103)
LEAST_RECALL, LEAST_PRECISION = 0.9, 0.8


def main() -> int:
    """Measures, prints, and gives the exit status: 1 where an aim is missed."""
    asked = _arguments()
    with tempfile.TemporaryDirectory(prefix="wendan-insight-") as folder:
        companies = [labelled(seed, Path(folder)) for seed in asked.seeds]
    found = [measured(company) for company in companies]
    for line in (*_table(found), "", *_details(found), "", *_beside(companies, found)):
        print(line, flush=True)
    return 0 if all(map(_reached, found)) else 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.insight", description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="of the companies")
    return parser.parse_args()


def _reached(one: Measured) -> bool:
    return one.recall >= LEAST_RECALL and one.precision >= LEAST_PRECISION


def _table(found: Sequence[Measured]) -> Iterator[str]:
    yield "company  labelled  flagged right  wrong  recall  precision  average precision  aim"
    for one in found:
        yield (
            f"{one.seed:>7}  {one.labelled:>8}  {one.right:>13}  {one.wrong:>5}  "
            f"{one.recall:>6.1%}  {one.precision:>9.1%}  {one.average_precision:>17.3f}  "
            f"{'reached' if _reached(one) else 'MISSED'}"
        )


def _details(found: Sequence[Measured]) -> Iterator[str]:
    for one in found:
        yield (
            f"{one.seed}: missed {_told(one.missed)}; wrong {_told(one.wrong_kinds)}; kind named "
            f"right {one.named_right}/{one.right}; kinds without labels {_told(one.beside)}; "
            f"{1e6 * one.cpu_s / len(one.judgements):.0f} µs of CPU an order"
        )


def _told(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items())) or "none"


def _beside(companies: Sequence[Labelled], found: Sequence[Measured]) -> Iterator[str]:
    if absent := missing():
        yield f"Not compared: {', '.join(absent)} missing. Install the bench group first."
        return
    yield f"{'average precision':<32}" + "".join(f"{one.seed:>8}" for one in found) + "   CPU s"
    own = "".join(f"{one.average_precision:>8.3f}" for one in found)
    yield f"{'wendan':<32}{own}{sum(one.cpu_s for one in found):>8.1f}"
    for name, detector in peers().items():
        for told, of_ours in (("plain columns", False), ("our comparisons", True)):
            began, cells = time.process_time(), ""
            for company, one in zip(companies, found, strict=True):
                rows = ours(one.judgements) if of_ours else plain(company.orders)
                ids = [order.order_id for order in company.orders]
                scores = dict(zip(ids, detector(rows), strict=True))
                cells += f"{average_precision(scores, set(company.kinds)):>8.3f}"
            used = time.process_time() - began
            yield f"{f'{name}, {told}':<32}{cells}{used:>8.1f}"


if __name__ == "__main__":
    sys.exit(main())
