"""What a model is sent: instructions that are always the same, and the question behind them.

Servers keep the beginning of a prompt that they have read before, for a fraction of the price or of
the time. So what differs from question to question comes last.
"""

from collections.abc import Iterator, Mapping

from assistant.brains.llm.earlier import earlier
from assistant.brains.llm.examples import shown
from assistant.brains.llm.loyalty import unknown_words
from assistant.brains.planning import Asked
from assistant.brains.rules.spans import Cover
from crm.measures import Catalog, Words
from prompts import render
from tools.phrases.periods import PeriodSpan

EARLIER = (
    "The question before was this call; signs such as «1» stand for what it named. Where the"
    " question only changes something of it, repeat it with the change: "
)
NOTHING = "nothing"


def instructions(catalog: Catalog) -> str:
    """Gives what a model is told about its task and what can be asked for."""
    measures = {name: one.words for name, one in catalog.measures.items()}
    dimensions = {name: one.words for name, one in catalog.dimensions.items()}
    return render("plan", measures=_listed(measures), dimensions=_listed(dimensions))


def message(asked: Asked) -> str:
    """Gives a question with what the rules read in it, and the question before."""
    before = earlier(asked.before).call
    return render(
        "question",
        earlier=f"{EARLIER}{before.model_dump_json()}" if before is not None else "",
        examples=shown(asked),
        question=asked.text,
        known="; ".join(_known(asked.cover)) or NOTHING,
        unknown="; ".join(unknown_words(asked.cover)) or NOTHING,
    ).strip()


def _known(cover: Cover) -> Iterator[str]:
    """Gives the arguments that are sure: the words as they were typed, with no name of a row."""
    for span in cover.spans:
        measures = sorted({role.value for role in span.roles if role.kind == "measure"})
        if isinstance(span.period, PeriodSpan):
            yield f"period {span.text}"
        elif span.name is not None and not (span.name.weak or span.roles):
            yield f"where {span.text}"
        elif measures:
            yield f"measures {' or '.join(measures)}"


def _listed(words: Mapping[str, Words]) -> str:
    """Gives what can be asked for: the names are English, so that the Chinese word is enough."""
    return "; ".join(f"{name} {one.zh[0]}" for name, one in words.items())
