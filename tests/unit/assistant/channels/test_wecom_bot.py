"""An AI bot of WeCom: what it is told, what it shows, and answers that are fetched once."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.answering import NOT_HERE
from assistant.channels.card import Card, card_of, said
from assistant.channels.contract import (
    Fetch,
    Incoming,
    Place,
    Received,
    Refused,
    Request,
    Unknowable,
)
from assistant.channels.fetching import BELOW, OVER, fetched
from assistant.channels.listed import PROGRAMS
from assistant.channels.wecom_bot.adapter import WeComBot
from assistant.channels.wecom_bot.showing import buttons, markdown
from assistant.identity import Account
from assistant.settings import Settings
from crm.database import writing
from crm.models import chat_messages
from tests.channels.signing import (
    WECOM_KEY,
    WECOM_TOKEN,
    payload,
    wecom_opened,
    wecom_query,
    wecom_sealed,
)
from tests.unit.assistant.channels.corner import (
    DIRECT,
    GROUP,
    TENANT,
    ChatOffice,
    Corner,
    Killed,
    text_of,
)
from tests.unit.assistant.channels.replies import REPLIES
from tests.unit.assistant.channels.snapshots import assert_as_before
from tests.unit.assistant.channels.test_any_request import SMALL, changed
from tests.unit.assistant.jobs.digesting import MeddlingDesk

NOW = 1_795_000_000.0
SETTINGS = {"token": WECOM_TOKEN, "aes_key": WECOM_KEY, "id": None, "secret": None}
BOT = WeComBot(SETTINGS, httpx.Client(base_url="http://127.0.0.1:9"))
QUESTION = "sales this month"
Json = dict[str, Any]


def request(found: Any) -> Request:
    sealed = wecom_sealed(json.dumps(found), "")
    body = json.dumps({"encrypt": sealed}).encode()
    return Request({}, body, wecom_query(sealed, NOW))


def read(name: str, **more: Any) -> Received:
    return BOT.read(request({**payload(f"wecom/{name}"), **more}), NOW)


def the_one(received: Received) -> Incoming:
    (found,) = received.messages
    return found


def told(body: bytes) -> Json:
    found: Json = json.loads(wecom_opened(json.loads(body)["encrypt"]))
    return found


def test_a_mention_is_read_without_it_and_a_stream_of_ours_begins() -> None:
    received = read("aibot_text_group")
    found = the_one(received)
    assert (found.text, found.place.room, found.place.is_private) == (
        "hello robot",
        "CHATID",
        False,
    )
    assert found.account == Account("wecom_bot", "USERID", "AIBOTID")
    stream = told(received.body)["stream"]
    assert (stream["id"], stream["finish"]) == (found.message_id, False)


def test_what_wecom_heard_and_what_stands_beside_a_picture_is_read() -> None:
    assert the_one(read("aibot_voice_single")).text == "这是语音转成文本的内容"
    assert the_one(read("aibot_mixed_group")).text == "这是今日的测试情况"


@pytest.mark.parametrize("kind", ["image", "file", "video", "location", "sticker", "recalled"])
def test_what_has_no_text_is_answered_kindly(kind: str) -> None:
    assert the_one(read("aibot_text_group", msgtype=kind)).kind == "unknown"


def test_events_that_are_not_for_us_are_nothing() -> None:
    assert read("aibot_event_feedback") == Received()
    assert read("aibot_event_template_card_button") == Received()


@pytest.mark.parametrize(
    ("address", "under"),
    [
        (
            "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code=R",
            "/cgi-bin/aibot/response?response_code=R",
        ),
        ("https://elsewhere.example.com/?response_code=R", ""),
        ("RESPONSEURL", ""),
    ],
)
def test_an_answer_goes_to_wecom_alone_whatever_the_address_says(address: str, under: str) -> None:
    assert the_one(read("aibot_text_group", response_url=address)).place.under == under


def click(value: Mapping[str, str], msgid: str = "m1") -> Incoming:
    event = payload("wecom/aibot_event_template_card_button")["event"]
    event["template_card_event"]["event_key"] = json.dumps(value)
    return the_one(read("aibot_event_template_card_button", event=event, msgid=msgid))


def test_a_choice_clicked_twice_is_one_question_and_each_decision_is_made() -> None:
    ask = {"wendan": "ask", "v": "Harbour Foods", "h": "", "l": "en"}
    assert click(ask).message_id == click(ask, "m2").message_id
    assert (click(ask).kind, click(ask).text) == ("text", "Harbour Foods")
    yes = {"wendan": "approve", "v": "a1", "h": "0", "l": "zh"}
    assert click(yes).message_id != click(yes, "m2").message_id
    assert (click(yes).kind, click(yes).action_id, click(yes).shown) == ("approve", "a1", "0")


@pytest.mark.parametrize(
    "name",
    [
        "aibot_text_group",
        "aibot_voice_single",
        "aibot_mixed_group",
        "aibot_stream_refresh",
        "aibot_event_enter_chat",
        "aibot_event_template_card_button",
    ],
)
@given(data=st.data())
def test_a_sealed_message_in_another_shape_is_read_or_refused(
    name: str, data: st.DataObject
) -> None:
    found = data.draw(st.one_of(changed(f"wecom/{name}"), SMALL))
    status = 400
    try:
        BOT.read(request(found), NOW)
    except Refused as refused:
        status = refused.status
    assert status in {400, 401}


QUERY = st.dictionaries(
    st.sampled_from("msg_signature timestamp nonce echostr".split()), st.text(max_size=9)
)


@given(query=QUERY, body=st.binary())
def test_unsigned_requests_of_any_shape_are_refused(query: dict[str, str], body: bytes) -> None:
    with pytest.raises(Refused) as refused:
        BOT.read(Request({}, body, query), NOW)
    assert refused.value.status in {400, 401}


@pytest.mark.parametrize("name", REPLIES)
def test_a_reply_is_rendered_as_before_and_within_the_limits(name: str) -> None:
    card = card_of(REPLIES[name])
    text = markdown(card, with_buttons=True)
    assert_as_before(f"wecom_bot/{name}", {"markdown": text, "card": buttons(card, "k")})
    assert len(text.encode()) <= 20_480


def test_a_proposal_that_is_cut_cannot_be_approved_there() -> None:
    whole = card_of(REPLIES["proposal"])
    cut = replace(whole, blocks=(*said("字" * 9_000, "zh").blocks, *whole.blocks))
    assert "approve" in str(buttons(whole, "k"))
    assert "approve" not in str(buttons(cut, "k"))


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ({"errcode": -1}, NotNow),
        ({"errcode": 40140}, NotEver),
        ({}, NobodyKnows),
        ([], NobodyKnows),
    ],
)
def test_what_wecom_answers_says_whether_to_try_again(answer: Any, raised: type[Exception]) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=answer))
    client = httpx.Client(transport=transport, base_url="http://wecom.test")
    place = Place("@u", under="/cgi-bin/aibot/response?response_code=R", is_private=True)
    with pytest.raises(raised):
        WeComBot(SETTINGS, client).post(place, "k", said("好", "zh"))
    if raised is NotEver:  # the address has its answer
        assert WeComBot(SETTINGS, client).find(place, "k", said("好", "zh"), 60) == "k"
    with pytest.raises(Unknowable):
        WeComBot(SETTINGS, client).find(place, "k", said("好", "zh"), 3600)


class Asking(Corner):
    """An adapter whose program fetches answers."""

    posts = True

    def is_fetched(self, incoming: Incoming) -> bool:
        return not incoming.clicked

    def post_rest(self, place: Place, key: str, card: Card) -> None:
        self.at(f"rest of {key} in {place.room}")
        self.program.pointed.append(f"rest of {text_of(card)[:5]}")


@pytest.fixture
def office(engine: Engine) -> ChatOffice:
    """An office without orders, on each database in turn, whose manager is bound."""
    found = ChatOffice(engine, MeddlingDesk)
    found.staff()
    found.bind()
    return found


def fetch(office: ChatOffice, message_id: str = "m1") -> tuple[str, bool]:
    wanted = Fetch(Account("slack", "A1", TENANT), message_id, lambda _card, _last: b"")
    card, is_last = fetched(office.engine, wanted, office.clock.utc())
    return text_of(card), is_last


def test_an_answer_is_fetched_however_often_and_posted_never(office: ChatOffice) -> None:
    office.write(QUESTION)
    assert fetch(office) == ("Looking it up…", False)
    asking = Asking(office.program)
    office.delivery(asking).run()
    text, is_last = fetch(office)
    assert ("sales" in text, is_last) == (True, True)
    assert office.delivery(asking).run() == 1
    assert fetch(office) == (text, True)
    assert (office.program.posted, len(office.program.pointed)) == ({}, 1)
    assert office.messages() == ["sent"]
    office.clock.move(minutes=11)
    office.delivery().sweep()
    assert fetch(office) == (OVER, True)
    (row,) = office.rows(chat_messages)
    assert (row["incoming"], row["said"]) == (None, None)


def test_what_is_not_fetched_is_posted_once_and_then_not_fetched(office: ChatOffice) -> None:
    office.write(QUESTION)
    office.write("and last month?")
    asking = Asking(office.program)
    for pause_s in (6, 31):
        assert office.delivery(asking).run() == 0
        assert office.program.posted == {}
        office.clock.move(seconds=pause_s)

    def die(step: str) -> None:
        if step == "after post":
            raise Killed

    with pytest.raises(Killed):
        office.delivery(Asking(office.program, die)).run()
    assert fetch(office) == (BELOW, True)
    office.clock.move(seconds=61)
    office.delivery(asking).run()
    assert len(office.program.posted) == 1
    assert fetch(office, "m2")[1]
    office.delivery(asking).run()
    assert office.messages() == ["sent", "sent"]
    assert len(office.program.posted) == 1


def test_in_a_group_nothing_is_said_but_where_to_ask(office: ChatOffice) -> None:
    office.write(QUESTION, place=GROUP)
    office.delivery(Asking(office.program)).run()
    assert fetch(office) == (NOT_HERE.en, True)
    assert office.count_turns() == 0


def test_the_answer_to_a_click_is_posted_at_once(office: ChatOffice) -> None:
    office.write(QUESTION, clicked="t1")
    office.delivery(Asking(office.program)).run()
    assert len(office.program.posted) == 1
    assert office.messages() == ["sent"]


def test_an_answer_of_which_nothing_is_known_is_over(office: ChatOffice) -> None:
    assert fetch(office, "never") == (OVER, True)
    office.write(QUESTION)
    with writing(office.engine) as connection:
        connection.execute(chat_messages.update().values(state="failed"))
    assert fetch(office) == (OVER, True)
    assert DIRECT.is_private


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"wecom_bot_token": "t"}, ["wecom_bot_aes_key"]),
        ({"wecom_bot_id": "b"}, ["wecom_bot_secret"]),
        ({"wecom_bot_id": "b", "wecom_bot_secret": "s", "wecom_bot_token": "t"}, []),
        ({}, ["wecom_bot_token", "wecom_bot_aes_key"]),
    ],
)
def test_what_is_missing_is_of_the_way_that_is_meant(
    given: dict[str, str], missing: list[str]
) -> None:
    (program,) = [one for one in PROGRAMS if one.name == "wecom_bot"]
    chosen = Settings.model_validate(given)
    assert list(program.missing(chosen)) == missing
    assert program.is_wanted(chosen) == bool(given)
