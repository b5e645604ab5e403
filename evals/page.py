"""The summary of an evaluation as one HTML file that needs no other."""

from collections.abc import Iterator
from datetime import datetime
from html import escape
from pathlib import Path

from evals.graph import graph
from evals.report import Grid, grids
from evals.summary import Miss, Summary
from evals.tally import Tally

STYLE = Path(__file__).with_name("page.css")


def page(found: Summary, *, version: str, made: datetime) -> str:
    """Gives the page. Nothing in it is loaded from elsewhere, and nothing runs."""
    return "\n".join(
        (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>Evaluation</title><style>{STYLE.read_text(encoding='utf-8')}</style></head>",
            "<body><main>",
            *_body(found, f"Wendan {version}, {made:%Y-%m-%d %H:%M}"),
            "</main></body></html>",
            "",
        )
    )


def _body(found: Summary, made: str) -> Iterator[str]:
    yield f"<header><h1>Evaluation</h1><p>{escape(made)}</p></header>"
    yield from _verdict(found)
    yield f'<ul class="tiles">{"".join(_tiles(found))}</ul>'
    for grid in grids(found):
        yield _table(grid)
        yield from (graph(one) for one in found.curves if grid.title.startswith(one.title))
    yield f"<h2>Misses <small>{len(found.misses)}</small></h2>"
    if found.hidden:
        yield f"<p>{found.hidden} more are held back: counted above, not listed.</p>"
    yield from (_miss(miss) for miss in found.misses if not miss.is_silent_variant)
    silent = [_miss(miss) for miss in found.misses if miss.is_silent_variant]
    if silent:
        yield f"<details><summary>{len(silent)} widened cases that were not answered</summary>"
        yield from silent
        yield "</details>"


def _verdict(found: Summary) -> Iterator[str]:
    if found.faults:
        faults = "".join(f"<li>{escape(fault)}</li>" for fault in found.faults)
        yield f'<div class="verdict failed"><b>Failed</b><ul>{faults}</ul></div>'
    else:
        yield (
            '<div class="verdict passed"><b>Passed</b> Nothing is below the baseline, '
            "and wrong answers are within the limit.</div>"
        )
    for name, why in found.left_out:
        yield f'<p class="note">Left out <b>{escape(name)}</b>: {escape(why)}.</p>'


def _tiles(found: Summary) -> Iterator[str]:
    """Gives the sums that matter: each sort over all data sets, and the widened cases."""
    for block in found.blocks:
        if block.title == "all data sets":
            yield from (_tile(line.name, line.both) for line in block.lines)
        if block.title == "widened cases":
            yield _tile("widened", sum((line.both for line in block.lines), Tally()))


def _tile(name: str, counts: Tally) -> str:
    tone = "bad" if counts.wrong else "good"
    return (
        f"<li><span>{escape(name)}</span><b>{counts.right_rate:.1%}</b>"
        f"<small>{counts.right:,} of {counts.asked:,} right</small>"
        f"<small>{counts.abstained:,} abstained</small>"
        f'<small class="{tone}">{counts.wrong:,} wrong</small></li>'
    )


def _table(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in grid.header)
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(map(_cell, rest, grid.header[1:]))
        + "</tr>"
        for first, *rest in grid.rows
    )
    # A table that is wider than the screen scrolls by itself, by keyboard too.
    return (
        f"<h2>{escape(grid.title)}</h2>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(grid.title)}">'
        f'<table class="columns-{len(grid.header)}"><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _cell(text: str, column: str) -> str:
    bad = column in {"wrong", "with other replies"} and text not in {"", "0"}
    return f'<td class="bad">{escape(text)}</td>' if bad else f"<td>{escape(text)}</td>"


def _miss(miss: Miss) -> str:
    asked = "".join(f"<li>{escape(text)}</li>" for text in miss.asked)
    where = " · ".join(
        filter(None, (miss.data_set, miss.case, miss.asker and f"as {miss.asker}", miss.outcome))
    )
    facts = "".join(
        f"<dt>{name}</dt><dd>{escape(text)}</dd>"
        for name, text in (
            ("came", f"{miss.status}: {miss.came}"),
            ("fault", miss.fault),
            ("right", miss.right),
        )
    )
    return (
        f'<article class="{escape(miss.outcome)}"><small>{escape(where)}</small>'
        f"<ol>{asked}</ol><dl>{facts}</dl></article>"
    )
