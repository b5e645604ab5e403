"""Regular expressions of the product: all that it compiles, and whether one can blow up.

Run as a program it prints, as JSON, every pattern that a fresh process compiles while the product
is imported, and asked a few questions of the database that is named.
"""

# The parser of `re` is no public interface and has no types.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportPrivateUsage=false

import importlib
import json
import pkgutil
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

CHECKOUT = Path(__file__).parents[2]
MANY = 10
"""A repetition of more than so many counts as one without end."""
_REPEATS = {re._constants.MAX_REPEAT, re._constants.MIN_REPEAT}  # type: ignore[attr-defined]
Tree = Sequence[tuple[Any, Any]]
"""What the parser of Python's `re` gives: operations with their arguments."""


def nested_repeats(pattern: str, flags: int) -> list[str]:
    """Gives the repetitions without end that stand in another one and may take its place.

    Such as in `(a+)+`: a text can be cut into repetitions in ever more ways. Where each round holds
    something that must be there and that no other part of it takes, there is one way.
    """
    return list(_nested(re._parser.parse(pattern, flags), outer=False))  # type: ignore[attr-defined]


def _nested(tree: Tree, *, outer: bool) -> Iterator[str]:
    for operation, argument in tree:
        repeats = operation in _REPEATS and argument[1] > MANY
        if repeats and outer:
            yield str(argument[2])
        inside = outer or (repeats and not _is_parted(argument[2]))
        for part in _parts(argument):
            yield from _nested(part, outer=inside)


def _parts(argument: Any) -> Iterator[Tree]:
    """Gives the expressions inside an operation."""
    candidates = argument if isinstance(argument, tuple | list) else [argument]
    for one in candidates:
        if hasattr(one, "data"):
            yield one
        elif isinstance(one, list):
            yield from (each for each in one if hasattr(each, "data"))


def _is_parted(body: Tree) -> bool:
    """Whether each round holds a literal that nothing else of the round can take."""
    literals = [chr(a) for o, a in body if str(o) == "LITERAL"]
    rest = [(o, a) for o, a in body if str(o) != "LITERAL"]
    return any(not _may_take(rest, literal) for literal in literals)


def _may_take(tree: Tree, letter: str) -> bool:
    try:
        source = re._parser.SubPattern(re._parser.State(), list(tree))  # type: ignore[attr-defined]
        return any(_takes(operation, argument, letter) for operation, argument in source)
    except (TypeError, AttributeError):
        return True


def _takes(operation: object, argument: Any, letter: str) -> bool:
    name = str(operation)
    if name == "LITERAL":
        return chr(argument) == letter
    if name == "NOT_LITERAL":
        return chr(argument) != letter
    if name == "ANY":
        return True
    if name == "IN":
        return _class_takes(argument, letter)
    return any(_may_take(part, letter) for part in _parts(argument))


def _class_takes(items: Tree, letter: str) -> bool:
    negated = str(items[0][0]) == "NEGATE"
    found = any(
        _item_takes(str(kind), what, letter) for kind, what in items if str(kind) != "NEGATE"
    )
    return found != negated


def _item_takes(kind: str, what: Any, letter: str) -> bool:
    if kind == "LITERAL":
        return chr(what) == letter
    if kind == "RANGE":
        return what[0] <= ord(letter) <= what[1]
    names = {"CATEGORY_DIGIT": r"\d", "CATEGORY_SPACE": r"\s", "CATEGORY_WORD": r"\w"}
    plain = str(what).replace("NOT_", "")
    matches = re.fullmatch(names[plain], letter) is not None
    return matches != ("NOT_" in str(what))


def main(database: str) -> None:
    """Prints all patterns with their flags and the line that compiles them."""
    found: dict[tuple[str, int], str] = {}
    _record(found)
    import assistant
    import crm
    import tools

    for package in (assistant, crm, tools):
        _import_all(package)
    _ask(database)
    sys.stdout.write(
        json.dumps([(pattern, flags, place) for (pattern, flags), place in found.items()])
    )


def _record(found: dict[tuple[str, int], str]) -> None:
    from re import _compiler as compiler  # type: ignore[attr-defined]

    plain = compiler.compile

    def recorded(pattern: Any, flags: int = 0) -> object:
        place = _place(sys._getframe(1))
        if isinstance(pattern, str) and place is not None:
            found.setdefault((pattern, int(flags)), place)
        return plain(pattern, flags)

    compiler.compile = recorded


def _place(frame: Any) -> str | None:
    """Gives the line of the product that compiles; None where a library does it for itself."""
    while Path(frame.f_code.co_filename).parent.name == "re":
        frame = frame.f_back
    path = Path(frame.f_code.co_filename)
    inside = path.relative_to(CHECKOUT) if path.is_relative_to(CHECKOUT) else Path()
    of_ours = inside.parts[:1] in {("assistant",), ("crm",), ("tools",)}
    return f"{inside}:{frame.f_lineno}" if of_ours else None


def _import_all(package: ModuleType) -> None:
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if "migrations" not in module.name and not module.name.endswith("__main__"):
            importlib.import_module(module.name)


def _ask(database: str) -> None:
    from assistant.conversation.question import Question
    from assistant.desk import Desk
    from assistant.settings import Settings
    from crm.database import connect, sqlite_url
    from crm.measures import standard

    clock = Settings().clock()
    engine = connect(sqlite_url(Path(database)))
    desk = Desk(engine, catalog=standard(), today=clock.today, now=clock.now)
    for text in (
        "sales last quarter by month",
        "上个月5万以上的订单",
        "salse ordres 恒利",
        "谁 90天没下单",
    ):
        desk.ask(desk.caller(None), Question(text))
    engine.dispose()


if __name__ == "__main__":
    main(sys.argv[1])
