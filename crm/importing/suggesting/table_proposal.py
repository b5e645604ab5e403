"""Proposals for sources that are one table each, joined by ids, as in a database."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from crm.importing.columns import is_known_choice
from crm.importing.fields import form
from crm.importing.mapping import (
    Column,
    Constant,
    Lookup,
    Ordinal,
    Product,
    SourceMapping,
    Template,
    Words,
)
from crm.importing.registry import canonical_custom_name, normal
from crm.importing.suggesting.assignment import assigned
from crm.importing.suggesting.profiles import Sheet, date_order
from crm.importing.suggesting.sheet_proposal import Draft
from crm.importing.suggesting.vocabulary import column_words, table_words
from crm.importing.values import plain_text

_KEY_WORDS = ("id", "entity_id", "code", "no", "number", "编号", "编码", "代码", "key")
_PERSONAL = re.compile(
    r"birth|address|phone|mobile|photo|courtesy|note|fax|extension|生日|住址", re.IGNORECASE
)


def table_named_like(sheet: Sheet) -> str | None:
    """Gives the contract's table that a source's name means, if any."""
    return table_words().get(normal(sheet.source.name))


def table_proposal(
    sheet: Sheet, table: str, name: str, sheets: Sequence[Sheet], today: date
) -> tuple[SourceMapping, Draft] | None:
    """Gives the proposal for a source that holds one table, None where columns are missing."""
    paths = [f"{table}.{field.name}" for field in form(table).fields]
    key = form(table).key
    key_words = [f"{sheet.source.name}_id", *_KEY_WORDS]
    found = assigned(sheet, paths, {f"{table}.{key[0]}": key_words} if len(key) == 1 else {})
    draft = Draft()
    for path, header in found.items():
        draft.set(path, Column(header))
    if table == "users":
        _set_person(draft, sheet, found)
    elif table == "orders":
        _set_order_status(draft, sheet, found)
    elif table == "order_lines":
        _set_line(draft, sheet, found)
    elif table == "customers":
        _set_contacts(draft, sheet, found)
    lacking = {f.name for f in form(table).fields if f.required} - draft.tables.get(
        table, {}
    ).keys()
    if lacking - ({"unit_price"} if "amount" in draft.tables.get(table, {}) else set()):
        return None
    _set_joined(draft, table, sheet, sheets, found)
    _set_rest(draft, table, sheet, found)
    dates = next((p for p in sheet.profiles.values() if p.is_date()), None)
    order, reason = date_order(dates, today) if dates else ("year-first", "")
    if reason:
        draft.comments["dates"] = reason
    return SourceMapping(name, draft.targets(), None, order), draft


def looked_up(mappings: Sequence[SourceMapping]) -> set[str]:
    """Gives the sources that some mapping looks something up in."""
    return {
        expression.source
        for mapping in mappings
        for target in mapping.tables.values()
        for expression in (*target.columns.values(), *target.custom.values())
        if isinstance(expression, Lookup)
    }


def _set_person(draft: Draft, sheet: Sheet, found: dict[str, str]) -> None:
    by_word = {normal(header): header for header in sheet.profiles}
    first, last = by_word.get("firstname"), by_word.get("lastname")
    if first and last:
        draft.tables["users"]["name"] = Template(f"{{{first}}} {{{last}}}")
        found.update({"users.name": first, "users.first": first, "users.last": last})
    title = by_word.get("title") or by_word.get("jobtitle") or by_word.get("职务")
    if "users.role" in draft.tables["users"]:
        return
    if title is None:
        draft.set("users.role", Constant("rep"), "CHECK: who is a manager, finance, admin")
        return
    roles = _roles(sheet, title, found)
    note = "CHECK: by title and by who has reports; admin sees and sets everything"
    draft.set("users.role", Words(title, roles, "rep"), note)


def _roles(sheet: Sheet, title: str, found: Mapping[str, str]) -> Mapping[str, str]:
    """Gives a role by title: the top of the tree is admin, who has reports is manager."""
    key, boss = found.get("users.user_id"), found.get("users.manager_id")
    if key is None or boss is None:
        return {}
    bosses = Counter(plain_text(cell) for cell in sheet.cells(boss))
    roles: dict[str, str] = {}
    people = zip(*(sheet.cells(header) for header in (key, boss, title)), strict=True)
    for person, above, word in people:
        if plain_text(above) is None:
            roles[plain_text(word) or ""] = "admin"
        elif bosses[plain_text(person)]:
            roles.setdefault(plain_text(word) or "", "manager")
    return roles


def _set_order_status(draft: Draft, sheet: Sheet, found: dict[str, str]) -> None:
    header = found.get("orders.status")
    values = sheet.profiles[header].values if header else ()
    if header is None or not all(is_known_choice("orders.status", value) for value in values):
        draft.tables["orders"].pop("status", None)
        found.pop("orders.status", None)
        draft.set("orders.status", Constant("completed"), "no column holds it")


def _set_line(draft: Draft, sheet: Sheet, found: dict[str, str]) -> None:
    by_word = {canonical_custom_name(header).casefold(): header for header in sheet.profiles}
    quantity, price = found.get("order_lines.quantity"), found.get("order_lines.unit_price")
    discount = by_word.get("discount")
    if discount and quantity and price and "order_lines.amount" not in found:
        profile = sheet.profiles[discount]
        if 0 <= profile.lowest <= profile.highest <= 1:
            draft.set("order_lines.amount", Product((price, quantity, f"1-{discount}")))
    order = found.get("order_lines.order_id")
    if order is not None:
        draft.set("order_lines.line_no", Ordinal(order), "the order of rows within the order")


def _set_contacts(draft: Draft, sheet: Sheet, found: dict[str, str]) -> None:
    """A column of contact names beside the company makes contacts too."""
    words = column_words("contacts.name")
    name = next((h for h in sheet.profiles if normal(h) in words[1:]), None)
    key = found.get("customers.customer_id")
    if name is None or key is None or name in found.values():
        return
    draft.set("contacts.contact_id", Column(key), "one contact a customer")
    draft.set("contacts.customer_id", Column(key))
    draft.set("contacts.name", Column(name))
    found["contacts.name"] = name
    for column in ("title", "phone", "email"):
        words = column_words(f"contacts.{column}")
        header = next(
            (h for h, p in sheet.profiles.items() if normal(h) in words and p.filled), None
        )
        if header is not None:
            draft.set(f"contacts.{column}", Column(header))
            found[f"contacts.{column}"] = header


def _set_joined(
    draft: Draft, table: str, sheet: Sheet, sheets: Sequence[Sheet], found: dict[str, str]
) -> None:
    """Follows ids into tables that the contract does not have, for the names there."""
    for header, profile in sheet.profiles.items():
        stem = re.sub(r"(_?id|编号)$", "", header, flags=re.IGNORECASE)
        other = next((s for s in sheets if normal(s.source.name) == normal(stem)), None)
        if stem == header or other is None or table_named_like(other) or not profile.filled:
            continue
        if header in found.values():
            continue
        key = next(
            (h for h in other.profiles if normal(h) in {*map(normal, _KEY_WORDS), normal(header)}),
            None,
        )
        name = next((h for h in other.profiles if normal(h).endswith("name")), None)
        if key is None or name is None:
            continue
        join = Lookup(other.source.name, header, key, name)
        path = f"{table}.{stem.casefold()}"
        known = any(field.name == stem.casefold() for field in form(table).fields)
        if known:
            draft.set(path, join)
        else:
            draft.set_custom(table, canonical_custom_name(stem), join)
        found[f"{path} joined"] = header


def _set_rest(draft: Draft, table: str, sheet: Sheet, found: Mapping[str, str]) -> None:
    left: list[str] = []
    for header, profile in sheet.profiles.items():
        if header in found.values() or not profile.filled:
            continue
        if table == "users" and _PERSONAL.search(header):
            left.append(f'left out as personal: {header} = "{header}"')
        elif not profile.is_row_number() or table != "order_lines":
            draft.set_custom(table, canonical_custom_name(header), Column(header))
    draft.comments[table] = "\n".join(left)
