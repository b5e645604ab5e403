"""Tells what is hidden from what does not exist: for the log alone, never for the reply.

To the asker both are answered alike (contract section 2). So a question that was not understood, or
not as it stands, is searched for names once more, with the eyes of somebody who sees everything.
That is done for each such question, so that the time it takes tells nothing either.

A name that is written out counts. A piece of one, or what only sounds like one, counts where its
words gave the asker nothing: else they mean what the asker does see.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from assistant.brains.rules.outcome import Doubtful, NotUnderstood, Outcome, Understood
from assistant.brains.rules.spans import Sources, cover
from crm.access import Caller, View, operator
from crm.names import Name, NameSpan
from crm.text import fold, same


def hidden(text: str, outcome: Outcome, sources: Sources) -> Mapping[str, Sequence[str]]:
    """Gives what a question named that its asker may not see: ids or values, by dimension.

    Args:
        text: the question.
        outcome: what was made of it.
        sources: what it was read with; the caller is the asker.
    """
    if sources.caller.owners is None:
        return {}
    by_dimension: dict[str, set[str]] = {}
    for span in _named(text, outcome, sources):
        for name in span.names:
            unseen = [value for value in name.values if not _is_seen(name, value, sources)]
            by_dimension.setdefault(name.dimension, set()).update(unseen)
    return {name: sorted(values) for name, values in by_dimension.items() if values}


def hidden_orders(outcome: Outcome, caller: Caller, connection: Connection) -> Sequence[str]:
    """Gives the numbers of orders in a question that there are, and that its asker may not see.

    Nothing is looked up unless a number is asked for, and then always: the time tells nothing.
    """
    if caller.owners is None or not isinstance(outcome, Understood):
        return ()
    asked = [one.filter.values for one in outcome.frame.conditions if one.dimension == "order_id"]
    numbers = sorted({str(value) for values in asked for value in values})
    if not numbers:
        return ()
    everybodys, own = (_those_seen(numbers, View(who), connection) for who in (operator(), caller))
    return sorted(everybodys - own)


def _those_seen(numbers: Sequence[str], view: View, connection: Connection) -> frozenset[str]:
    number = view.column("orders", "order_id")
    chosen = view.select("orders", [number]).where(number.in_(numbers))
    return frozenset(connection.execute(chosen).scalars())


def _named(text: str, outcome: Outcome, sources: Sources) -> Iterator[NameSpan]:
    """Gives the names that count, with the eyes of somebody who sees everything."""
    match outcome:
        case NotUnderstood(is_too_long=True):  # not read, so that nobody's name was asked about
            return
        case NotUnderstood(words=words):
            yield from _in_place_of(words, text, sources)
        case Doubtful():
            yield from _written_out(text, sources)
        case Understood(matched=(_, *_)):  # not written as it is stored: perhaps another one is
            yield from _written_out(text, sources)
        case _:
            return


def _written_out(text: str, sources: Sources) -> Iterator[NameSpan]:
    for name in sources.names.find(fold(text).text, operator()):
        if not (name.weak or name.partial):
            yield name


def _in_place_of(words: Collection[str], text: str, sources: Sources) -> Iterator[NameSpan]:
    """Gives the names of a question of which `words` were not understood."""
    found = cover(text, replace(sources, caller=operator()))
    unknown = _places(found.text, words)
    for span in found.spans:
        name = span.name
        if name is None or name.weak or name.unsure:
            continue
        known_word = name.partial or name.guessed or span.roles
        if not known_word or not unknown.isdisjoint(range(span.start, span.end)):
            yield name


def _places(text: str, words: Collection[str]) -> frozenset[int]:
    """Gives where in a text the characters of some words stand."""
    found: set[int] = set()
    for word in filter(None, words):
        at = text.find(word)
        while at >= 0:
            found.update(range(at, at + len(word)))
            at = text.find(word, at + len(word))
    return frozenset(found)


def _is_seen(name: Name, value: str, sources: Sources) -> bool:
    """Whether the asker finds that very thing by its id or stored value."""
    return any(
        one.dimension == name.dimension and value in one.values
        for span in sources.names.find(same(value), sources.caller)
        for one in span.names
    )
