"""Whatever is done to the log behind its back, the check finds it, and names an entry."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from assistant.audit import (
    Entry,
    Fault,
    Head,
    Link,
    SetBack,
    Sound,
    head,
    holds,
    record,
    seal,
    verify,
)
from assistant.audit.chain import START
from assistant.audit.heads import Noted
from crm.database import writing
from crm.models import audit_log
from tests.unit.assistant.audit.chains import (
    NOW,
    behind_its_back,
    change,
    filled,
    put,
    relinked,
    stored,
)

ENTRIES = 6
EXAMPLES = {"sqlite": 600, "postgresql": 200}
Chain = Sequence[Link]
Change = Callable[[Chain], Chain]
LONGEST = {"at": 19, "event": 40, "previous": 64, "hash": 64}
LETTERS = st.characters(codec="utf-8", exclude_characters="\0")

numbers = st.integers(0, ENTRIES - 1)


def noted(chain: Chain) -> list[Noted]:
    return [Noted("2026-11-21T12:00:00", chain[-1].head)]


@st.composite
def another_value(draw: st.DrawFn) -> Change:
    """One column of one entry has another value."""
    at = draw(numbers)
    column = draw(st.sampled_from(("actor", "subject", "detail", *LONGEST)))
    value = draw(st.text(LETTERS, max_size=LONGEST.get(column, 100)))
    return lambda chain: [
        *chain[:at],
        replace(chain[at], **{column: value}),
        *chain[at + 1 :],
    ]


@st.composite
def another_number(draw: st.DrawFn) -> Change:
    at = draw(numbers)
    value = draw(st.integers(-3, 20).filter(lambda number: not 1 <= number <= ENTRIES))
    return lambda chain: [*chain[:at], replace(chain[at], number=value), *chain[at + 1 :]]


@st.composite
def some_removed(draw: st.DrawFn) -> Change:
    """Some entries are gone; what is behind them stays as it is, or moves up."""
    gone, closed = draw(st.sets(numbers, min_size=1)), draw(st.booleans())

    def changed(chain: Chain) -> Chain:
        left = [link for at, link in enumerate(chain) if at not in gone]
        moved = [replace(link, number=number) for number, link in enumerate(left, start=1)]
        return moved if closed else left

    return changed


@st.composite
def another_order(draw: st.DrawFn) -> Change:
    order = draw(st.permutations(range(ENTRIES)))
    return lambda chain: [
        replace(chain[at], number=number) for number, at in enumerate(order, start=1)
    ]


@st.composite
def one_put_in(draw: st.DrawFn) -> Change:
    """An entry more, whole in itself; some of those behind it are linked anew, the others moved."""
    at, anew = draw(numbers), draw(st.integers(0, ENTRIES))

    def changed(chain: Chain) -> Chain:
        last = chain[at - 1].head if at else START
        moved = [replace(link, number=link.number + 1) for link in chain[at + anew :]]
        new = replace(chain[at], actor="U9")
        return [*chain[:at], *relinked([new, *chain[at : at + anew]], last), *moved]

    return changed


@st.composite
def written_anew(draw: st.DrawFn) -> Change:
    """From some entry on everything is another chain, shorter, as long, or longer."""
    at, length = draw(numbers), draw(st.integers(0, 2 * ENTRIES))

    def changed(chain: Chain) -> Chain:
        last = chain[at - 1].head if at else START
        return [*chain[:at], *relinked([replace(chain[at], actor="U9")] * length, last)]

    return changed


CHANGES = st.one_of(
    another_value(),
    another_number(),
    some_removed(),
    another_order(),
    one_put_in(),
    written_anew(),
)


def test_every_change_is_found(engine: Engine) -> None:
    filled(engine, ENTRIES)
    with behind_its_back(engine) as connection:
        whole = stored(connection)

        @settings(max_examples=EXAMPLES[engine.dialect.name])
        @given(CHANGES)
        def is_found(changed: Change) -> None:
            made = changed(whole)
            if made == whole:
                return
            put(connection, made)
            found = verify(connection, noted(whole))
            assert isinstance(found, Fault), made
            assert "{" not in str(found)

        is_found()
        put(connection, whole)
        assert verify(connection, noted(whole)) == Sound(whole[-1].head, ENTRIES, sealed=0)


def test_the_log_may_have_grown_since_its_head_was_noted(engine: Engine) -> None:
    with filled(engine, 2).connect() as connection:
        heads = noted(stored(connection))
    with filled(engine, 2).connect() as connection:
        assert verify(connection, heads) == Sound(head(connection), entries=4, sealed=0)


def test_an_empty_log_is_sound_unless_a_head_was_noted(engine: Engine) -> None:
    with engine.connect() as connection:
        assert verify(connection) == Sound(START, entries=0, sealed=0)
        found = verify(connection, noted([Link(3, "", "", "", None, "", "", "a" * 64)]))
    assert found == Fault("cut", 1, 3)


def test_without_a_noted_head_a_chain_that_was_cut_or_written_anew_looks_sound(
    engine: Engine,
) -> None:
    filled(engine, 4)
    with behind_its_back(engine) as connection:
        whole = stored(connection)
        other = relinked([replace(link, actor="U9") for link in whole])
        for made, told in ((whole[:2], Fault("cut", 3, 4)), (other, Fault("rewritten", 4))):
            put(connection, made)
            assert isinstance(verify(connection), Sound)
            assert verify(connection, noted(whole)) == told


def test_the_first_fault_is_told_by_its_kind(engine: Engine) -> None:
    filled(engine, ENTRIES)
    with behind_its_back(engine) as connection:
        a, b, c, d, e, f = whole = stored(connection)
        told: list[tuple[Chain, Fault]] = [
            ([a, replace(b, actor="U9"), c, d, e, f], Fault("changed", 2)),
            ([a, d, e, f], Fault("missing", 2, 3)),
            ([c, d, e, f], Fault("missing", 1, 2)),
            ([a, b, c, d], Fault("cut", 5, 6)),
            ([a, replace(c, number=2), replace(b, number=3), d, e, f], Fault("moved", 2, 3)),
            ([a, *relinked([d], a.head), c, d, e, f], Fault("unlinked", 3)),
        ]
        for made, fault in told:
            put(connection, made)
            assert verify(connection, noted(whole)) == fault


def test_a_value_of_another_type_is_a_change_and_no_crash(sqlite_engine: Engine) -> None:
    filled(sqlite_engine, 2)
    for column in audit_log.c.keys()[1:]:
        with behind_its_back(sqlite_engine) as connection:
            change(connection, 2, {column: b"\xff\x00"})
            assert verify(connection) == Fault("changed", 2)


def test_a_clock_that_was_set_back_is_told_and_is_no_fault(engine: Engine) -> None:
    moments = (0, 5, 4.5, 3, 10, 2)  # minutes; half a minute is a writer that waited
    with writing(engine) as connection:
        for minutes in moments:
            at = NOW + timedelta(minutes=minutes)
            record(connection, Entry(at, "U1", "question.asked"))
        found = verify(connection)
    assert isinstance(found, Sound)
    assert found.set_back == (
        SetBack(4, "2026-11-21 12:03:00", "2026-11-21 12:04:30"),
        SetBack(6, "2026-11-21 12:02:00", "2026-11-21 12:10:00"),
    )


def test_a_head_is_held_while_its_entry_is_there_or_was_sealed(engine: Engine) -> None:
    filled(engine, 4)
    with writing(engine) as connection:
        chain = stored(connection)
        assert all(holds(connection, link.head) for link in chain)
        assert not holds(connection, Head(2, "0" * 64))
        assert not holds(connection, Head(5, "0" * 64))
        seal(connection, (NOW + timedelta(days=3)).date(), actor="", now=NOW)
        assert all(holds(connection, link.head) for link in chain)
