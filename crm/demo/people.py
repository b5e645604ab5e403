"""The twelve colleagues: a director, three managers, six reps, finance and an administrator."""

from dataclasses import dataclass
from random import Random

from crm.demo.people_words import FIRST_NAMES, GIVEN_NAMES, LAST_NAMES, SURNAMES
from crm.demo.rows import Role, User

TEAMS = ("销售一部", "销售二部", "国际业务部")
INTERNATIONAL = TEAMS[2]
TEAM_REGIONS = {
    TEAMS[0]: ("华东", "华北", "东北"),
    TEAMS[1]: ("华南", "华中", "西南", "西北"),
    INTERNATIONAL: ("海外",),
}
REPS_PER_TEAM = 2


@dataclass(frozen=True, slots=True)
class Person:
    """A name and how it stands in a mail address."""

    name: str
    mailbox: str


def chinese_person(rng: Random) -> Person:
    """A person with a Chinese name."""
    surname, surname_pinyin = rng.choice(SURNAMES)
    given, given_pinyin = rng.choice(GIVEN_NAMES)
    return Person(surname + given, f"{given_pinyin}.{surname_pinyin}")


def english_person(rng: Random) -> Person:
    """A person with an English name."""
    first, last = rng.choice(FIRST_NAMES), rng.choice(LAST_NAMES)
    return Person(f"{first} {last}", f"{first}.{last}".lower())


def staff(rng: Random) -> tuple[User, ...]:
    """The colleagues: U01 the director, then managers, reps, finance, administrator."""
    people = _distinct_people(rng)
    director, managers, rest = "U01", ["U02", "U03", "U04"], iter(people[4:])
    users = [_user(1, people[0], "manager", team="销售部", manager_id=None)]
    users += [
        _user(index + 2, people[index + 1], "manager", team=team, manager_id=director)
        for index, team in enumerate(TEAMS)
    ]
    for index, team in enumerate(TEAMS * REPS_PER_TEAM):
        users.append(_user(index + 5, next(rest), "rep", team=team, manager_id=managers[index % 3]))
    users.append(_user(11, next(rest), "finance", team="财务部", manager_id=None))
    users.append(_user(12, next(rest), "admin", team="信息部", manager_id=None))
    return tuple(users)


def _distinct_people(rng: Random) -> list[Person]:
    """Twelve people who share no part of a name; the international team's names are English."""
    english = {3, 6, 9}
    people: list[Person] = []
    taken: set[str] = set()
    while len(people) < 12:
        person = (english_person if len(people) in english else chinese_person)(rng)
        parts = set(person.mailbox.split("."))
        if not parts & taken:
            taken |= parts
            people.append(person)
    return people


def _user(number: int, person: Person, role: Role, *, team: str, manager_id: str | None) -> User:
    return User(
        user_id=f"U{number:02}",
        name=person.name,
        role=role,
        team=team,
        email=f"{person.mailbox}@wendan.example",
        manager_id=manager_id,
    )
