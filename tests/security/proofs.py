"""The properties: what must hold for every caller of every company, as functions that raise.

What two answers may differ in, and why that is left out of the comparison: `conversation_id` and
`turn_id` are random, `timings_ms` are times. Nothing else: `as_of` is the same here, because a
change keeps the time of the last import.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from crm.access import Caller, operator
from tests.security.changes import MASKED, unmasked_otherwise
from tests.security.companies import Company
from tests.security.comparing import Leak, same, showing_none, without_amounts
from tests.security.examples import Asked, Behind, Tally
from tests.security.offices import Answer, Office, Offices, in_memory
from tests.security.questions import Said, conversation
from tests.security.sight import Sight

PRIMED = 3
"""Of every so many questions one has been asked before, by somebody who sees everything."""
NEVER = "a conversation that never was"


@dataclass(frozen=True)
class Proofs:
    """Tries the properties on one case after the other, and counts them."""

    tally: Tally = field(default_factory=Tally)
    offices: Offices = field(default_factory=lambda: Offices(in_memory))

    def close(self) -> None:
        """Closes the databases."""
        self.offices.close()

    def _both(self, here: Company, there: Company, user_id: str) -> tuple[Office, Office, Caller]:
        """Gives the offices over two companies, and the caller, who has the same rights in both."""
        before, after = self.offices.over(here), self.offices.over(there)
        caller, expected = before.caller(user_id), Sight.of(here, user_id)
        if (caller.role, caller.owners) != (expected.role, expected.owners):
            raise Leak(f"{caller} is not {expected.role} of {expected.owners}")
        same("the caller", caller, after.caller(user_id))
        return before, after, caller

    def queries_tell_nothing(self, asked: Asked) -> None:
        """A query gives the same, whatever happens unseen, and no text of a hidden row."""
        behind = asked.behind
        here, there, caller = self._both(behind.company, behind.changed, behind.user_id)
        for number, query in enumerate(asked.queries):
            if number % PRIMED == 0:
                here.answer(here.caller(None), query)
            answer = here.answer(caller, query)
            same(query, answer, there.answer(caller, query))
            showing_none(behind.markers, query, answer)
            without_amounts(behind.sight.hidden_amounts(), query, answer)
            self._count(answer)

    def conversations_tell_nothing(self, asked: Asked) -> None:
        """All that is said is the same, whatever happens unseen, with no text of a hidden row."""
        behind = asked.behind
        here, there, caller = self._both(behind.company, behind.changed, behind.user_id)
        for number, seed in enumerate(asked.conversations):
            said = conversation(behind.sight, seed)
            if number % PRIMED == 0:
                _, of_other = here.talk(here.caller(None), said)
                _is_not_found(here, caller, of_other)
            answers, _ = here.talk(caller, said)
            same(said, answers, there.talk(caller, said)[0])
            showing_none(behind.markers, said, answers)
            self.tally.cases += len(said)
        same("what is shown before a question", here.around(caller), there.around(caller))

    def groups_are_told_nothing(self, asked: Asked) -> None:
        """Where one who sees less reads along, nothing is told that this one may not see."""
        behind = asked.behind
        here, there, reader = self._both(behind.company, behind.changed, behind.user_id)
        asker = operator().among([reader])
        for query in asked.queries:
            answer = here.answer(asker, query)
            same(query, answer, there.answer(asker, query))
            showing_none(behind.markers, query, answer)
            self._count(answer)
        for seed in asked.conversations:
            said = conversation(behind.sight, seed)
            answers, _ = here.talk(asker, said)
            same(said, answers, there.talk(asker, said)[0])
            showing_none(behind.markers, said, answers)
            self.tally.cases += len(said)

    def handing_over_ends_it(self, asked: Asked) -> None:
        """Once a customer has another owner, what is done to it shows in no conversation."""
        behind = asked.behind
        handed = _handed_over(behind)
        kinds = behind.change.kinds | {"other"}
        elsewhere = replace(behind.change, kinds=kinds).of(Sight.of(handed, behind.user_id))
        seen = behind.sight.all_seen()
        hidden = Sight.of(elsewhere, behind.user_id).markers()
        unknown = frozenset(text for text in hidden if text.lower() not in seen)
        with in_memory(behind.company) as here, in_memory(behind.company) as there:
            begun = _begun(asked, here, there)
            here.becomes(handed)
            there.becomes(elsewhere)
            caller = here.caller(behind.user_id)
            for seed, (said, first, second) in zip(asked.conversations, begun, strict=True):
                then = _goes_on(behind.sight, seed)
                answers, _ = here.talk(caller, then, first)
                others, _ = there.talk(caller, then, second)
                same((said, then), answers, others)
                showing_none(unknown, (said, then), others)
                self.tally.cases += len(then)

    def masked_stays_masked(self, asked: Asked) -> None:
        """A manager is told the same whatever stands in a masked field, and never the field."""
        behind = asked.behind
        other = unmasked_otherwise(behind.company, behind.change.seed)
        masked = frozenset((*_masked_values(behind.company), *_masked_values(other)))
        here, there, caller = self._both(behind.company, other, behind.user_id)
        readers = caller, operator().among([caller])
        for number, query in enumerate(asked.queries):
            reader = readers[number % len(readers)]
            answer = here.answer(reader, query)
            same(query, answer, there.answer(reader, query))
            showing_none(masked, query, answer)
            self._count(answer)
        for seed in asked.conversations:
            said = conversation(behind.sight, seed)
            answers, _ = here.talk(caller, said)
            same(said, answers, there.talk(caller, said)[0])
            showing_none(masked, said, answers)
            self.tally.cases += len(said)

    def databases_agree(self, asked: Asked, there: Office) -> None:
        """An office over another database gives the same, to those who see everything too."""
        company, user_id = asked.behind.company, asked.behind.user_id
        here = self.offices.over(company)
        there.becomes(company)
        callers = here.caller(user_id), here.caller("US90")
        for number, query in enumerate(asked.queries):
            caller = callers[number % len(callers)]
            answer = _without_sql(here.answer(caller, query))
            same(query, answer, _without_sql(there.answer(caller, query)))
            self._count(answer)
        for seed in asked.conversations:
            said = conversation(asked.behind.sight, seed)
            same(said, here.talk(callers[0], said)[0], there.talk(callers[0], said)[0])
            self.tally.cases += len(said)

    def _count(self, answer: Answer) -> None:
        self.tally.cases += 1
        self.tally.empty += isinstance(answer, str) or not answer.table.rows


def _begun(
    asked: Asked, here: Office, there: Office
) -> Sequence[tuple[Sequence[str], str | None, str | None]]:
    """Has the conversations in both offices; gives what was said and their ids."""
    caller = here.caller(asked.behind.user_id)
    several = [conversation(asked.behind.sight, seed) for seed in asked.conversations]
    return [(said, here.talk(caller, said)[1], there.talk(caller, said)[1]) for said in several]


def _is_not_found(here: Office, caller: Caller, of_other: str | None) -> None:
    """A conversation of somebody else is answered like one that does not exist, and not listed."""
    question = ["按月看"]
    answers, _ = here.talk(caller, question, of_other)
    same("a conversation", answers, here.talk(caller, question, NEVER)[0])
    if of_other in {one["conversation_id"] for one in here.desk.conversations(caller)}:
        raise Leak("the conversation of somebody else is listed")


def _handed_over(behind: Behind) -> Company:
    """Gives the company with half of the visible customers in the hands of others."""
    company, sight, random = behind.company, behind.sight, Random(behind.change.seed)
    others = [str(row["user_id"]) for row in company.people]
    others = [one for one in others if one not in (sight.owners or ())]
    accounts = tuple(
        one.with_customer(owner_id=random.choice(others))
        if sight.sees(one) and random.random() < 0.5
        else one
        for one in company.accounts
    )
    return replace(company, changes=(*company.changes, "handed over"), accounts=accounts)


def _goes_on(sight: Sight, seed: int) -> tuple[str, ...]:
    random = Random(f"on {seed}")
    said = Said(sight, random, "zh")
    templates = (
        "按月看",
        "第二个客户的订单",
        "{customer}的订单",
        "{customer}今年销售额",
        "按客户看",
    )
    return tuple(said.of(template) for template in random.sample(templates, 3))


def _masked_values(company: Company) -> Iterable[str]:
    rows = company.rows
    for table, column in MASKED:
        yield from (str(row[column]) for row in rows.get(table, ()))


def _without_sql(answer: Answer) -> Answer:
    if isinstance(answer, str):
        return answer
    return replace(answer, table=replace(answer.table, sql=()))
