"""What the demo company's data answers to a question, as a text about it is held against it."""

from assistant.brains.rules.outcome import Understood
from assistant.conversation.grounding import Facts
from assistant.conversation.labels import Namer
from assistant.conversation.lookups import looked_up
from assistant.conversation.question import Question, language_of
from crm.periods import standard_calendar
from tests.demo import TODAY
from tests.unit.assistant.asking import Asking


def facts_of(asking: Asking, question: str) -> Facts:
    """Gives what is found for a question that the rules read."""
    outcome = asking.outcome(question)
    assert isinstance(outcome, Understood), question
    namer = Namer(asking.catalog, language_of(Question(question)))
    found = looked_up(outcome.frame, asking.around.tools, namer, TODAY)
    return Facts(found, outcome.frame, namer, TODAY, standard_calendar())
