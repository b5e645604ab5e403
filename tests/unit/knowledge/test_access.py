"""Who may read what."""

import pytest

from crm.access import ROLES as CALLERS
from crm.access import Caller
from knowledge.access import ROLES, Label, Reader, label_of
from knowledge.failures import DocumentRefused
from tools.knowledge_search import reader_for

MANAGERS = Label(roles=frozenset({"manager"}))
EAST = Label(teams=frozenset({"East"}))


def test_the_roles_are_those_of_the_data() -> None:
    assert ROLES == CALLERS


@pytest.mark.parametrize(
    ("reader", "label", "may"),
    [
        (Reader("rep"), Label(), True),
        (Reader("rep"), MANAGERS, False),
        (Reader("manager"), MANAGERS, True),
        (Reader("admin"), MANAGERS, True),
        (Reader("rep", "East"), EAST, True),
        (Reader("rep", "West"), EAST, False),
        (Reader("rep"), EAST, False),
        (Reader("finance", "East"), EAST, True),
        (Reader("admin"), EAST, True),
        (Reader("rep", "East"), MANAGERS.narrowed(EAST), False),
        (Reader("manager", "East"), MANAGERS.narrowed(EAST), True),
        # Where others read along, all of them must be allowed; of their teams nothing is known.
        (Reader("manager", beside=frozenset({"rep"})), MANAGERS, False),
        (Reader("manager", beside=frozenset({"admin"})), MANAGERS, True),
        (Reader("admin", beside=frozenset({"rep"})), MANAGERS, False),
        (Reader("rep", "East", frozenset({"rep"})), EAST, False),
        (Reader("admin", beside=frozenset({"finance"})), EAST, False),
        (Reader("admin"), Label(roles=frozenset()), True),
        (Reader("finance"), Label(roles=frozenset()), False),
    ],
)
def test_a_label_says_who_may_read(reader: Reader, label: Label, may: bool) -> None:
    assert reader.may_read(label) is may


def test_labels_narrow_each_other_and_never_widen() -> None:
    both = MANAGERS.narrowed(Label(roles=frozenset({"manager", "finance"})))
    assert both == MANAGERS
    assert MANAGERS.narrowed(Label(roles=frozenset({"rep"}))).roles == frozenset()
    assert Label.of_key(MANAGERS.narrowed(EAST).key()) == MANAGERS.narrowed(EAST)


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        ({"roles": ["mangers"]}, "there are: rep"),
        ({"role": ["manager"]}, "is none"),
        ({"Roles": ["manager"]}, "is none"),
        ({"access": "managers"}, "is none"),
        ({"roles": 3}, "give a list"),
    ],
)
def test_a_rule_with_a_slip_refuses_the_document(rules: dict[str, object], why: str) -> None:
    with pytest.raises(DocumentRefused, match=why):
        label_of(rules)


def test_other_front_matter_is_no_rule() -> None:
    assert label_of({"title": "x", "tags": "a", "author": "b"}) == Label()


def test_documents_see_role_team_and_those_beside_in_a_caller() -> None:
    caller = Caller("U1", "A", "manager", team="East", beside=frozenset({"rep"}))
    assert reader_for(caller) == Reader("manager", "East", frozenset({"rep"}))
