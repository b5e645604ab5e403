"""What DingTalk answers: what was taken, may be tried again, never will be, or nobody knows."""

import json
from typing import Any, cast

import httpx
import pytest

from assistant.actions.channel import NobodyKnows, NotEver, NotNow
from assistant.channels.card import said
from assistant.channels.contract import Members, Place, Unknowable
from assistant.channels.dingtalk.adapter import NOT_SHOWN, DingTalk
from assistant.identity import Account

SETTINGS = {"client_id": "ding1", "client_secret": "s", "mode": "stream"}
GROUP, ALONE, CARD = Place("cidG=="), Place("@u1", is_private=True), said("Hello", "en")
TOKEN = {"accessToken": "t-1", "expireIn": 7200}
TAKEN = {"success": True, "result": {"deliverResults": [{"success": True}]}}
Answer = tuple[int, Any] | Exception


def dingtalk(
    *answers: Answer, seen: list[Any] | None = None, token: Answer = (200, TOKEN)
) -> DingTalk:
    """Gives an adapter to whom DingTalk answers this, one after the other."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        found = token if request.url.path == "/v1.0/oauth2/accessToken" else left.pop(0)
        if seen is not None:
            seen.append((request.method, request.url.path, json.loads(request.content)))
        if isinstance(found, Exception):
            raise found
        return httpx.Response(found[0], json=found[1])

    transport = httpx.MockTransport(answer)
    return DingTalk(SETTINGS, httpx.Client(base_url="https://api.test", transport=transport))


def no(code: str) -> dict[str, str]:
    return {"code": code, "message": "no", "requestid": "r"}


NO_ANSWER: Answer = (200, cast("Any", []))
NO_TOKEN: Answer = (200, cast("Any", {}))


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        ((400, no("param.openSpaceIdInvalid")), NotEver),
        ((403, no("Forbidden.AccessDenied.AccessTokenPermissionDenied")), NotNow),
        ((403, no("Forbidden.AccessDenied.QpsLimitForApi")), NotNow),
        ((401, no("InvalidAuthentication")), NotNow),
        ((429, no("Throttling")), NotNow),
        ((500, no("system.busy")), NobodyKnows),
        (NO_ANSWER, NobodyKnows),
        ((200, {"success": False}), NobodyKnows),
        ((200, {"success": True, "result": {"deliverResults": [{"success": False}]}}), NotEver),
        (httpx.ConnectError("closed"), NotNow),
        (httpx.ReadTimeout("late"), NobodyKnows),
    ],
)
def test_a_card_that_was_not_taken_is_tried_again_only_where_that_is_safe(
    answer: Answer, raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        dingtalk(answer).post(ALONE, "k1", CARD)


@pytest.mark.parametrize(
    ("token", "raised"),
    [
        ((400, no("invalidClientIdOrSecret")), NotEver),
        ((500, no("system.busy")), NotNow),
        (NO_TOKEN, NotNow),
        (httpx.ReadTimeout("late"), NotNow),
    ],
)
def test_without_a_token_nothing_can_have_been_posted(
    token: Answer, raised: type[Exception]
) -> None:
    with pytest.raises(raised):
        dingtalk(token=token).post(ALONE, "k1", CARD)


def test_a_card_cannot_be_passed_on_and_carries_its_key() -> None:
    seen: list[Any] = []
    assert dingtalk((200, TAKEN), seen=seen).post(GROUP, "k1", CARD) == "k1|cidG=="
    body = seen[-1][2]
    assert (body["outTrackId"], body["callbackType"]) == ("k1", "STREAM")
    assert body["imGroupOpenSpaceModel"]["supportForward"] is False
    assert body["imGroupOpenDeliverModel"] == {"robotCode": "ding1"}


def test_a_text_that_is_not_let_through_is_said_to_stand_on_the_page() -> None:
    seen: list[Any] = []
    adapter = dingtalk((400, no("param.contentUnsafe")), (200, TAKEN), seen=seen)
    assert adapter.post(ALONE, "k1", CARD) == "k1|@u1"
    text = seen[-1][2]["cardData"]["cardParamMap"]["markdown"]
    assert NOT_SHOWN["en"] in text
    adapter = dingtalk((400, no("param.contentUnsafe")), (200, {"success": True}), seen=seen)
    adapter.edit("k1|@u1", CARD)
    assert seen[-1][2]["cardData"]["cardParamMap"]["markdown"] == text


@pytest.mark.parametrize(
    ("answer", "found"),
    [((200, {"success": True}), "k1|@u1"), ((400, no("param.cardNotExist")), None)],
)
def test_a_card_is_there_if_it_can_be_changed(answer: Answer, found: str | None) -> None:
    assert dingtalk(answer).find(ALONE, "k1", CARD, 5.0) == found


def test_where_dingtalk_says_something_else_nothing_is_posted_again() -> None:
    with pytest.raises(Unknowable):
        dingtalk((400, no("param.other"))).find(ALONE, "k1", CARD, 5.0)


@pytest.mark.parametrize(
    ("answer", "strangers"),
    [
        ((200, {"memberUserIds": ["u1", "u2"], "unionIdList": ["a", "b"]}), False),
        ((200, {"memberUserIds": ["u1", "u2"], "unionIdList": ["a", "b"], "hasMore": True}), True),
        ((200, {"memberUserIds": ["u1"], "unionIdList": ["a", "b"]}), True),
        ((200, {"memberUserIds": ["u1", "u2"]}), True),
        ((200, {"memberUserIds": ["u2"], "unionIdList": ["b"]}), True),
        ((400, no("sceneGroupNotFound")), True),
        ((403, no("Forbidden.AccessDenied.AccessTokenPermissionDenied")), True),
        ((500, no("system.busy")), True),
    ],
)
def test_who_is_not_surely_a_colleague_is_a_stranger(answer: Answer, strangers: bool) -> None:
    found = dingtalk(answer).members(GROUP, Account("dingtalk", "u1", "c1"))
    assert found.strangers is strangers
    if not strangers:
        assert found == Members([Account("dingtalk", "u2", "c1")])


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((400, no("param.cardNotExist")), None),
        ((403, no("Forbidden.AccessDenied.AccessTokenPermissionDenied")), "Card.Instance.Write"),
        ((400, no("param.other")), "DingTalk refuses (param.other)"),
        (httpx.ConnectError("closed"), "DingTalk does not answer (unreachable)"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_click(answer: Answer, told: str | None) -> None:
    found = dingtalk(answer).trouble()
    assert found == told if told is None else told in str(found)


def test_a_wrong_secret_is_said() -> None:
    found = dingtalk(token=(400, no("invalidClientIdOrSecret"))).trouble()
    assert "WENDAN_DINGTALK_CLIENT_ID" in str(found)


def test_a_new_token_is_fetched_where_the_old_one_is_refused() -> None:
    seen: list[Any] = []
    adapter = dingtalk((401, no("InvalidAuthentication")), (200, TAKEN), seen=seen)
    with pytest.raises(NotNow):
        adapter.post(ALONE, "k1", CARD)
    adapter.post(ALONE, "k1", CARD)
    assert [one[1] for one in seen].count("/v1.0/oauth2/accessToken") == 2
