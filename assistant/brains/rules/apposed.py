"""A product named twice, by its kind and by its model: toner TN40 is the TN40 Toner."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.brains.rules.spans import Span
from crm.text import fold


def apposed(text: str, spans: Sequence[Span]) -> tuple[Span, ...]:
    """Gives the spans with a piece of a product's name and the model behind it as one name."""
    found: list[Span] = []
    for span in spans:
        before = found[-1] if found else None
        if before is not None and _is_its_kind(text, before, span):
            assert span.name is not None, "asked before"
            start = before.start
            said = text[start : span.end]
            name = replace(span.name, start=start, text=said)
            found[-1] = replace(span, start=start, text=said, name=name)
        else:
            found.append(span)
    return tuple(found)


def _is_its_kind(text: str, before: Span, span: Span) -> bool:
    """Whether a piece of several names stands before the one of them that is meant."""
    piece, whole = before.name, span.name
    if piece is None or whole is None or not piece.partial or len(piece.names) < 2:
        return False
    one = len(whole.names) == 1 and whole.names[0].dimension == "product" and not whole.guessed
    beside = text[before.end : span.start] == " "
    return one and beside and before.text in fold(whole.names[0].label).text.split()
