"""Where others read along, and what is approved with a click: whose eyes and hands it is."""

import threading

import pytest
from sqlalchemy.engine import Engine

from assistant.channels.card import Buttons
from assistant.channels.contract import Kind
from assistant.channels.delivery import ELSEWHERE
from crm.database import writing
from crm.models import tasks, users
from tests.unit.assistant.channels.corner import (
    GROUP,
    MANAGER,
    REP,
    ChatOffice,
    Corner,
    Killed,
    text_of,
)
from tests.unit.assistant.jobs.digesting import MeddlingDesk

QUESTION = "sales this month"


@pytest.fixture
def office(engine: Engine) -> ChatOffice:
    """An office without orders, on each database in turn, whose manager is bound."""
    found = ChatOffice(engine, MeddlingDesk)
    found.staff()
    found.bind()
    return found


def test_in_a_group_of_equals_the_answer_is_said_there(office: ChatOffice) -> None:
    office.bind("A2", MANAGER)
    office.program.members = ("A1", "A2")
    office.write(QUESTION, place=GROUP)
    office.delivery().run()
    assert list(office.program.places.values()) == [GROUP]
    assert office.program.pointed == []


@pytest.mark.parametrize("other", ["a rep", "a stranger", "somebody unbound"])
def test_where_one_reads_along_who_sees_less_the_asker_is_answered_alone(
    office: ChatOffice, other: str
) -> None:
    with writing(office.engine) as connection:  # so that the manager sees more than the first
        row = {"user_id": "U3", "name": "U3", "role": "rep", "manager_id": MANAGER}
        connection.execute(users.insert().values(row))
    office.bind("A2", REP)
    office.program.members = ("A1", "A2") if other == "a rep" else ("A1",)
    office.program.members += ("A9",) if other == "somebody unbound" else ()
    office.program.strangers = other == "a stranger"
    office.write(QUESTION, place=GROUP)
    office.delivery().run()
    assert [one.room for one in office.program.places.values()] == ["@A1"]
    assert office.program.pointed == [ELSEWHERE["en"]]


def test_an_answer_announced_in_a_group_leaves_it_when_somebody_joins(office: ChatOffice) -> None:
    office.bind("A2", MANAGER)
    office.program.members = ("A1", "A2")
    office.write(QUESTION, place=GROUP)
    announced = threading.Event()
    desk = office.desk
    assert isinstance(desk, MeddlingDesk)

    def slow() -> None:
        assert announced.wait(60)
        raise Killed

    desk.meddle = slow
    corner = Corner(office.program, lambda s: announced.set() if s == "after post" else None)
    with pytest.raises(Killed):
        office.delivery(corner, patience_s=0).run()
    desk.meddle = lambda: None
    office.program.strangers = True
    office.clock.move(seconds=61)
    office.delivery().run()
    there = {
        office.program.places[h].room: t
        for h, t in zip(office.program.posted, office.program.texts(), strict=True)
    }
    assert there["C1"] == ELSEWHERE["en"]
    assert "definition:" in there["@A1"]


def proposed(office: ChatOffice) -> tuple[str, str]:
    """Has a reminder proposed; gives its id and its hash, as the buttons have them."""
    office.write("提醒我下周三给客户打电话")
    office.delivery().run()
    (card,) = office.program.posted.values()
    buttons = [one for block in card.blocks if isinstance(block, Buttons) for one in block.buttons]
    approve = next(one for one in buttons if one.does == "approve")
    return approve.value, approve.shown


def test_a_click_approves_once_and_the_card_says_so(office: ChatOffice) -> None:
    action_id, shown = proposed(office)
    for _ in range(2):
        office.write(
            "", kind="approve", action_id=action_id, shown=shown, clicked="h0", language="zh"
        )
    office.delivery().run()
    assert len(office.rows(tasks)) == 1
    (card,) = office.program.posted.values()
    assert not [one for one in card.blocks if isinstance(one, Buttons)]
    assert "已完成" in text_of(card)


def test_a_process_that_dies_behind_an_approval_has_it_done_once(office: ChatOffice) -> None:
    action_id, shown = proposed(office)
    office.write("", kind="approve", action_id=action_id, shown=shown, clicked="h0", language="zh")

    def at(step: str) -> None:
        if step == "before edit":
            raise Killed

    with pytest.raises(Killed):
        office.delivery(Corner(office.program, at)).run()
    office.clock.move(seconds=61)
    office.delivery().run()
    assert len(office.rows(tasks)) == 1
    assert office.messages() == ["sent", "sent"]


def test_what_was_not_shown_is_not_approved(office: ChatOffice) -> None:
    action_id, _ = proposed(office)
    office.write(
        "", kind="approve", action_id=action_id, shown="0" * 64, clicked="h0", language="en"
    )
    office.delivery().run()
    assert office.rows(tasks) == []
    assert "another one than was shown" in office.program.texts()[0]


def test_somebody_elses_click_finds_no_proposal_and_changes_no_card(office: ChatOffice) -> None:
    action_id, shown = proposed(office)
    before = office.program.texts()[0]
    office.bind("A2", REP)
    office.write(
        "", by="A2", kind="approve", action_id=action_id, shown=shown, clicked="h0", language="en"
    )
    office.delivery().run()
    assert office.rows(tasks) == []
    assert office.program.texts() == [before, "There is no such proposal."]


def test_a_rejection_is_final_and_an_edit_says_how(office: ChatOffice) -> None:
    action_id, shown = proposed(office)
    clicks: tuple[Kind, ...] = ("edit", "reject", "approve")
    for kind in clicks:
        office.write("", kind=kind, action_id=action_id, shown=shown, clicked="h0", language="zh")
    office.delivery().run()
    assert office.rows(tasks) == []
    card, told = office.program.texts()
    assert "已经放弃" in card
    assert "想改什么" in told
