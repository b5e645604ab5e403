"""What products cost by the list: M40 多少钱, "the cheapest printer", 目录价五千以上的工控机.

What customers paid is a figure of sales (average price); a list price stands on the product itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.brains.rules.frame import Condition, Frame, amount_filter
from assistant.brains.rules.mentions import readings
from assistant.brains.rules.sentence import Sentence
from assistant.brains.rules.spans import Cover, Span
from assistant.brains.rules.tokens import PRODUCTS
from crm.names import MOST_CONTAINING, Name
from crm.query.spec import Filter, Order

COLUMNS = ("name", "model", "category", "list_price")
LIST_PRICE = "list_price"
COSTS = frozenset("多少钱 几多钱 多少元 多少块 多少".split()) | {"how much", "how much money"}
_SILENT = ("filler", "which", "list", "cue", "unit", "conj", "thanks", "greeting", "count", "whose")
_MOST = 1000


@dataclass
class _Asked:
    """What the words of a question say of prices."""

    names: list[Name] = field(default_factory=list[Name])
    pieces: list[Condition] = field(default_factory=list[Condition])
    """Products that have a word of their names in common: scanners."""
    bounds: list[Condition] = field(default_factory=list[Condition])
    price: bool = False
    costs: bool = False
    descending: bool | None = None
    limit: int | None = None
    one: bool = True
    """Whether one is meant where nothing says how many: the cheapest, not the cheapest ones."""
    products: bool = False


def priced(cover: Cover, before: Frame | None = None) -> Frame | None:
    """Gives the frame of a question for list prices; None where it says anything else.

    After a list of products, a bound or the cheapest is one of these: 两千块以下的.
    """
    sentence = Sentence(cover.text, cover.spans)
    of_those = before is not None and before.entity == "product"
    if cover.gaps or not (of_those or sentence.any_may_be("price", "amount")):
        return None
    asked = _Asked()
    if not all(_read(sentence, index, asked) for index in range(len(cover.spans))):
        return None
    if before is not None and of_those and _is_of_those(sentence, asked):
        return _among(asked, before)
    one_product = {name.dimension for name in asked.names} == {"product"}
    if not (asked.price or (asked.costs and one_product)):
        return None
    if not (asked.names or asked.pieces or asked.products or asked.descending is not None):
        return None
    return _frame(asked)


OF_GOODS = ("unit", "times", "orders", "units", "customers", "people")


def _is_of_those(sentence: Sentence, asked: _Asked) -> bool:
    """Whether nothing but a price, or which has the highest or the lowest, is said of those."""
    counted = any(s.may_be(*OF_GOODS) and not s.may_be("unit", "money") for s in sentence.spans)
    said = bool(asked.bounds) or asked.descending is not None
    return said and not (counted or asked.names or asked.pieces or asked.products)


def _among(asked: _Asked, before: Frame) -> Frame:
    """Gives those products that were listed before whose price is as it is said."""
    found = _frame(asked)
    kept = (c for c in before.conditions if not (asked.bounds and c.dimension == LIST_PRICE))
    return replace(found, conditions=(*kept, *found.conditions), happenings=before.happenings)


def _frame(asked: _Asked) -> Frame:
    groups: dict[str, list[Name]] = {}
    for name in asked.names:
        groups.setdefault(name.dimension, []).append(name)
    named = tuple(
        Condition(
            Filter(
                "product_id" if dimension == "product" else dimension,
                "in",
                tuple(value for name in names for value in name.values),
            ),
            tuple(name.label for name in names),
        )
        for dimension, names in groups.items()
    )
    ranked = asked.descending is not None
    limit = asked.limit or (1 if ranked and asked.one else None)
    return Frame(
        entity="product",
        columns=COLUMNS,
        conditions=(*named, *asked.pieces, *asked.bounds),
        order=(Order(LIST_PRICE, bool(asked.descending)),) if ranked else (),
        ranked=ranked,
        limit=limit,
        limited=limit is not None,
    )


def _read(sentence: Sentence, index: int, asked: _Asked) -> bool:
    span = sentence.spans[index]
    if span.name is not None and not (span.name.weak and span.may_be("filler")):
        return _name(sentence, index, asked)
    if span.number is not None:
        return _number(sentence, index, asked)
    if span.period is not None:
        return False
    small = span.text == "among" or any(map(span.may_be, _SILENT))
    return _word(span, asked) or sentence.bounds_a_number(index) or small


def _word(span: Span, asked: _Asked) -> bool:
    """Reads a word of prices or of products; False where it is none."""
    costs, products = span.text in COSTS, span.may_be("entity", "product")
    ranked = span.may_be("rank", "top", "bottom") or span.may_be("price", "low", "high")
    if ranked:
        asked.descending = span.may_be("rank", "top") or span.may_be("price", "high")
    asked.price |= span.may_be("price")
    asked.costs |= costs
    asked.products |= products
    asked.one &= not (products and span.text.endswith("s"))
    return ranked or costs or products or span.may_be("price")


def _name(sentence: Sentence, index: int, asked: _Asked) -> bool:
    span: Span = sentence.spans[index]
    assert span.name is not None, "only names come here"
    names = readings(sentence, index, span.name) or span.name.names
    if span.name.unsure or any(name.dimension not in PRODUCTS for name in names):
        return False
    if len(names) == 1:
        asked.names += names
        return True
    asked.pieces.append(_all_called(span.text, names))
    return span.name.partial and len(names) < MOST_CONTAINING


def _all_called(word: str, names: Sequence[Name]) -> Condition:
    values = tuple(value for name in names for value in name.values)
    return Condition(Filter("product_id", "in", values), (word,))


def _number(sentence: Sentence, index: int, asked: _Asked) -> bool:
    number = sentence.spans[index].number
    assert number is not None, "only numbers come here"
    before, after = sentence.near(index, -1), sentence.near(index, 1)
    if before is not None and before[1].may_be("more"):
        operator = before[1].value("more")
        if operator == "eq":
            return False
    elif after is not None and after[1].may_be("bound_after"):
        operator = after[1].value("bound_after")
    else:
        asked.limit = int(number.value)
        return number.value == asked.limit and 0 < asked.limit <= _MOST
    asked.bounds.append(Condition(amount_filter(LIST_PRICE, operator, (number.value,))))
    return True
