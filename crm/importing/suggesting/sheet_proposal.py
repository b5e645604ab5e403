"""Proposals for sheets of invoice lines: what is order, customer, product, line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crm.importing.columns import is_known_choice
from crm.importing.fields import form
from crm.importing.mapping import (
    Cancels,
    Column,
    Constant,
    DerivedId,
    Expression,
    Product,
    SourceMapping,
    Target,
    Words,
)
from crm.importing.registry import canonical_custom_name, normal
from crm.importing.suggesting.assignment import assigned
from crm.importing.suggesting.dependence import dependent
from crm.importing.suggesting.guessing import guessed
from crm.importing.suggesting.profiles import Profile, Sheet, date_order
from crm.importing.suggesting.vocabulary import PLACES, RETURN_WORDS, table_words
from crm.importing.values import Problem, exact, plain_text

_PATHS = (
    "orders.order_id", "orders.ordered_at", "customers.customer_id", "customers.name",
    "products.product_id", "products.name", "order_lines.quantity", "order_lines.unit_price",
    "order_lines.amount", "orders.status", "orders.owner_id", "orders.channel", "orders.currency",
    "orders.shipped_at", "orders.delivered_at", "orders.due_date", "orders.ship_country",
    "orders.ship_region", "orders.ship_province", "orders.ship_city", "customers.country",
    "customers.region", "customers.province", "customers.city", "customers.industry",
    "customers.level", "customers.phone", "customers.tax_id", "products.category",
    "products.model", "products.unit", "products.list_price", "order_lines.line_no",
    "returns.order_id", "returns.reason",
)  # fmt: skip
_LEVELS = ("orders", "customers", "products", "order_lines")
_USUAL = {
    "sub_category": "products", "brand": "products", "color": "products", "size": "products",
    "specification": "products", "supplier": "products", "segment": "customers",
    "source": "customers", "ship_mode": "orders", "freight": "order_lines", "priority": "orders",
    "remark": "orders", "warehouse": "orders", "department": "orders", "project": "orders",
    "carrier": "orders", "tracking_number": "orders", "payment_terms": "orders",
    "returned": "orders", "discount": "order_lines", "profit": "order_lines",
    "cost": "order_lines", "tax": "order_lines", "tax_rate": "order_lines",
}  # fmt: skip
"""Where known custom fields belong, if the values agree."""


@dataclass
class Draft:
    """A mapping of one source in the making, with the reasons for it."""

    tables: dict[str, dict[str, Expression]] = field(
        default_factory=dict[str, dict[str, Expression]]
    )
    custom: dict[str, dict[str, Expression]] = field(
        default_factory=dict[str, dict[str, Expression]]
    )
    comments: dict[str, str] = field(default_factory=dict[str, str])

    def set(self, path: str, expression: Expression, comment: str = "") -> None:
        """Fills a column."""
        table, _, column = path.partition(".")
        self.tables.setdefault(table, {}).setdefault(column, expression)
        if comment:
            self.comments.setdefault(path, comment)

    def set_custom(self, table: str, name: str, expression: Expression, comment: str = "") -> None:
        """Fills a custom field."""
        self.tables.setdefault(table, {})
        self.custom.setdefault(table, {})[name] = expression
        if comment:
            self.comments[f"{table}.custom.{name}"] = comment

    def targets(self) -> Mapping[str, Target]:
        """Gives the tables, their columns in the contract's order."""
        return {
            table: Target(
                {f.name: columns[f.name] for f in form(table).fields if f.name in columns},
                self.custom.get(table, {}),
            )
            for table, columns in self.tables.items()
        }


def sheet_proposal(
    sheet: Sheet, name: str, today: date, *, by_values: bool = False
) -> tuple[SourceMapping, Draft] | None:
    """Gives the proposal for a sheet of lines, None where the source is none.

    With `by_values`, columns whose headers say nothing are guessed from their values.
    """
    found = _recognised(sheet)
    guesses = guessed(sheet, found) if by_values and _is_nearly_a_sheet(sheet, found) else {}
    found |= guesses
    needed = ("orders.order_id", "orders.ordered_at")
    if not all(path in found for path in needed) or not _has_party_and_line(found):
        return None
    draft = Draft()
    for path in guesses:
        draft.comments[path] = "CHECK: guessed from the values"
    dates, reason = date_order(sheet.profiles[found["orders.ordered_at"]], today)
    if reason:
        draft.comments["dates"] = reason
    levels = _levels(sheet, found)
    _set_parties(draft, found)
    _set_order(draft, found, sheet)
    _set_owner(draft, found.get("orders.owner_id"), levels)
    _set_line(draft, found, sheet)
    _set_places(draft, found, levels)
    _set_others(draft, found, sheet, levels)
    cancels = _cancels(draft, found, sheet)
    ordered = {t: draft.targets()[t] for t in _TABLE_ORDER if t in draft.tables}
    return SourceMapping(name, ordered, cancels, dates), draft


_TABLE_ORDER = ("users", "customers", "products", "orders", "order_lines", "returns")


def _is_nearly_a_sheet(sheet: Sheet, found: Mapping[str, str]) -> bool:
    """Tells whether a source may hold lines at all: it has a date and numbers, and no own name."""
    dates = [one for one in sheet.profiles.values() if one.is_date()]
    numbers = [one for one in sheet.profiles.values() if one.is_number() and not one.is_date()]
    named = table_words().get(normal(sheet.source.name)) not in (None, "orders", "order_lines")
    return bool(dates and len(numbers) >= 2) and not named and len(found) < len(sheet.profiles)


def _has_party_and_line(found: Mapping[str, str]) -> bool:
    party = {"customers.customer_id", "customers.name"} & found.keys()
    product = {"products.product_id", "products.name"} & found.keys()
    money = {"order_lines.amount", "order_lines.unit_price"} & found.keys()
    return bool(party and product and money)


def _recognised(sheet: Sheet) -> dict[str, str]:
    found = assigned(sheet, _PATHS, {})
    # A country is the order's until its values show that it is the customer's too.
    for place in PLACES:
        if f"orders.ship_{place}" not in found and f"customers.{place}" in found:
            found[f"orders.ship_{place}"] = found.pop(f"customers.{place}")
    return found


def _levels(sheet: Sheet, found: Mapping[str, str]) -> Mapping[str, set[str]]:
    """Gives the headers that are constant in each order, customer, product."""
    at = {header: profile.at for header, profile in sheet.profiles.items()}
    customer = found.get("customers.customer_id", found.get("customers.name", ""))
    product = found.get("products.product_id", found.get("products.name", ""))
    keys = {
        "orders": [at[found["orders.order_id"]], at[customer], at[found["orders.ordered_at"]]],
        "customers": [at[customer]],
        "products": [at[product]],
    }
    columns = [place for place in at.values() if place not in (at[customer], at[product])]
    constant = dependent(sheet.source, keys, columns)
    names = {place: header for header, place in at.items()}
    return {key: {names[place] for place in places} for key, places in constant.items()}


def _set_parties(draft: Draft, found: Mapping[str, str]) -> None:
    for table, key in (("customers", "customer_id"), ("products", "product_id")):
        code, name = found.get(f"{table}.{key}"), found.get(f"{table}.name")
        if code is None:
            assert name is not None, "checked by _has_party_and_line"
            draft.set(f"{table}.{key}", DerivedId(name), "the sheet has names only")
        else:
            draft.set(f"{table}.{key}", Column(code))
        draft.set(f"{table}.name", Column(name or code or ""))


def _set_order(draft: Draft, found: Mapping[str, str], sheet: Sheet) -> None:
    splitting = "a number used for several customers or days is split into orders"
    draft.set("orders.order_id", Column(found["orders.order_id"]), splitting)
    draft.set("orders.ordered_at", Column(found["orders.ordered_at"]))
    _set_status(draft, found.get("orders.status"), sheet)
    if "orders.currency" in found:
        draft.set("orders.currency", Column(found["orders.currency"]))
    for column in ("channel", "shipped_at", "delivered_at", "due_date"):
        if f"orders.{column}" in found:
            draft.set(f"orders.{column}", Column(found[f"orders.{column}"]))


def _set_owner(draft: Draft, owner: str | None, levels: Mapping[str, set[str]]) -> None:
    """A salesperson becomes a user, and owns the customer where it is always the same one."""
    if owner is None:
        return
    draft.set("users.user_id", DerivedId(owner))
    draft.set("users.name", Column(owner))
    draft.set("users.role", Constant("rep"), "CHECK: who is a manager")
    draft.set("orders.owner_id", DerivedId(owner))
    if owner in levels["customers"]:
        draft.set("customers.owner_id", DerivedId(owner))
    else:
        draft.comments["customers"] = (
            "owner_id is left out: some customers have several salespeople. Without it only "
            "finance and admin see them"
        )


def _set_status(draft: Draft, header: str | None, sheet: Sheet) -> None:
    if header is None:
        draft.set("orders.status", Constant("completed"), "the sheet has none")
        return
    values = sheet.profiles[header].values
    unknown = [
        value
        for value in values
        if not is_known_choice("orders.status", value) and value.casefold() not in RETURN_WORDS
    ]
    if len(unknown) > 10 or len(values) > 50:
        draft.set("orders.status", Constant("completed"), f"{header!r} holds no statuses")
        draft.set_custom("orders", header, Column(header))
        return
    note = f"CHECK: {', '.join(unknown)} is unknown; see the form `words` above" if unknown else ""
    returns = {value: "completed" for value in values if value.casefold() in RETURN_WORDS}
    if returns:
        note = note or "rows of these words become returns, see cancels"
        draft.set("orders.status", Words(header, returns), note)
    else:
        draft.set("orders.status", Column(header), note)


def _set_line(draft: Draft, found: Mapping[str, str], sheet: Sheet) -> None:
    quantity, price, amount = (
        found.get(f"order_lines.{name}") for name in ("quantity", "unit_price", "amount")
    )
    if quantity is None:
        draft.set("order_lines.quantity", Constant("1"), "CHECK: no column of quantities found")
    else:
        draft.set("order_lines.quantity", Column(quantity))
    if price is not None:
        draft.set("order_lines.unit_price", Column(price))
    else:
        draft.comments["order_lines"] = "unit_price is amount / quantity: the sheet has none"
    if amount is not None:
        draft.set("order_lines.amount", Column(amount), _agreement(sheet, quantity, price, amount))
    elif price and quantity and (discount := _fraction(sheet, "discount")):
        factors = (quantity, price, f"1-{discount}")
        draft.set("order_lines.amount", Product(factors))
    line = found.get("order_lines.line_no")
    if line is not None and sheet.profiles[line].is_integer() and _is_unique(sheet, found, line):
        draft.set("order_lines.line_no", Column(line))


def _fraction(sheet: Sheet, name: str) -> str | None:
    for header, profile in sheet.profiles.items():
        known = canonical_custom_name(header).casefold() == name
        if known and profile.is_number() and 0 <= profile.lowest <= profile.highest <= 1:
            return header
    return None


def _agreement(sheet: Sheet, quantity: str | None, price: str | None, amount: str) -> str:
    if quantity is None or price is None:
        return ""
    equal = total = 0
    for row in zip(*(sheet.cells(header) for header in (quantity, price, amount)), strict=True):
        numbers = [value for value in map(exact, row) if value and not isinstance(value, Problem)]
        if len(numbers) == 3:
            total += 1
            equal += abs(numbers[0] * numbers[1] - numbers[2]) < 1
    if not total or equal == total:
        return ""
    return f"taken as given; it is quantity x price in {equal * 100 // total}% of the rows"


def _is_unique(sheet: Sheet, found: Mapping[str, str], line: str) -> bool:
    cells = list(zip(sheet.cells(found["orders.order_id"]), sheet.cells(line), strict=True))
    return len(set(cells)) == len(cells)


def _set_places(draft: Draft, found: Mapping[str, str], levels: Mapping[str, set[str]]) -> None:
    for place in PLACES:
        header = found.get(f"orders.ship_{place}")
        if header is None:
            continue
        if header in levels["orders"]:
            draft.set(f"orders.ship_{place}", Column(header))
        if header in levels["customers"]:
            draft.set(f"customers.{place}", Column(header))
        elif header not in levels["orders"]:
            draft.set_custom("order_lines", header, Column(header))
        else:
            draft.comments[f"orders.ship_{place}"] = "differs between orders of one customer"


def _set_others(
    draft: Draft, found: Mapping[str, str], sheet: Sheet, levels: Mapping[str, set[str]]
) -> None:
    """Places the attributes that are recognised, and all other columns as custom fields."""
    for path, header in found.items():
        table, _, column = path.partition(".")
        attribute = table in ("customers", "products") and column not in ("name", *form(table).key)
        if path.startswith("returns.") or (
            attribute and (table == "products" or header in levels["customers"])
        ):
            draft.set(path, Column(header))
        elif attribute:
            _set_custom(draft, sheet.profiles[header], levels)
    left: list[str] = []
    for header, profile in sheet.profiles.items():
        if header in found.values() or not profile.filled:
            continue
        if profile.is_row_number():
            left.append(f"{header!r} counts the rows of the sheet and is left out")
        else:
            _set_custom(draft, profile, levels)
    draft.comments[""] = "\n".join(left)


def _set_custom(draft: Draft, profile: Profile, levels: Mapping[str, set[str]]) -> None:
    name = canonical_custom_name(profile.header)
    usual = _USUAL.get(name)
    fits = [level for level in _LEVELS[:3] if profile.header in levels[level]]
    table = usual if usual in fits or usual == "order_lines" else None
    if table is None and usual is None and not profile.is_number():
        table = next(
            (level for level in ("customers", "products", "orders") if level in fits), None
        )
    if table is None:
        table = "orders" if "orders" in fits and not profile.is_number() else "order_lines"
    draft.set_custom(table, name, Column(profile.header))


def _cancels(draft: Draft, found: Mapping[str, str], sheet: Sheet) -> Cancels:
    quantity = found.get("order_lines.quantity")
    prefix = _cancel_prefix(sheet, found["orders.order_id"], quantity)
    if prefix:
        draft.comments["cancels"] = (
            f"order numbers of rows with a negative quantity begin with {prefix!r}"
        )
    for header, profile in sheet.profiles.items():
        words = [value for value in profile.values if value.casefold() in RETURN_WORDS]
        if words and len(profile.values) <= 50:
            return Cancels(True, prefix, header, tuple(words))
    return Cancels(True, prefix)


def _cancel_prefix(sheet: Sheet, number: str, quantity: str | None) -> str:
    """Gives the letters that begin the order numbers of negative rows, and of no others."""
    if quantity is None:
        return ""
    negative: set[str] = set()
    positive: set[str] = set()
    for cell, count in zip(sheet.cells(number), sheet.cells(quantity), strict=True):
        value, text = exact(count), plain_text(cell) or ""
        if isinstance(value, Problem) or not value or not text:
            continue
        letters = text[: len(text) - len(text.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-"))]
        (negative if value < 0 else positive).add(letters)
    only = negative - positive - {""}
    return min(only) if len(only) == 1 else ""
