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

    `draft` says what is written; its customer is put in.
    """

    draft: DraftRequest
    who: RecordQuery | MetricQuery
    limited: bool = False
    """Whether it was said how many customers are meant."""


@dataclass(frozen=True)
class Addressees:
    """The customers of a batch, by id and name, and how many there are in all."""

    customers: tuple[tuple[str, str], ...]
    found: int
    evidence: Evidence


def addressees(context: ToolContext, request: BatchRequest) -> Addressees:
    """Gives the visible customers of a batch, at most `MOST`.

    Raises:
        QueryError: what is asked for does not go together.
    """
    who = request.who
    if isinstance(who, RecordQuery):
        found = list_records(context, who)
    else:
        found = query_metrics(context, who)
    names = [column.name for column in found.table.columns]
    at = names.index("customer")
    pairs = {
        str(key[0]): str(row[at])
        for key, row in zip(found.table.keys, found.table.rows, strict=True)
        if key[0] is not None
    }
    every = len(pairs) if request.limited else found.table.row_count
    return Addressees(tuple(pairs.items())[:MOST], every, found)
