"""The tools as a turn runs them: each call is a span."""

from datetime import date
from typing import TYPE_CHECKING

from assistant.conversation.reply import Language
from assistant.tracing import tool
from assistant.tracing.spans import ROWS
from crm.query.spec import MetricQuery, RecordQuery
from knowledge.base import KnowledgeBase
from knowledge.search import Found
from tools import knowledge_search, metrics, records
from tools.base import Evidence, ToolContext

if TYPE_CHECKING:
    from tools.anomalies import AnomalyQuery


def query_metrics(context: ToolContext, query: MetricQuery) -> Evidence:
    """Gives the figures of a query.

    Raises:
        QueryError: a measure cannot be split or filtered as asked.
    """
    with tool(metrics.NAME) as span:
        found = metrics.query_metrics(context, query)
        span.note(ROWS, found.table.row_count)
        return found


def list_records(context: ToolContext, query: RecordQuery) -> Evidence:
    """Gives the rows of a query.

    Raises:
        QueryError: the entity, a column or a filter is not known.
    """
    with tool(records.NAME) as span:
        found = records.list_records(context, query)
        span.note(ROWS, found.table.row_count)
        return found


def list_anomalies(
    context: ToolContext, query: "AnomalyQuery", today: date, language: Language
) -> tuple[Evidence, Evidence]:
    """Gives the orders that look wrong, and how many.

    Raises:
        QueryError: a filter is not known.
    """
    from tools import anomalies  # noqa: PLC0415  (slow to load, and seldom asked)

    with tool(anomalies.NAME) as span:
        found = anomalies.list_anomalies(context, query, today, language)
        span.note(ROWS, found[0].table.row_count)
        return found


def search_knowledge(context: ToolContext, base: KnowledgeBase, text: str) -> Found:
    """Gives the passages that may answer.

    Raises:
        KnowledgeError: the knowledge base cannot be used.
    """
    with tool(knowledge_search.NAME) as span:
        found = knowledge_search.search_knowledge(base, context.caller, text)
        span.note(ROWS, len(found.hits))
        return found
