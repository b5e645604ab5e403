"""Whom one calls at a customer: 采购经理是谁, "their contacts, with e-mail"."""

from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Span

CONTACT = ("contact", "")


def is_a_title(span: Span) -> bool:
    """Whether a span names what people do at a customer: 采购经理."""
    return span.name is not None and span.name.names[0].dimension == "title"


def asks_for_contacts(sentence: Sentence) -> bool:
    """Whether contacts are asked for, by their noun or by what they do."""
    return any(span.may_be("entity", "contact") or is_a_title(span) for span in sentence.spans)


def tells_of_contacts(span: Span) -> bool:
    """Whether a word asks for what the list of contacts holds: who they are, their numbers."""
    return any(map(span.may_be, ("of_contact", "definition"))) or span.may_be(
        "which", "who", "what"
    )
