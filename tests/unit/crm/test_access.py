"""Who may see what: scopes of rep, manager, finance and admin, and the fields that are masked."""

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from crm.access import (
    MASK,
    Caller,
    UnknownCallerError,
    View,
    caller_named,
    count_customers,
    operator,
)
from crm.models import users
from crm.relations import ROOTS
from tests.unit.crm.query.trading_company import Books, company


@pytest.fixture
def filled(engine: Engine) -> Engine:
    """The small company on each database."""
    return company().into(engine)


def _seen(engine: Engine, user_id: str | None, table: str) -> set[str]:
    """Gives the keys of the rows of `table` that a user sees."""
    with engine.connect() as connection:
        caller = operator() if user_id is None else caller_named(connection, user_id)
        key = next(iter(ROOTS[table].table.primary_key))
        return set(connection.execute(View(caller).select(table, [key])).scalars())


@pytest.mark.parametrize(
    ("user_id", "customers"),
    [
        ("ann", {"C1", "C2"}),
        ("bob", {"C3"}),
        ("cat", {"C4"}),
        ("max", {"C4"}),
        ("mia", {"C1", "C2", "C3", "C4"}),
        ("fin", {"C1", "C2", "C3", "C4", "C5"}),
        ("adm", {"C1", "C2", "C3", "C4", "C5"}),
        (None, {"C1", "C2", "C3", "C4", "C5"}),
    ],
)
def test_customers_are_seen_by_their_owner_those_above_finance_and_admin(
    filled: Engine, user_id: str | None, customers: set[str]
) -> None:
    assert _seen(filled, user_id, "customers") == customers
    with filled.connect() as connection:
        caller = operator() if user_id is None else caller_named(connection, user_id)
        assert count_customers(connection, caller) == len(customers)


@pytest.mark.parametrize(
    ("table", "ann", "max_", "everyone"),
    [
        ("contacts", {"K1"}, set[str](), {"K1", "K2"}),
        ("orders", {"O1", "O2", "O3", "O4", "O5"}, {"O9", "O10", "O11"}, None),
        ("order_lines", {"O1", "O2", "O3", "O5"}, {"O9", "O10", "O11"}, None),
        ("returns", {"T1", "T3"}, set[str](), {"T1", "T2", "T3"}),
        ("payments", {"O1-0", "O2-1", "O2-2", "O3-3", "O5-5"}, set[str](), None),
        ("invoices", {"I1", "I2", "I4"}, set[str](), {"I1", "I2", "I3", "I4"}),
        ("contracts", {"K1"}, set[str](), {"K1", "K2"}),
        ("opportunities", {"D1", "D2", "D3"}, {"D5"}, {"D1", "D2", "D3", "D4", "D5"}),
        ("activities", {f"V{n}" for n in (1, 2, 3, 4, 5, 6, 8)}, set[str](), None),
        ("targets", {"ann"}, {"cat"}, {"ann", "bob", "cat"}),
        ("users", {"ann"}, {"max", "cat"}, None),
        ("products", {"P1", "P2", "P3", "P4"}, {"P1", "P2", "P3", "P4"}, None),
    ],
)
def test_what_hangs_on_a_customer_is_seen_with_it(
    filled: Engine, table: str, ann: set[str], max_: set[str], everyone: set[str] | None
) -> None:
    assert _seen(filled, "ann", table) == ann
    assert _seen(filled, "max", table) == max_
    if everyone is not None:
        assert _seen(filled, "fin", table) == everyone


def test_every_table_of_queries_has_a_scope_or_is_for_all(filled: Engine) -> None:
    nobody = Caller(user_id="nobody", name="", role="rep", owners=frozenset())
    with filled.connect() as connection:
        for name, root in ROOTS.items():
            chosen = View(nobody).select(name, [sa.func.count()])
            count = connection.execute(chosen).scalar_one()
            assert count == (4 if name == "products" else 0), root.table.name


def test_a_scope_holds_through_every_join(filled: Engine) -> None:
    nobody = Caller(user_id="nobody", name="", role="rep", owners=frozenset())
    with filled.connect() as connection:
        for name, root in ROOTS.items():
            for other in root.joins:
                chosen = View(nobody).select(name, [sa.func.count()], join=[other])
                assert connection.execute(chosen).scalar_one() == 0, (name, other)


def test_a_customer_without_an_owner_is_nobodys(filled: Engine) -> None:
    for user_id in ("ann", "bob", "cat", "mia", "max"):
        assert "C5" not in _seen(filled, user_id, "customers")


def test_a_manager_sees_no_own_customers_and_no_own_target(engine: Engine) -> None:
    books = Books()
    books.add("users", user_id="boss", name="Boss", role="manager")
    books.add("users", user_id="rep", name="Rep", role="rep", manager_id="boss")
    for user_id in ("boss", "rep"):
        books.customer(f"of {user_id}", user_id)
        books.add("targets", user_id=user_id, month="2026-01", amount=1)
    books.into(engine)
    assert _seen(engine, "boss", "customers") == {"of rep"}
    assert _seen(engine, "boss", "targets") == {"rep"}
    assert _seen(engine, "rep", "targets") == {"rep"}


def test_a_circle_of_managers_ends(engine: Engine) -> None:
    books = Books()
    for user_id, above in (("a", "c"), ("b", "a"), ("c", "b"), ("d", "c"), ("self", "self")):
        books.add("users", user_id=user_id, name=user_id, role="manager", manager_id=above)
    books.into(engine)
    with engine.connect() as connection:
        assert caller_named(connection, "a").owners == {"b", "c", "d"}
        assert caller_named(connection, "d").owners == frozenset()
        assert caller_named(connection, "self").owners == frozenset()


def test_a_manager_that_nobody_knows_gives_nobody_rights(engine: Engine) -> None:
    books = Books()
    books.add("users", user_id="rep", name="Rep", role="rep", manager_id="gone")
    books.add("users", user_id="other", name="Other", role="manager", manager_id="gone")
    books.customer("C1", "rep")
    books.into(engine)
    assert _seen(engine, "other", "customers") == set()
    with engine.connect() as connection, pytest.raises(UnknownCallerError):
        caller_named(connection, "gone")


@pytest.mark.parametrize("role", ["owner", "Admin", "", "REP"])
def test_a_role_that_is_none_of_the_four_gives_no_rights(engine: Engine, role: str) -> None:
    with engine.begin() as connection:
        connection.execute(users.insert(), {"user_id": "x", "name": "X", "role": role})
    with engine.connect() as connection, pytest.raises(UnknownCallerError):
        caller_named(connection, "x")


@pytest.mark.parametrize("user_id", ["", "ANN", "ann ", "' OR 1=1 --"])
def test_an_id_that_no_user_has_gives_no_rights(filled: Engine, user_id: str) -> None:
    with filled.connect() as connection, pytest.raises(UnknownCallerError):
        caller_named(connection, user_id)


@pytest.mark.parametrize(("user_id", "sees"), [("ann", False), ("mia", False), ("fin", True), ("adm", True)])  # fmt: skip
def test_queries_are_shown_to_those_who_see_all_rows(
    filled: Engine, user_id: str, *, sees: bool
) -> None:
    with filled.connect() as connection:
        assert caller_named(connection, user_id).may_see_query is sees


def test_a_masked_field_is_a_mask_in_the_statement_itself() -> None:
    manager = Caller(user_id="mia", name="", role="manager", owners=frozenset({"ann"}))
    for table, name in (("customers", "phone"), ("customers", "tax_id"), ("contacts", "phone")):
        masked = View(manager).select(table, [View(manager).column(table, name)])
        assert f"{table}.{name}" not in str(masked)
        assert MASK in str(masked.compile(compile_kwargs={"literal_binds": True}))
        for role in ("rep", "finance", "admin"):
            other = Caller(user_id="x", name="", role=role, owners=frozenset({"x"}))
            assert View(other).column(table, name) is ROOTS[table].table.c[name]


def test_of_users_outside_the_team_no_more_than_the_id_is_seen(filled: Engine) -> None:
    with filled.connect() as connection:
        for user_id, expected in (
            ("ann", [("O1", "Ann", "Blue"), ("O4", None, None)]),
            ("mia", [("O1", "Ann", "Blue"), ("O4", "Bob", "Blue")]),
            ("fin", [("O1", "Ann", "Blue"), ("O4", "Bob", "Blue")]),
        ):
            view = View(caller_named(connection, user_id))
            order = ROOTS["orders"].table.c.order_id
            columns = [order, users.c.name, users.c.team]
            chosen = view.select("orders", columns, join=["users"]).order_by(order)
            found = connection.execute(chosen.where(order.in_(["O1", "O4"]))).all()
            assert [tuple(row) for row in found] == expected, user_id
