"""Where others read along, an answer holds nothing that one of them may not see."""

import pytest

from assistant.audience import Audience, Place, addressed
from crm.access import Caller

ANN = Caller("ann", "Ann", "rep", owners=frozenset({"ann"}))
BOB = Caller("bob", "Bob", "rep", owners=frozenset({"bob"}))
MIA = Caller("mia", "Mia", "manager", owners=frozenset({"ann", "bob"}))
FIN = Caller("fin", "Fin", "finance")
ADM = Caller("adm", "Adm", "admin")


def test_alone_with_the_assistant_one_is_asked_for_as_oneself() -> None:
    for asker in (ANN, MIA, FIN):
        for can_whisper in (True, False):
            found = addressed(asker, Audience(), can_whisper=can_whisper)
            assert (found.caller, found.place) == (asker, Place.HERE)


@pytest.mark.parametrize(
    ("asker", "readers"), [(ANN, [MIA]), (ANN, [MIA, FIN]), (FIN, [ADM]), (MIA, [FIN, ADM])]
)
def test_those_who_see_all_that_the_asker_sees_may_read_along(
    asker: Caller, readers: list[Caller]
) -> None:
    found = addressed(asker, Audience(readers), can_whisper=True)
    assert found.place is Place.HERE
    assert found.caller.owners == asker.owners


@pytest.mark.parametrize(
    ("asker", "audience"),
    [
        (MIA, Audience([ANN])),
        (ANN, Audience([BOB])),
        (FIN, Audience([ADM, MIA])),
        (ANN, Audience(strangers=True)),
        (ADM, Audience([FIN], strangers=True)),
    ],
)
def test_what_somebody_may_not_see_goes_to_the_asker_alone(
    asker: Caller, audience: Audience
) -> None:
    found = addressed(asker, audience, can_whisper=True)
    assert (found.caller, found.place) == (asker, Place.ALONE)


def test_without_a_way_to_the_asker_alone_it_is_about_what_all_may_see() -> None:
    found = addressed(FIN, Audience([ADM, MIA, ANN]), can_whisper=False)
    assert found.place is Place.HERE
    assert found.caller.owners == {"ann"}
    assert found.caller.user_id == "fin"


@pytest.mark.parametrize(
    ("asker", "audience"),
    [(ANN, Audience([BOB])), (ANN, Audience([MIA], strangers=True)), (MIA, Audience([ANN, BOB]))],
)
def test_where_all_may_see_nothing_together_nothing_is_said(
    asker: Caller, audience: Audience
) -> None:
    assert addressed(asker, audience, can_whisper=False).place is Place.NOWHERE


def test_a_masked_field_stays_masked_where_a_manager_reads_along() -> None:
    assert addressed(ANN, Audience(), can_whisper=True).caller.sees_masked
    assert not addressed(ANN, Audience([MIA]), can_whisper=True).caller.sees_masked
    assert not addressed(MIA, Audience([FIN]), can_whisper=True).caller.sees_masked
    assert addressed(FIN, Audience([ADM]), can_whisper=True).caller.sees_masked
