"""Whose an account in a chat app is: codes, an admin's list, and nobody without either."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from assistant import audit
from assistant.identity import (
    Account,
    Act,
    BindingError,
    Service,
    Told,
    account_named,
    add_service,
    arrival,
    bind,
    bind_all,
    bound,
    caller_of,
    make_code,
    unbind,
)
from assistant.identity.arrival import INVITATION, WAIT, WRONG
from assistant.identity.codes import HOLDS, LENGTH, LETTERS, MOST_WRONG, PAUSE, code_in
from crm.access import Caller, UnknownCallerError
from crm.database import writing
from crm.models import binding_codes, bindings, users

NOW = datetime.fromisoformat("2026-11-21 09:30")
ACT = Act("boss", NOW)
ADA, BEN = Account("slack", "U123", "T1"), Account("dingtalk", "manager01")
NEVER = "22222-22222"


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    """A company with two people, one without rights, and a machine."""
    people = [
        {"user_id": "u1", "name": "Ada Brook", "role": "rep"},
        {"user_id": "u2", "name": "Ben Cole", "role": "manager"},
        {"user_id": "u3", "name": "Intern", "role": "guest"},
    ]
    with writing(engine) as connection:
        connection.execute(sa.insert(users), people)
        add_service(connection, Service("report", "", NOW, role="finance"), ACT)
    return engine


def code_for(engine: Engine, user_id: str, now: datetime = NOW) -> str:
    with writing(engine) as connection:
        return make_code(connection, user_id, Act(user_id, now)).text


def says(engine: Engine, account: Account, text: str, now: datetime = NOW) -> str | Told:
    """Gives who asks by an account that wrote so, or what it is told."""
    found = arrival(engine, account, text, now)
    return found.user_id if isinstance(found, Caller) else found


def welcome(engine: Engine, account: Account, text: str, now: datetime = NOW) -> str:
    found = arrival(engine, account, text, now)
    assert isinstance(found, Told)
    return found.text("en")


def events(engine: Engine) -> Iterator[tuple[str, str, str | None]]:
    with engine.connect() as connection:
        for link in reversed(audit.listed(connection, audit.Wanted())):
            if link.event.startswith("binding."):
                yield link.actor, link.event.removeprefix("binding."), link.subject


# ---------------------------------------------------------------------------------------- codes


def test_whoever_types_the_code_of_a_user_is_that_user_from_then_on(staffed: Engine) -> None:
    code = code_for(staffed, "u1")
    assert says(staffed, ADA, "sales this year") == INVITATION
    assert welcome(staffed, ADA, code) == "Connected as Ada Brook (u1). You can ask now."
    assert says(staffed, ADA, "sales this year") == "u1"
    assert list(events(staffed)) == [("u1", "code", "u1"), ("u1", "made", "u1")]


def test_a_code_holds_once(staffed: Engine) -> None:
    code = code_for(staffed, "u1")
    welcome(staffed, ADA, code)
    assert says(staffed, BEN, code) == WRONG
    assert says(staffed, BEN, "sales") == INVITATION


def test_of_two_who_send_one_code_at_once_one_is_bound(staffed: Engine) -> None:
    code, start, told = code_for(staffed, "u1"), Barrier(4), list[str]()

    def send(account: Account) -> None:
        start.wait(30)
        told.append(welcome(staffed, account, code))

    senders = [Thread(target=send, args=(Account("slack", f"U{n}"),)) for n in range(4)]
    for one in senders:
        one.start()
    for one in senders:
        one.join()
    assert sorted(text.split()[0] for text in told) == ["Connected", "That", "That", "That"]
    with staffed.connect() as connection:
        assert len(bound(connection)) == 1


def test_a_code_holds_for_a_few_minutes(staffed: Engine) -> None:
    code = code_for(staffed, "u1")
    assert says(staffed, ADA, code, NOW + HOLDS) == WRONG
    again = code_for(staffed, "u1")
    assert "Ada" in welcome(staffed, ADA, again, NOW + HOLDS - timedelta(seconds=1))


def test_a_new_code_ends_the_one_before_and_old_ones_are_swept(staffed: Engine) -> None:
    first = code_for(staffed, "u1")
    code_for(staffed, "u2")
    second = code_for(staffed, "u1", NOW + HOLDS)
    with staffed.connect() as connection:
        kept = connection.execute(sa.select(binding_codes.c.user_id)).scalars().all()
    assert kept == ["u1"]
    assert says(staffed, ADA, first, NOW + HOLDS) == WRONG
    assert "Ada" in welcome(staffed, ADA, second, NOW + HOLDS)


def test_a_code_is_random_easy_to_read_and_kept_as_its_hash_alone(staffed: Engine) -> None:
    codes = {code_for(staffed, "u1") for _ in range(20)}
    assert len(codes) == 20
    assert set("".join(codes)) <= {*LETTERS, "-"}
    assert all(len(code) == LENGTH + 1 for code in codes)
    assert not {"0", "O", "1", "I", "L", "U"} & set(LETTERS)
    assert len(LETTERS) ** LENGTH > 2**49
    with staffed.connect() as connection:
        kept = str(connection.execute(sa.select(binding_codes)).all())
    assert not any(code.replace("-", "") in kept or code in kept for code in codes)


def test_after_a_few_wrong_codes_an_account_has_to_wait_even_with_a_right_one(
    staffed: Engine,
) -> None:
    code = code_for(staffed, "u1", NOW + PAUSE)
    for _ in range(MOST_WRONG - 1):
        assert says(staffed, ADA, NEVER) == WRONG
    assert says(staffed, ADA, NEVER) == WAIT
    later = NOW + PAUSE - timedelta(seconds=1)
    assert says(staffed, ADA, code, later) == WAIT
    assert says(staffed, BEN, NEVER) == WRONG  # others are not kept out
    assert "Ada" in welcome(staffed, ADA, code, NOW + PAUSE)
    refused = [event for event in events(staffed) if event[1] == "refused"]
    assert refused == [("", "refused", None)] * (MOST_WRONG + 1)


def test_the_pause_is_an_accounts_of_one_channel_and_tenant(staffed: Engine) -> None:
    for _ in range(MOST_WRONG):
        says(staffed, ADA, NEVER)
    assert says(staffed, Account("slack", ADA.user, "T2"), NEVER) == WRONG
    assert says(staffed, Account("feishu", ADA.user, ADA.tenant), NEVER) == WRONG


def test_a_right_code_forgets_the_wrong_ones_before(staffed: Engine) -> None:
    for _ in range(3):
        for _ in range(MOST_WRONG - 1):
            says(staffed, ADA, NEVER)
        assert "Ada" in welcome(staffed, ADA, code_for(staffed, "u1"))


def test_nobody_without_rights_gets_a_code(staffed: Engine) -> None:
    for user_id in ("u3", "nobody", ""):
        with pytest.raises(UnknownCallerError):
            code_for(staffed, user_id)


def test_a_machine_is_bound_to_no_account(staffed: Engine) -> None:
    with pytest.raises(BindingError, match="machines"):
        code_for(staffed, "service:report")
    with pytest.raises(BindingError, match="machines"), writing(staffed) as connection:
        bind(connection, ADA, "service:report", ACT)


def test_a_code_of_somebody_who_left_binds_nobody(staffed: Engine) -> None:
    code = code_for(staffed, "u1")
    with writing(staffed) as connection:
        connection.execute(sa.delete(users).where(users.c.user_id == "u1"))
    assert says(staffed, ADA, code) == WRONG
    with staffed.connect() as connection:
        assert bound(connection) == ()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("ABCDE-FGH23", "ABCDEFGH23"),
        ("  abcde-fgh23\n", "ABCDEFGH23"),
        ("bind abcdefgh23", "ABCDEFGH23"),
        ("绑定:ABCDE-FGH23", "ABCDEFGH23"),
        ("绑定：ＡＢＣＤＥ－ＦＧＨ２３", "ABCDEFGH23"),
        ("department", None),
        ("ABCDE-FGH2", None),
        ("ABCDE-FGH234", None),
        ("ABCDE-FGHI1", None),
        ("my code is ABCDE-FGH23", None),
        ("ABCDE-FGH23" + " " * 100, None),
        ("", None),
    ],
)
def test_a_message_is_a_code_or_a_question(message: str, code: str | None) -> None:
    assert code_in(message) == code


# ------------------------------------------------------------------------------------- bindings


def test_without_a_binding_there_is_nothing_but_the_way_to_bind(staffed: Engine) -> None:
    for text in ("sales", "销售额", "u1", "", "/help", "x" * 5000, "' OR 1=1 --"):
        assert says(staffed, ADA, text) == INVITATION


def test_a_binding_is_of_one_account_in_one_tenant_of_one_channel(staffed: Engine) -> None:
    with writing(staffed) as connection:
        assert bind(connection, ADA, "u1", ACT)
        assert not bind(connection, ADA, "u1", ACT)
        others = [
            Account("slack", "U123", "T2"),
            Account("slack", "U123"),
            Account("slack", "u123", "T1"),
            Account("feishu", "U123", "T1"),
        ]
        assert [caller_of(connection, one) for one in others] == [None] * 4
        found = caller_of(connection, ADA)
    assert found is not None
    assert (found.user_id, found.role) == ("u1", "rep")
    assert list(events(staffed)) == [("boss", "made", "u1")]


def test_a_bound_account_does_what_its_users_role_says_now(staffed: Engine) -> None:
    with writing(staffed) as connection:
        bind(connection, ADA, "u1", ACT)
        connection.execute(users.update().where(users.c.user_id == "u1").values(role="admin"))
        found = caller_of(connection, ADA)
        assert found is not None
        assert found.owners is None
        connection.execute(users.delete().where(users.c.user_id == "u1"))
    assert says(staffed, ADA, "sales") == INVITATION


def test_an_account_may_change_hands_and_the_log_says_whose_it_was(staffed: Engine) -> None:
    with writing(staffed) as connection:
        bind(connection, ADA, "u1", ACT)
        bind(connection, ADA, "u2", ACT)
        assert [one.user_id for one in bound(connection)] == ["u2"]
        (last, *_) = audit.listed(connection, audit.Wanted())
    assert last.told == {
        "channel": "slack",
        "tenant": "T1",
        "channel_user": "U123",
        "before": "u1",
    }


def test_unbinding_ends_it_and_one_unbinds_only_what_is_ones_own(staffed: Engine) -> None:
    with writing(staffed) as connection:
        bind(connection, ADA, "u1", ACT)
        assert unbind(connection, ADA, ACT, of="u2") is None
        assert caller_of(connection, ADA) is not None
        assert unbind(connection, ADA, ACT, of="u1") == "u1"
        assert unbind(connection, ADA, ACT) is None
        assert caller_of(connection, ADA) is None
    assert [event for _, event, _ in events(staffed)] == ["made", "removed"]


@pytest.mark.parametrize(
    ("channel", "user", "tenant"),
    [
        ("irc", "U1", ""),
        ("slack", "", ""),
        ("slack", "U1\0", ""),
        ("slack", "U1", "T\n1"),
        ("slack", "U" * 201, ""),
        ("slack", "U1", "T" * 201),
    ],
)
def test_what_is_no_account_is_refused(channel: str, user: str, tenant: str) -> None:
    with pytest.raises(BindingError):
        account_named(channel, user, tenant)


# ------------------------------------------------------------------------------- an admin's list

LIST = "channel,channel_user,user_id,tenant\nslack,U123,u1,T1\n\ndingtalk, manager01 ,u2,\n"


def listed(engine: Engine, text: str) -> tuple[int, int]:
    with writing(engine) as connection:
        return bind_all(connection, text, ACT)


def test_a_list_binds_all_that_it_names_and_twice_changes_nothing(staffed: Engine) -> None:
    assert listed(staffed, "\ufeff" + LIST) == (2, 2)
    assert listed(staffed, LIST.replace("\n", "\r\n")) == (2, 0)
    assert (says(staffed, ADA, "sales"), says(staffed, BEN, "sales")) == ("u1", "u2")


BAD_LINES = [
    ("irc,U9,u1,\n", "line 5: 'irc' is no channel"),
    ("slack,U9,nobody,\n", "line 5: no user 'nobody' may ask"),
    ("slack,U9,u3,\n", "line 5: no user 'u3' may ask"),
    ("slack,U9,service:report,\n", "line 5: service:report is a service account"),
    ("slack,U123,u2,T1\n", "line 5: that account stands above"),
    ("slack,U9\n", "line 5: give channel, channel_user, user_id"),
    ("slack,U9,u1,T1,more\n", "line 5: give channel, channel_user, user_id"),
    ('slack,"U9,u1\n', "Give plain CSV"),
]


def test_one_bad_line_and_nothing_of_the_list_holds(staffed: Engine) -> None:
    for more, said in BAD_LINES:
        with pytest.raises(BindingError, match=said):
            listed(staffed, LIST + more)
    with staffed.connect() as connection:
        assert connection.execute(sa.select(bindings)).all() == []
    assert list(events(staffed)) == []


def test_a_list_names_its_columns(staffed: Engine) -> None:
    two, four = "channel,channel_user\n", "channel,channel_user,user_id,role\n"
    for text in ("", "slack,U1,u1\n", two, four):
        with pytest.raises(BindingError, match="names the columns"):
            listed(staffed, text)
