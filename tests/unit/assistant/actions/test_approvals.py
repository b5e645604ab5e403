"""A person approves exactly what was shown, once, with the rights of that moment."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
import sqlalchemy as sa

from assistant.actions.contents import (
    Content,
    CreateTask,
    ExportRows,
    MarkAnomalies,
    OrderDraft,
    OrderLine,
    RecordActivity,
    UpdateField,
    as_document,
)
from assistant.actions.refusal import ActionRefused
from crm.models import (
    anomaly_flags,
    contacts,
    customers,
    locked_users,
    products,
    proposals,
    restores,
    users,
)
from tests.unit.assistant.actions.house import START, House, letter

LINES = (OrderLine("P1", "Pump", Decimal(3), Decimal("99.5")),)
ACTIVITY = RecordActivity("C1", "Acorn 1", "visit", date(2026, 11, 20), "met Kay, who wants pumps")
TASK = CreateTask("call Kay", datetime(2026, 11, 27, 9), remind=True)  # noqa: DTZ001
ORDER = OrderDraft("C1", "Acorn 1", "CNY", LINES)
FIELD = UpdateField("C1", "Acorn 1", "level", "B", "A")


def refused(house: House, content: Content, user_id: str = "U1") -> str:
    """Gives why a proposal is not done."""
    one = house.propose(content, user_id)
    with pytest.raises(ActionRefused) as error:
        house.approve(one)
    return error.value.code


def test_what_is_approved_is_done_once_however_often_it_is_clicked(house: House) -> None:
    for content in (ACTIVITY, TASK, ORDER, FIELD, letter()):
        one = house.propose(content)
        states = {house.approve(one).state for _ in range(3)}
        assert states == {"approved" if content.kind == "send_message" else "done"}
    (activity,) = house.rows("activities")
    assert (activity["customer_id"], activity["user_id"]) == ("C1", "U1")
    assert activity["subject"] == "met Kay, who wants pumps"
    assert activity["occurred_at"] == datetime(2026, 11, 20)  # noqa: DTZ001
    (task,) = house.rows("tasks")
    assert (task["user_id"], task["title"], task["due_at"]) == ("U1", "call Kay", TASK.due_at)
    (order,) = house.rows("orders")
    assert (order["status"], order["amount"], order["source_system"]) == (
        "draft",
        Decimal("298.5"),
        "wendan",
    )
    assert [line["quantity"] for line in house.rows("order_lines")] == [Decimal(3)]
    levels = {row["customer_id"]: row["level"] for row in house.rows("customers")}
    assert levels == {"C1": "A", "C2": "B"}
    to = sorted(json.loads(json.dumps(row["content"]))["to"] for row in house.rows("outbox"))
    assert to == ["ida@ours.example", "kay1@their.example"]
    assert house.events().count("action.approved") == 5
    versions = {row["table_name"]: row["version"] for row in house.rows("table_state")}
    assert versions == {"customers": 2, "activities": 1, "orders": 1, "order_lines": 1}


def test_nothing_is_done_without_an_approval(house: House) -> None:
    for content in (ACTIVITY, TASK, ORDER, FIELD, letter()):
        house.propose(content)
    house.clock.turn(days=30)
    assert house.deliver() == 0
    tables = ("activities", "tasks", "orders", "outbox")
    assert [house.rows(table) for table in tables] == [[]] * 4
    assert {one.at(house.clock.now) for one in house.approvals.listed("U1")} == {"expired"}


def test_somebody_elses_proposal_is_one_that_there_is_not(small_house: House) -> None:
    one = small_house.propose(letter())
    doors = small_house.approvals
    for other in ("U2", "M1", "F1", ""):
        for act in (
            lambda who=other: doors.approve(who, one.action_id),
            lambda who=other: doors.reject(who, one.action_id),
            lambda who=other: doors.edit(who, one.action_id, {"subject": "x"}),
            lambda who=other: doors.send_again(who, one.action_id),
            lambda who=other: doors.one(who, one.action_id),
        ):
            with pytest.raises(ActionRefused) as error:
                act()
            assert error.value.code == "unknown"
    assert small_house.state(one) == ("pending", None)


def test_what_was_not_shown_is_not_done(house: House) -> None:
    one = house.propose(letter())
    with pytest.raises(ActionRefused) as error:
        house.approvals.approve("U1", one.action_id, "0" * 64)
    assert error.value.code == "hash"
    assert house.state(one) == ("pending", None)


@pytest.mark.parametrize("column", ["content", "user_id", "hash"])
def test_a_proposal_that_was_changed_in_the_database_does_nothing(
    house: House, column: str
) -> None:
    one = house.propose(letter())
    other = {
        "content": as_document(letter(to="kay2@their.example")),
        "user_id": "U2",
        "hash": "0" * 64,
    }
    house.change(proposals.update().values({column: other[column]}))
    with pytest.raises(ActionRefused) as error:
        house.approvals.approve("U2" if column == "user_id" else "U1", one.action_id)
    assert error.value.code == "hash"
    assert house.rows("outbox") == []


def test_an_edit_is_another_proposal_and_the_first_is_void(house: House) -> None:
    first = house.propose(letter())
    second = house.approvals.edit("U1", first.action_id, {"subject": "Other", "text": "Bye."})
    assert (second.state, second.hash != first.hash) == ("pending", True)
    with pytest.raises(ActionRefused) as error:
        house.approve(first)
    assert error.value.code == "replaced"
    assert house.approvals.one("U1", first.action_id).replaced_by == second.action_id
    house.approve(second)
    assert house.deliver() == 1
    assert [(m.letter.subject, m.letter.text) for m in house.postman.taken] == [("Other", "Bye.")]
    with pytest.raises(ActionRefused) as error:
        house.approvals.edit("U1", second.action_id, {"subject": "Too late"})
    assert error.value.code == "decided"


EDITS = [
    (letter(), {"to": "evil@else.example"}, "recipient"),
    (letter(), {"to": "kay2@their.example"}, "recipient"),
    (letter(), {"to": "kay1@their.example\nBcc: evil@else.example"}, "value"),
    (letter(), {"subject": "x\r\nBcc: evil@else.example"}, "value"),
    (letter(), {"subject": "x" * 201}, "value"),
    (letter(), {"text": "a\x00b"}, "value"),
    (letter(), {"text": " "}, "value"),
    (letter(), {"customer_id": "C2"}, "field"),
    (letter(), {"channel": "sms"}, "field"),
    (TASK, {"due_at": "tomorrow"}, "value"),
    (TASK, {"title": ""}, "value"),
    (ACTIVITY, {"activity": "party"}, "value"),
    (ACTIVITY, {"occurred_on": "2026-02-30"}, "value"),
    (ORDER, {"quantity_1": "-1"}, "value"),
    (ORDER, {"quantity_1": "NaN"}, "value"),
    (ORDER, {"quantity_2": "1"}, "field"),
    (ORDER, {"unit_price": "1"}, "field"),
    (UpdateField("C1", "Acorn 1", "status", None, "active"), {"value": "dead"}, "value"),
]


def test_an_edit_that_leads_elsewhere_is_refused(small_house: House) -> None:
    for content, changes, code in EDITS:
        one = small_house.propose(content)
        with pytest.raises(ActionRefused) as error:
            small_house.approvals.edit("U1", one.action_id, changes)
        assert (changes, error.value.code) == (changes, code)
        assert small_house.state(one) == ("pending", None)


def test_an_edit_takes_what_fits(small_house: House) -> None:
    for content, changes in (
        (TASK, {"due_at": "2026-12-01 14:30", "title": "write to Kay"}),
        (TASK, {"due_at": ""}),
        (ACTIVITY, {"activity": "call", "occurred_on": "2026-11-19", "note": "two\nlines"}),
        (ORDER, {"quantity_1": "2.5"}),
        (letter(), {"to": "kay1@their.example"}),
    ):
        one = small_house.propose(content)
        changed = small_house.approvals.edit("U1", one.action_id, changes)
        assert small_house.approve(changed).state in {"done", "approved"}


def test_a_blank_has_to_be_filled_in_first(small_house: House) -> None:
    content = replace(letter(text="Pay by [the deadline]."), blanks=("the deadline",))
    one = small_house.propose(content)
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "blanks"
    filled = small_house.approvals.edit("U1", one.action_id, {"text": "Pay by 1 December."})
    assert small_house.approve(filled).state == "approved"


def test_a_proposal_expires_a_message_within_a_day(small_house: House) -> None:
    message, task = small_house.propose(letter()), small_house.propose(TASK)
    small_house.clock.turn(hours=25)
    with pytest.raises(ActionRefused) as error:
        small_house.approve(message)
    assert error.value.code == "expired"
    assert small_house.approve(task).state == "done"


def test_what_was_rejected_is_never_done(small_house: House) -> None:
    one = small_house.propose(letter())
    assert {small_house.approvals.reject("U1", one.action_id).state for _ in range(2)} == {
        "rejected"
    }
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "rejected"
    done = small_house.propose(ACTIVITY)
    small_house.approve(done)
    with pytest.raises(ActionRefused) as error:
        small_house.approvals.reject("U1", done.action_id)
    assert error.value.code == "decided"


def test_only_those_who_may_have_it_done(small_house: House) -> None:
    assert refused(small_house, letter(), "U2") == "customer"
    assert refused(small_house, ACTIVITY, "F1") == "role"
    assert refused(small_house, TASK, "F1") == "role"
    assert refused(small_house, letter(customer_id="nobody")) == "customer"
    assert refused(small_house, letter(to="kay2@their.example")) == "recipient"
    assert refused(small_house, ExportRows("t", 0, 5, "csv")) == "role"
    assert small_house.approve(small_house.propose(ExportRows("t", 0, 5, "csv"), "F1")).state == (
        "done"
    )
    phone = UpdateField("C1", "Acorn 1", "phone", None, "556")
    assert refused(small_house, phone, "M1") == "role"
    assert small_house.approve(small_house.propose(ACTIVITY, "M1")).state == "done"


def test_rights_that_went_meanwhile_are_gone_at_the_approval(house: House) -> None:
    handed_over, locked = house.propose(letter()), house.propose(ACTIVITY)
    house.change(customers.update().values(owner_id="U2"))
    with pytest.raises(ActionRefused) as error:
        house.approve(handed_over)
    assert error.value.code == "customer"
    assert house.state(handed_over) == ("refused", "customer")
    house.change(customers.update().values(owner_id="U1"))
    house.change(locked_users.insert().values(user_id="U1", locked_at=START))
    with pytest.raises(ActionRefused) as error:
        house.approve(locked)
    assert error.value.code == "role"
    assert house.rows("activities") == house.rows("outbox") == []
    assert house.events()[-2:] == ["action.refused"] * 2


def test_a_contact_who_left_gets_nothing(small_house: House) -> None:
    one = small_house.propose(letter())
    small_house.change(contacts.update().values(email=None))
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "recipient"


@pytest.mark.parametrize("table", [contacts, customers])
def test_who_wants_no_e_mail_gets_none(small_house: House, table: sa.Table) -> None:
    one = small_house.propose(letter())
    small_house.change(table.update().values(custom={"do_not_email": "yes"}))
    assert refused(small_house, letter()) == "recipient"
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "recipient"


def test_a_field_that_somebody_else_changed_meanwhile_is_left_alone(house: House) -> None:
    one = house.propose(FIELD)
    house.change(customers.update().values(level="C"))
    with pytest.raises(ActionRefused) as error:
        house.approve(one)
    assert error.value.code == "changed"
    assert {row["level"] for row in house.rows("customers")} == {"C"}
    assert house.state(one) == ("pending", None)


def test_a_product_that_went_meanwhile_is_in_no_draft(small_house: House) -> None:
    one = small_house.propose(ORDER)
    small_house.change(products.delete())
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "product"
    assert small_house.rows("orders") == []


def test_what_waited_when_a_backup_was_restored_is_not_done_again(small_house: House) -> None:
    one = small_house.propose(ACTIVITY)
    small_house.clock.turn(minutes=1)
    row = {"restore_id": "r", "source": "b", "made_at": START, "finished_at": small_house.clock.now}
    small_house.change(restores.insert().values(row))
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "restored"


def flagged(house: House, kind: str) -> None:
    """Puts a flag on an order of C1."""
    row = {"order_id": "SO-1", "kind": kind, "customer_id": "C1", "ordered_at": START}
    values = {"severity": "high", "score": 1, "strength": 2, "state": "open"}
    figures = dict[str, str]()
    house.change(anomaly_flags.insert().values(**row, **values, found_at=START, figures=figures))


def test_all_flags_of_an_order_are_decided_with_one_approval(house: House) -> None:
    for kind in ("odd_hour", "amount_spike"):
        flagged(house, kind)
    flags = ("odd_hour", "amount_spike")
    content = MarkAnomalies("SO-1", "C1", "Acorn 1", flags, "dismissed")
    one = house.propose(content)
    with pytest.raises(ActionRefused) as error:
        house.approve(one)  # a dismissal needs its reason
    assert error.value.code == "value"
    assert {row["state"] for row in house.rows("anomaly_flags")} == {"open"}
    house.approve(house.approvals.edit("U1", one.action_id, {"reason": "stock for the year"}))
    assert {row["state"] for row in house.rows("anomaly_flags")} == {"dismissed"}
    assert house.events().count("anomaly.dismissed") == 2


def test_a_user_who_is_deleted_has_no_more_rights(small_house: House) -> None:
    one = small_house.propose(letter())
    small_house.change(users.delete())
    with pytest.raises(ActionRefused) as error:
        small_house.approve(one)
    assert error.value.code == "role"
