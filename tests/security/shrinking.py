"""Makes an example that fails smaller, so that a reader sees what matters."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, replace

from tests.security.companies import company
from tests.security.comparing import Leak
from tests.security.examples import Asked
from tests.security.queries import Query

MOST_TRIES = 80


def smallest(holds: Callable[[Asked], None], asked: Asked, leak: Leak) -> Leak:
    """Gives the leak of the smallest example that can be had from one that leaks."""
    tries, candidates = 0, _smaller(asked)
    while tries < MOST_TRIES and (candidate := next(candidates, None)) is not None:
        tries += 1
        try:
            holds(candidate)
        except Leak as found:
            leak, asked, candidates = found, candidate, _smaller(candidate)
    return Leak(f"{asked}\n{leak}")


def _smaller(asked: Asked) -> Iterator[Asked]:
    """Gives examples of which each has one thing less."""
    if len(asked.queries) + len(asked.conversations) > 1:
        for query in asked.queries:
            yield replace(asked, queries=(query,), conversations=())
        for seed in asked.conversations:
            yield replace(asked, queries=(), conversations=(seed,))
        return
    behind = asked.behind
    seed, people, accounts = behind.company.made_of
    for fewer in {1, accounts // 2, accounts - 1} - {0, accounts}:
        made = company(seed, people, fewer)
        yield replace(asked, behind=replace(behind, company=made))
    for query in asked.queries:
        for simpler in _simpler(query):
            yield replace(asked, queries=(simpler,))


def _simpler(query: Query) -> Iterator[Query]:
    """Gives the query with one of its parts left out."""
    for field in fields(query):
        if field.default is not MISSING and getattr(query, field.name) != field.default:
            yield replace(query, **{field.name: field.default})
