"""A question to see whether a model can do what is wanted of it, without a database."""

from datetime import date

from assistant.brains.planning import Asked, Planned, Planner
from assistant.brains.rules.lexicon import lexicon_for
from assistant.brains.rules.mentions import Known
from assistant.brains.rules.outcome import Understood
from assistant.brains.rules.spans import Sources, cover
from crm.access import operator
from crm.measures import load
from crm.names import NameIndex
from crm.periods import BusinessCalendar

QUESTION = "上季度销售额按月看"


def rehearsed(planner: Planner, today: date) -> tuple[Planned, bool]:
    """Gives what a model made of an easy question, and whether that is right."""
    catalog = load()
    sources = Sources(
        lexicon_for(catalog), NameIndex.empty(), operator(), today, BusinessCalendar(1)
    )
    asked = Asked(QUESTION, cover(QUESTION, sources), None, sources, catalog, Known({}))
    planned = planner.plan(asked)
    outcome = planned.outcome
    right = isinstance(outcome, Understood) and outcome.frame.groups == ("month",)
    return planned, right
