"""Messages to many customers at once: to whom, on what occasion, and how many at most."""

from dataclasses import dataclass

from crm.query.spec import MetricQuery, RecordQuery
from tools.base import Evidence, ToolContext
from tools.drafts import DraftRequest
from tools.metrics import query_metrics
from tools.records import list_records

MOST = 200
"""Customers of one batch; the reply says where there are more."""


@dataclass(frozen=True)
class BatchRequest:
    """One message each to customers: those of a query, whose first group they are if it has one.

    `draft` says what is written; its customer is put in. There is no query where they are those of
    an insight's list.
    """

    draft: DraftRequest
    who: RecordQuery | MetricQuery | None
    limited: bool = False
    """Whether it was said how many customers are meant."""


@dataclass(frozen=True)
class Addressees:
    """The customers of a batch, by id and name, and how many there are in all."""

    customers: tuple[tuple[str, str], ...]
    found: int
    evidence: Evidence


def addressees(context: ToolContext, request: BatchRequest) -> Addressees:
    """Gives the visible customers of a batch's query, at most `MOST`.

    Raises:
        QueryError: what is asked for does not go together.
    """
    who = request.who
    assert who is not None, "an insight's list is looked up by itself"
    if isinstance(who, RecordQuery):
        found = list_records(context, who)
    else:
        found = query_metrics(context, who)
    return listed_in(found, limited=request.limited)


def listed_in(found: Evidence, *, limited: bool) -> Addressees:
    """Gives the customers of rows that name them, at most `MOST`; `limited`: these are all."""
    names = [column.name for column in found.table.columns]
    at = names.index("customer")
    pairs = {
        str(key[0]): str(row[at])
        for key, row in zip(found.table.keys, found.table.rows, strict=True)
        if key[0] is not None
    }
    every = len(pairs) if limited else found.table.row_count
    return Addressees(tuple(pairs.items())[:MOST], every, found)
