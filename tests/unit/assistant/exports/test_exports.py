"""Raw rows leave to those who may, inside their scope, marked, limited, and on record."""

import hashlib
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook
from sqlalchemy.engine import Engine

from assistant import audit
from assistant.exports import (
    ExportsBusyError,
    NotExportableError,
    NothingToExportError,
    OfTable,
    OfTurn,
    RoleMayNotExportError,
    Shape,
)
from assistant.exports.exports import MOST_AT_ONCE
from crm.access import MASK, Caller
from crm.database import connect, sqlite_url, writing
from crm.importing import import_path
from crm.models import customers, orders, users
from crm.periods import Period
from crm.query.raw import TABLES
from crm.schema import prepare
from tests.demo import TODAY
from tests.unit.assistant.exports.exporting import (
    ADMIN,
    FINANCE,
    MANAGER,
    NOW,
    REP,
    Exporting,
    read,
)

Q3 = Period(date(2026, 7, 1), date(2026, 9, 30))


@pytest.fixture
def exporting(own_demo_engine: Engine) -> Exporting:
    return Exporting(own_demo_engine)


@pytest.fixture(autouse=True)
def own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        return int(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one())


def test_every_table_leaves_whole_to_an_administrator(exporting: Exporting) -> None:
    for table in TABLES:
        headings, *rows = exporting.rows(ADMIN, OfTable(table))
        assert len(rows) == count(exporting.engine, table)
        assert {len(row) for row in rows} <= {len(headings)}
        assert headings[0].endswith("_id")


@pytest.mark.parametrize("user_id", [REP, MANAGER])
def test_reps_and_managers_export_nothing_and_the_attempt_is_on_record(
    exporting: Exporting, user_id: str
) -> None:
    answered = exporting.ask(user_id, "今年销售额最高的客户")
    for wish in (OfTable("orders"), OfTable("nothing"), OfTurn(answered.turn_id), OfTurn("x")):
        with pytest.raises(RoleMayNotExportError):
            exporting.begin(user_id, wish)
    refused = [link for link in exporting.entries() if link.event == "export.refused"]
    assert [link.actor for link in refused] == [user_id] * 4


def test_a_period_and_a_customer_choose_rows(exporting: Exporting) -> None:
    with exporting.engine.connect() as connection:
        wanted = connection.execute(
            sa.select(orders.c.order_id).where(
                orders.c.customer_id == "C0007",
                orders.c.ordered_at >= "2026-07-01",
                orders.c.ordered_at < "2026-10-01",
            )
        ).scalars()
        expected = sorted(wanted)
    assert expected
    _, *rows = exporting.rows(FINANCE, OfTable("orders", Q3, "C0007"))
    assert [row[0] for row in rows] == expected
    _, *lines = exporting.rows(FINANCE, OfTable("order_lines", Q3, "C0007"))
    assert sorted({row[0] for row in lines}) == expected


def test_what_a_table_cannot_be_chosen_by_is_said(exporting: Exporting) -> None:
    with pytest.raises(NotExportableError, match="products have no dates"):
        exporting.begin(ADMIN, OfTable("products", Q3))
    with pytest.raises(NotExportableError, match="users have no customer"):
        exporting.begin(ADMIN, OfTable("users", customer_id="C0007"))
    with pytest.raises(NothingToExportError):
        exporting.begin(ADMIN, OfTable("orders", customer_id="C9999"))


def test_the_rows_behind_an_answer_are_all_of_them(exporting: Exporting) -> None:
    ranking = exporting.ask(FINANCE, "今年销售额最高的客户")
    (result,) = ranking.results
    assert result.row_count > 100 > len(result.rows)
    headings, *rows = exporting.rows(FINANCE, OfTurn(ranking.turn_id))
    assert headings == ["客户", "币种", "销售额"]
    assert len(rows) == result.row_count
    assert [row[0] for row in rows[:10]] == [row[0] for row in result.rows[:10]]


def test_a_list_is_read_row_by_row_beyond_the_limit_of_answers(exporting: Exporting) -> None:
    listed = exporting.ask(ADMIN, "今年的订单")
    (result,) = listed.results
    assert result.row_count > 1000
    _, *rows = exporting.rows(ADMIN, OfTurn(listed.turn_id))
    assert len(rows) == result.row_count
    assert [row[0] for row in rows[:5]] == [row[0] for row in result.rows[:5]]
    assert rows[0][4] == result.rows[0][4], "a status is written in words, as in the answer"


def test_what_was_limited_by_the_asker_stays_so(exporting: Exporting) -> None:
    asked = exporting.ask(ADMIN, "top 5 customers by units this year")
    assert len(exporting.rows(ADMIN, OfTurn(asked.turn_id))) == 6


def test_each_result_of_an_answer_has_its_rows(exporting: Exporting) -> None:
    asked = exporting.ask(ADMIN, "为什么上个月销售额降了")
    for index, result in enumerate(asked.results):
        headings, *rows = exporting.rows(ADMIN, OfTurn(asked.turn_id, index))
        assert len(rows) == len(result.rows)
        assert len(headings) == len(result.columns)
    with pytest.raises(NothingToExportError):
        exporting.begin(ADMIN, OfTurn(asked.turn_id, len(asked.results)))


def test_answers_of_others_and_answers_without_rows_look_like_none(exporting: Exporting) -> None:
    own = exporting.ask(FINANCE, "今年销售额")
    wordless = exporting.ask(ADMIN, "毛利多少")
    for turn_id in (own.turn_id, wordless.turn_id, "nothing"):
        with pytest.raises(NothingToExportError):
            exporting.begin(ADMIN, OfTurn(turn_id))


def test_an_answer_is_read_with_the_rights_of_now(exporting: Exporting) -> None:
    asked = exporting.ask(FINANCE, "客户列表")
    before = exporting.rows(FINANCE, OfTurn(asked.turn_id))
    with writing(exporting.engine) as connection:
        connection.execute(users.update().where(users.c.user_id == FINANCE).values(role="rep"))
    assert len(before) > 200
    with pytest.raises(RoleMayNotExportError):
        exporting.begin(FINANCE, OfTurn(asked.turn_id))


class Trusted(Caller):
    """A manager to whom somebody gave the right: what is masked stays so."""

    @property
    def may_export(self) -> bool:
        return True


def test_an_export_goes_through_the_same_door_as_every_query(exporting: Exporting) -> None:
    found = exporting.desk.caller(MANAGER)
    manager = Trusted(found.user_id, found.name, found.role, found.team, found.owners)
    export = exporting.exports.begin(manager, OfTable("customers"), Shape())
    headings, *rows = read(b"".join(export.parts()))
    export.close()
    assert 0 < len(rows) < count(exporting.engine, "customers")
    owner, phone, tax = (headings.index(name) for name in ("owner_id", "phone", "tax_id"))
    assert {row[owner] for row in rows} <= (manager.owners or set())
    assert {row[phone] for row in rows} == {row[tax] for row in rows} == {MASK}
    hidden = OfTable("orders", customer_id=_hidden_from(manager, exporting.engine))
    with pytest.raises(NothingToExportError):
        exporting.exports.begin(manager, hidden, Shape())


def _hidden_from(caller: Caller, engine: Engine) -> str:
    others = customers.c.owner_id.not_in(sorted(caller.owners or ()))
    with engine.connect() as connection:
        return str(connection.execute(sa.select(customers.c.customer_id).where(others)).scalar())


def test_more_rows_than_allowed_are_cut_and_the_file_says_so(own_demo_engine: Engine) -> None:
    exporting = Exporting(own_demo_engine, limit=7)
    whole = count(own_demo_engine, "orders")
    export = exporting.begin(ADMIN, OfTable("orders"))
    headings, *rows = read(b"".join(export.parts()))
    export.close()
    assert len(rows) == 7
    assert (export.mark.rows, export.mark.found, export.mark.cut) == (7, whole, True)
    assert headings[-1].endswith(f"cut: first 7 of {whole} rows")
    listed = exporting.ask(ADMIN, "今年的订单")
    assert len(exporting.rows(ADMIN, OfTurn(listed.turn_id))) == 8
    about = load_workbook(BytesIO(exporting.file(ADMIN, OfTable("orders"), Shape("xlsx"))))
    assert f"7 of {whole}" in [row[1].value for row in about["About this export"].rows]


def test_an_export_is_on_record_before_its_first_byte_and_after_its_last(
    exporting: Exporting,
) -> None:
    export = exporting.begin(FINANCE, OfTable("orders", Q3, "C0007"), Shape("xlsx"))
    (begun,) = exporting.entries()
    assert (begun.event, begun.actor, begun.subject) == (
        "data.exported",
        FINANCE,
        export.mark.export_id,
    )
    assert begun.told == {
        "role": "finance",
        "format": "xlsx",
        "table": "orders",
        "start": "2026-07-01",
        "end": "2026-09-30",
        "customer": "C0007",
        "rows": export.mark.rows,
        "found": export.mark.found,
    }
    file = b"".join(export.parts())
    export.close()
    export.close()
    _, ended = exporting.entries()
    assert (ended.event, ended.subject) == ("export.completed", export.mark.export_id)
    assert ended.told == {
        "rows": export.mark.rows,
        "bytes": len(file),
        "sha256": hashlib.sha256(file).hexdigest(),
    }
    with exporting.engine.connect() as connection:
        assert isinstance(audit.verify(connection), audit.Sound)


def test_the_record_of_an_answers_rows_says_what_was_looked_up(exporting: Exporting) -> None:
    asked = exporting.ask(FINANCE, "今年各区域销售额")
    exporting.file(FINANCE, OfTurn(asked.turn_id))
    told = next(link.told for link in exporting.entries() if link.event == "data.exported")
    assert told["turn"] == asked.turn_id
    assert told["lookup"]["measures"] == ["sales"]  # pyright: ignore[reportIndexIssue, reportCallIssue, reportArgumentType, reportOptionalSubscript]  (JSON)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("read_parts", [0, 1, 2])
def test_an_export_that_breaks_off_leaves_nothing_but_its_record(
    exporting: Exporting, own_temporary_folder: Path, form: str, read_parts: int
) -> None:
    export = exporting.begin(
        ADMIN, OfTable("order_lines"), Shape("xlsx" if form == "xlsx" else "csv")
    )
    parts = export.parts()
    for _ in range(read_parts):
        next(parts)
    assert bool(list(own_temporary_folder.iterdir())) == (form == "xlsx")
    export.close()
    assert not list(own_temporary_folder.iterdir())
    assert [link.event for link in exporting.entries()] == ["data.exported", "export.broken_off"]


def test_what_a_killed_process_left_goes_with_the_next_export(
    exporting: Exporting, own_temporary_folder: Path
) -> None:
    left = own_temporary_folder / "wendan-export-dead"
    left.mkdir()
    (left / "lock").touch()
    (left / "export.xlsx").write_bytes(b"rows")
    running = exporting.begin(ADMIN, OfTable("users"), Shape("xlsx"))
    assert not left.exists()
    exporting.file(ADMIN, OfTable("users"), Shape("xlsx"))
    assert len(b"".join(running.parts())) > 1000, "the folder of one that runs was left alone"
    running.close()


def test_only_so_many_exports_run_at_a_time(exporting: Exporting) -> None:
    exports, admin = exporting.exports, exporting.desk.caller(ADMIN)
    running = [exports.begin(admin, OfTable("users"), Shape()) for _ in range(MOST_AT_ONCE)]
    with pytest.raises(ExportsBusyError):
        exports.begin(admin, OfTable("users"), Shape())
    for export in running:
        export.close()
    with pytest.raises(NothingToExportError):
        exports.begin(admin, OfTurn("nothing"), Shape())
    exports.begin(admin, OfTable("users"), Shape()).close()


def test_the_file_tells_who_and_when_in_its_name_and_inside(exporting: Exporting) -> None:
    export = exporting.begin(FINANCE, OfTable("products"), Shape("xlsx"))
    book = load_workbook(BytesIO(b"".join(export.parts())))
    export.close()
    mark = f"exported by {FINANCE} at 2026-11-21 14:05:09 ({export.mark.export_id})"
    assert export.file_name == f"products-20261121-140509-{FINANCE}-{export.mark.export_id}.xlsx"
    assert book.properties.description == mark
    header = book["products"].oddHeader
    assert header is not None
    assert mark in str(header.left.text)
    assert book["About this export"]["B1"].value == mark
    headings = read(exporting.file(FINANCE, OfTable("products")))[0]
    assert headings[-1].startswith(f"exported by {FINANCE} at 2026-11-21 14:05:09 (")


@pytest.mark.parametrize("form", ["csv", "xlsx", "gb18030"])
def test_an_export_can_be_imported_again_and_the_mark_is_no_field(
    exporting: Exporting, tmp_path: Path, form: str
) -> None:
    shapes = {"csv": Shape(), "xlsx": Shape("xlsx"), "gb18030": Shape("csv", "gb18030")}
    folder = tmp_path / "taken"
    folder.mkdir()
    for table in ("users", "customers", "products", "contacts"):
        file = exporting.file(ADMIN, OfTable(table), shapes[form])
        (folder / f"{table}.{'xlsx' if form == 'xlsx' else 'csv'}").write_bytes(file)
    engine = connect(sqlite_url(tmp_path / "other.db"))
    prepare(engine)
    rejects = tmp_path / "rejects.csv"
    summary = import_path(
        engine, folder, now=NOW, today=TODAY, timezone=ZoneInfo("Asia/Shanghai"), rejects=rejects
    )
    assert summary.rejected_rows == summary.waiting_rows == 0
    assert summary.table("customers").new == count(exporting.engine, "customers")
    same = sa.select(customers).order_by(customers.c.customer_id)
    with exporting.engine.connect() as before, engine.connect() as after:
        expected = [dict(row) for row in before.execute(same).mappings()]
        found = [dict(row) for row in after.execute(same).mappings()]
    if form != "xlsx":  # +1 200 555 0103 would be a formula
        found = [{**row, "phone": row["phone"] and row["phone"].lstrip("'")} for row in found]
    assert found == expected
    engine.dispose()


def test_hostile_texts_are_texts_in_every_file(engine: Engine) -> None:
    from tests.security.injections import INJECTIONS

    names = [name.replace("\0", " ") for name in INJECTIONS]
    rows = [{"product_id": f"P{at:03}", "name": name} for at, name in enumerate(names)]
    with writing(engine) as connection:
        from crm.models import products

        connection.execute(products.insert(), rows)
        connection.execute(users.insert().values(user_id=ADMIN, name="a", role="admin", team=None))
    exporting = Exporting(engine)
    book = load_workbook(BytesIO(exporting.file(ADMIN, OfTable("products"), Shape("xlsx"))))
    cells = [row[1] for row in book["products"].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert all(cell.hyperlink is None for cell in cells)
    assert len(exporting.rows(ADMIN, OfTable("products"))) == len(names) + 1


def test_an_id_of_the_exporter_makes_no_formula_of_the_mark(exporting: Exporting) -> None:
    formula = "u;=HYPERLINK(0)"
    with writing(exporting.engine) as connection:
        connection.execute(users.insert().values(user_id=formula, name="Odd", role="finance"))
    mark = read(exporting.file(formula, OfTable("users")))[0][-1]
    assert mark.startswith("exported by u;'=HYPERLINK(0) at")
