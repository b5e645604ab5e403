"""Which measures a word asks for that is no measure's name: a verb, a thing that is counted."""

from collections.abc import Collection

from assistant.brains.rules.frame import Frame
from assistant.brains.rules.lexicon import Role
from assistant.brains.rules.spans import Cover, Span

SOLD = frozenset("sales net_sales units orders buyers average_price products_sold".split())
RETURNED = frozenset("returned return_rate return_count returned_units net_sales".split())
OWED = frozenset(("outstanding", "overdue"))
PAID = frozenset(("collected", "payment_count", "collection_rate"))
DEALS = frozenset("pipeline open_deals won won_count lost lost_count win_rate".split())
WANTED: dict[tuple[str, str], frozenset[str]] = {
    ("verb", "sell"): SOLD,
    ("verb", "buy"): SOLD,
    ("verb", "order"): SOLD | {"new_customers"},
    ("verb", "owe"): OWED,
    ("verb", "pay"): PAID,
    ("verb", "return"): RETURNED,
    ("verb", "overdue"): frozenset(("overdue",)),
    ("verb", "uninvoiced"): frozenset(("uninvoiced",)),
    ("entity", "order"): frozenset(
        "orders average_order cancelled_orders pending_orders draft_orders".split()
    ),
    ("entity", "customer"): frozenset(
        "customers buyers new_customers repeat_buyers repeat_rate sales_per_customer".split()
    ),
    ("entity", "product"): frozenset(("products", "products_sold", "units")),
    ("entity", "payment"): PAID,
    ("entity", "return"): RETURNED,
    ("entity", "invoice"): frozenset(("invoiced", "uninvoiced")),
    ("entity", "contract"): frozenset(("contracts", "contract_amount")),
    ("entity", "opportunity"): DEALS,
    ("unit", "orders"): frozenset(("orders",)),
    ("unit", "customers"): frozenset(("customers", "buyers", "new_customers")),
    ("unit", "products"): frozenset(("products", "products_sold")),
    ("unit", "units"): frozenset(("units", "returned_units")),
    ("unit", "money"): frozenset(("sales", "net_sales")),
}
LISTED = {"pay": "payment", "return": "return"}
"""Lists that say as much as a measure of what the verb says."""
SPLITS = frozenset(("dimension", "entity", "each_time"))
OPEN_SPLITS = frozenset("which by split trend rank sorting first last list fastest".split())
"""Kinds of words that ask for several rows, and may leave open of what."""
LISTS = frozenset(("entity", "dimension", "listed", "unit"))
OPEN_LISTS = frozenset("which list state deed verb newest oldest last_row".split())
"""Kinds of words that ask for rows, and may leave open of what."""
THINGS = frozenset(("dimension", "entity", "unit"))
STRICT = frozenset(("owe", "pay", "return", "overdue", "uninvoiced"))
"""Verbs that say one thing; one sells and buys in many a sentence about something else."""


def not_asked_for(cover: Cover, measures: Collection[str], meanings: set[str]) -> tuple[str, ...]:
    """Gives the measures that no word of a question asks for, and that none is said to mean."""
    asked = set(meanings)
    for span in cover.spans:
        for role in span.roles:
            asked |= {role.value} if role.kind == "measure" else _wanted(role)
    return tuple(measure for measure in measures if measure not in asked)


def not_split_by(cover: Cover, groups: Collection[str], meanings: set[str]) -> tuple[str, ...]:
    """Gives the dimensions that a plan splits by and no word of a question asks to."""
    said = set(meanings)
    for span in cover.spans:
        for role in span.roles:
            if role.kind in OPEN_SPLITS:
                return ()
            said |= {role.value} if role.kind in SPLITS else set()
    return tuple(group for group in groups if group not in said)


def is_listed(cover: Cover, frame: Frame, meanings: set[str]) -> bool:
    """Whether a list of such rows is asked for; figures are no list."""
    if frame.entity is None or meanings & {frame.entity, *frame.states}:
        return True
    roles = [role for span in cover.spans for role in span.roles]
    named = any(role.kind in LISTS and role.value.startswith(frame.entity) for role in roles)
    return named or any(role.kind in OPEN_LISTS for role in roles)


def is_answered(span: Span, frame: Frame) -> bool:
    """Whether a plan says what a verb or a thing of a question says; others are not looked at."""
    kinds = {role.kind for role in span.roles}
    if kinds == {"verb"} and STRICT.issuperset(role.value for role in span.roles):
        return any(_is_done(role, frame) for role in span.roles)
    if kinds and kinds <= THINGS and kinds != {"unit"}:
        return any(_is_there(role, frame) for role in span.roles)
    return True


def _is_done(role: Role, frame: Frame) -> bool:
    listed = frame.entity is not None and LISTED.get(role.value) == frame.entity
    return listed or bool(_wanted(role) & set(frame.measures))


def _is_there(role: Role, frame: Frame) -> bool:
    """Whether something is split by, kept, listed or counted in a plan."""
    if frame.view is not None:
        return True
    there = {*frame.groups, frame.entity, *(one.dimension for one in frame.conditions)}
    return role.value in there or bool(_wanted(role) & set(frame.measures))


def _wanted(role: Role) -> frozenset[str]:
    return WANTED.get((role.kind, role.value), frozenset())
