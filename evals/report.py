"""What a run of the evaluation came to, as lines of text."""

from collections.abc import Iterator, Mapping

from evals.runner import Report
from evals.verdict import Outcome

OUTCOMES: tuple[Outcome, ...] = ("right", "abstained", "wrong")


def told(name: str, report: Report) -> str:
    """Gives the counts of a data set, by kind and by tag, its latency, and every miss."""
    return "\n".join(_lines(name, report))


def _lines(name: str, report: Report) -> Iterator[str]:
    yield (
        f"{name}: {_counts(report.counts)}, {report.right:.1%} right, "
        f"median {report.latency_ms(0.5):.0f} ms, p95 {report.latency_ms(0.95):.0f} ms"
    )
    for title, groups in (("kind", report.by_kind), ("tag", report.by_tag)):
        for group, counts in sorted(groups.items()):
            yield f"  {title} {group}: {_counts(counts)}"
    yield from (f"  {miss}" for miss in report.misses)


def _counts(counts: Mapping[Outcome, int]) -> str:
    return ", ".join(f"{counts.get(one, 0)} {one}" for one in OUTCOMES if counts.get(one))
