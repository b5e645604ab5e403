"""A customer is erased: nothing tells of it any more, and every figure is what it was."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import audit
from assistant.conversation.question import Question
from assistant.conversation.reply import Reply
from assistant.desk import Desk
from assistant.privacy import UnknownCustomerError, erase, lift, tombstones, write_holding
from assistant.verified import keep
from crm.access import operator
from crm.importing import Summary, import_path
from crm.measures import standard
from crm.models import CANONICAL, erasures, metadata

NOW = datetime.fromisoformat("2026-11-21 14:05:09")
TODAY = date(2026, 11, 21)
SECRETS = (
    "云岭包装",
    "老云",
    "袁怀瑾",
    "13800138000",
    "138 0013 8000",
    "yuan@yunling.example",
    "91330000MA27XXXX",
    "续约谈判",
    "老板娘生日",
    "急着要，周五前",
    "包装线合同",
    "二期商机",
    "云*岭",
    "cloudridge",
)
FILES = {
    "users.csv": "user_id,name,role\nU1,何听澜,admin\n",
    "customers.csv": "customer_id,name,short_name,aliases,city,region,owner_id,phone,tax_id,备注\n"
    "C1,云岭包装有限公司,云岭包装,老云;云*岭;Cloudridge,宁波,华东,U1,13800138000,91330000MA27XXXX,老板娘生日\n"
    "C2,海达仪器有限公司,海达仪器,,宁波,华东,U1,,,\n",
    "contacts.csv": "contact_id,customer_id,name,title,phone,email\n"
    "K1,C1,袁怀瑾,采购经理,13800138000,yuan@yunling.example\n"
    "K2,C2,周怀瑾,采购经理,13900139000,\n",
    "products.csv": "product_id,name\nP1,纸箱\n",
    "orders.csv": "order_id,customer_id,ordered_at,status,备注\n"
    "O1,C1,2026-10-01,completed,急着要，周五前\n"
    "O2,C2,2026-10-02,completed,\n",
    "order_lines.csv": "order_id,line_no,product_id,quantity,unit_price\n"
    "O1,1,P1,10,12.5\nO2,1,P1,3,9\n",
    "returns.csv": "return_id,order_id,amount,returned_at,reason\n"
    "R1,O1,5,2026-10-09,老板娘生日\nR2,O1,7,2026-10-09,破损\nR3,O2,1,2026-10-09,破损\n",
    "contracts.csv": "contract_id,customer_id,start_date,end_date,name\n"
    "T1,C1,2026-01-01,2026-12-31,包装线合同\n",
    "opportunities.csv": "opportunity_id,customer_id,name,stage,amount\nY1,C1,二期商机,报价,900\n",
    "activities.csv": "activity_id,customer_id,kind,occurred_at,subject,body\n"
    "A1,C1,visit,2026-10-03,续约谈判,老板娘生日那天再去\n",
}
"""A company of two customers; everything that is personal of the first one is in `SECRETS`."""
FIGURES = (
    "今年销售额",
    "今年各区域销售额",
    "宁波今年订单数",
    "今年退货额",
    "今年各退货原因的退货额",
    "今年拜访次数",
    "在跟商机金额",
)


def company(folder: Path, **changed: str) -> Path:
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.removesuffix(".csv"), text), encoding="utf-8")
    return folder


def imported(engine: Engine, folder: Path) -> Summary:
    zone = ZoneInfo("Asia/Shanghai")
    rejects = folder.with_name(f"{folder.name}.rejects.csv")
    return import_path(engine, folder, now=NOW, today=TODAY, timezone=zone, rejects=rejects)


def with_company(engine: Engine, tmp_path: Path) -> Engine:
    summary = imported(engine, company(tmp_path / "first"))
    assert summary.rejected_rows == summary.waiting_rows == 0
    return engine


@pytest.fixture
def filled(sqlite_engine: Engine, tmp_path: Path) -> Engine:
    """A database that holds the company."""
    return with_company(sqlite_engine, tmp_path)


@pytest.fixture
def each(engine: Engine, tmp_path: Path) -> Engine:
    """A database of each kind in turn that holds the company."""
    return with_company(engine, tmp_path)


@cache
def desk_of(engine: Engine) -> Desk:
    return Desk(engine, catalog=standard(), today=lambda: TODAY, now=lambda: NOW)


def erased(engine: Engine) -> dict[str, int]:
    return dict(erase(engine, "C1", desk_of(engine).all_names(), actor="", now=NOW).counts)


def ask(engine: Engine, text: str, conversation_id: str | None = None) -> Reply:
    return desk_of(engine).ask(operator(), Question(text, conversation_id))


def everything(engine: Engine) -> str:
    """Gives all that the database holds, as one text."""
    with engine.connect() as connection:
        rows = [
            list(map(str, row))
            for table in metadata.sorted_tables
            for row in connection.execute(sa.select(table))
        ]
    return json.dumps(rows, ensure_ascii=False)


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret.lower() in text.lower()]


def figures(engine: Engine) -> list[object]:
    return [
        [[cell for cell in row if isinstance(cell, int | float)] for row in result.rows]
        for text in FIGURES
        for result in ask(engine, text).results
    ]


def wished(engine: Engine, text: str) -> None:
    """Keeps a schedule, and leaves another one proposed."""
    desk = desk_of(engine)
    for answer in ("确认", "改成10点"):
        proposed = desk.ask(desk.caller("U1"), Question(text))
        assert proposed.status == "pending_approval"
        desk.ask(desk.caller("U1"), Question(answer, proposed.conversation_id))


def used(engine: Engine) -> None:
    """Asks, disputes and imports, so that everything that keeps texts holds some about C1."""
    first = ask(engine, "云岭包装今年销售额")
    assert first.status == "answered"
    ask(engine, "按月看", first.conversation_id)
    desk_of(engine).dispute(operator(), first.turn_id, "figure", "云岭包装说不是这个数")
    ask(engine, "今年销售额最高的客户")
    ask(engine, "云岭包装的联系人")
    ask(engine, "袁怀瑾的电话是138 0013 8000吗")
    ask(engine, "Cloudridge 今年销售额")
    ask(engine, "介绍一下云岭包装")
    ask(engine, "今年的拜访")
    ask(engine, "老云的毛利")
    for text in ("每周一9点把云岭包装的订单发给我", "每周一9点把老云的订单发给我"):
        wished(engine, text)


def test_nothing_is_left_that_tells_of_an_erased_customer(each: Engine) -> None:
    used(each)
    assert told(everything(each)) == list(SECRETS)
    counts = erased(each)
    assert told(everything(each)) == []
    assert counts["turns"] >= 8
    assert counts["disputes"] == counts["contacts"] == counts["customers"] == 1


def test_a_verified_question_that_names_the_customer_goes(filled: Engine) -> None:
    """It was verified before there was such a customer: then the name was a word like any."""
    turn = ask(filled, "海达仪器今年销售额").turn_id
    kept = desk_of(filled).verifying().verify(turn)
    with filled.begin() as connection:
        keep(connection, replace(kept, pattern="云岭包装〈period〉销售额"))
    assert erased(filled)["verified_questions"] == 1
    (left,) = desk_of(filled).verifying().listed()
    assert left.kept.pattern == "〈customer〉〈period〉销售额"


def test_what_is_of_others_stays(filled: Engine) -> None:
    ask(filled, "海达仪器今年销售额")
    before = ask(filled, "今年各区域销售额")
    erased(filled)
    kept = everything(filled)
    for word in ("海达仪器有限公司", "周怀瑾", "13900139000", "海达仪器今年销售额", "破损"):
        assert word in kept
    found = desk_of(filled).conversation(operator(), before.conversation_id)
    assert found["turns"][0]["reply"] == before.model_dump(mode="json")  # pyright: ignore[reportIndexIssue]  (JSON)


def test_every_figure_is_what_it_was(filled: Engine) -> None:
    before = figures(filled)
    erased(filled)
    assert figures(filled) == before
    ranked = ask(filled, "今年销售额最高的客户").results[0]
    assert ranked.rows[0][0] == tombstone(filled)
    assert Decimal(str(ranked.rows[0][1])) == Decimal(125)


def tombstone(engine: Engine) -> str:
    with engine.connect() as connection:
        (one,) = tombstones(connection)
    return one.pseudonym


def test_the_name_is_no_name_any_more(filled: Engine) -> None:
    erased(filled)
    for text in ("云岭包装今年销售额", "Cloudridge 今年销售额", "云岭今年销售额"):
        reply = ask(filled, text)
        assert reply.status == "not_understood"
    assert ask(filled, f"{tombstone(filled)} 今年销售额").status == "answered"


def test_the_log_says_who_erased_which_id_and_stays_whole(filled: Engine) -> None:
    used(filled)
    erased(filled)
    with filled.connect() as connection:
        entries = audit.listed(connection, audit.Wanted(event="customer.erased"))
        assert isinstance(audit.verify(connection), audit.Sound)
    (entry,) = entries
    assert (entry.subject, entry.actor, entry.at) == ("C1", "", "2026-11-21 14:05:09")
    assert set(map(type, entry.told.values())) == {int}


def test_an_import_brings_nothing_back_and_says_why(filled: Engine, tmp_path: Path) -> None:
    erased(filled)
    before = figures(filled)
    again = imported(filled, company(tmp_path / "again"))
    assert told(everything(filled)) == []
    assert figures(filled) == before
    (note,) = [one for one in again.notes if "erased customers" in one]
    assert "customers 1, contacts 1" in note
    assert "wendan customer lift" in note
    assert not again.changed, "what is not personal is as it was"


def test_an_import_still_changes_what_is_not_personal(each: Engine, tmp_path: Path) -> None:
    erased(each)
    lines = FILES["order_lines.csv"] + "O3,1,P1,4,10\n"
    orders = FILES["orders.csv"] + "O3,C1,2026-10-20,completed,急着要，周五前\n"
    imported(each, company(tmp_path / "more", order_lines=lines, orders=orders))
    assert told(everything(each)) == []
    assert ask(each, "今年销售额").results[0].rows == ((192,),)


def test_bad_and_waiting_rows_of_an_erased_customer_are_not_kept(
    each: Engine, tmp_path: Path
) -> None:
    erased(each)
    bad = FILES["contacts.csv"] + "K9,C1,,采购经理,13800138000,yuan@yunling.example\n"
    lines = (
        FILES["order_lines.csv"]
        .replace("unit_price\n", "unit_price,备注\n")
        .replace("O1,1,P1,10,12.5", "O1,1,P1,10,12.5,\nO1,2,P9,1,1,老板娘生日")
        .replace("O2,1,P1,3,9", "O2,1,P1,3,9,")
    )
    found = imported(each, company(tmp_path / "bad", contacts=bad, order_lines=lines))
    assert (found.rejected_rows, found.waiting_rows) == (1, 1)
    assert told(everything(each)) == []


def test_an_erasure_can_be_lifted(filled: Engine, tmp_path: Path) -> None:
    erased(filled)
    lift(filled, "C1", actor="", now=NOW)
    imported(filled, company(tmp_path / "lifted"))
    assert ask(filled, "云岭包装今年销售额").status == "answered"
    with pytest.raises(UnknownCustomerError):
        lift(filled, "C1", actor="", now=NOW)


def test_a_second_erasure_keeps_the_pseudonym(filled: Engine) -> None:
    erased(filled)
    named = tombstone(filled)
    assert set(erased(filled)) <= {"conversations", "turns"}
    assert tombstone(filled) == named


def test_an_unknown_customer_is_not_erased(filled: Engine) -> None:
    with pytest.raises(UnknownCustomerError):
        erase(filled, "C9", desk_of(filled).all_names(), actor="", now=NOW)
    with filled.connect() as connection:
        assert connection.execute(sa.select(erasures)).all() == []


def test_the_file_of_the_database_holds_nothing_either(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    imported(sqlite_engine, company(tmp_path / "first"))
    used(sqlite_engine)
    erased(sqlite_engine)
    sqlite_engine.dispose()
    path = Path(str(sqlite_engine.url.database))
    held = b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    assert [secret for secret in SECRETS if secret.encode() in held] == []


def test_everything_held_of_a_customer_is_given_out(each: Engine, tmp_path: Path) -> None:
    used(each)
    path = tmp_path / "c1.zip"
    names = desk_of(each).all_names()
    counts = write_holding(each, "C1", names, path, actor="", now=NOW)
    assert {"customers", "contacts", "orders", "conversations", "disputes"} <= set(counts)
    assert counts["returns"] == 2
    with ZipFile(path) as archive:
        held = "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert told(held) == list(SECRETS)
    assert "海达仪器" not in held
    with each.connect() as connection:
        (entry,) = audit.listed(connection, audit.Wanted(event="customer.exported"))
    assert entry.subject == "C1"


def test_a_common_word_for_a_name_spoils_no_question_of_others(
    sqlite_engine: Engine, tmp_path: Path
) -> None:
    customers = FILES["customers.csv"].replace("云岭包装,老云;云*岭;Cloudridge", "今年,")
    imported(sqlite_engine, company(tmp_path / "first", customers=customers))
    ask(sqlite_engine, "今年各区域销售额")
    erased(sqlite_engine)
    assert "今年各区域销售额" in everything(sqlite_engine)


def test_all_tables_with_a_customer_are_thought_of() -> None:
    from crm.erasure import PERSONAL
    from crm.relations import ROOTS

    of_customers = {name for name, root in ROOTS.items() if root.customer is not None}
    nothing_personal = {"anomaly_flags"}  # ids and figures
    assert set(PERSONAL) == of_customers - nothing_personal
    ours = {"anomaly_flags", "anomaly_reviews"}
    assert of_customers - ours <= {table.name for table in CANONICAL}
