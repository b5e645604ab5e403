"""Who may read a document: its label, and how labels are found.

A label names roles and teams. It can stand in the document's front matter, beside it
(`guide.pdf.access.toml`), and in its folder and those above (`access.toml`). All of them hold: a
rule can only narrow what another allows. A rule that cannot be read refuses its documents.
"""

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from knowledge.failures import DocumentRefused

ROLES = ("rep", "manager", "finance", "admin")
FOLDER_RULE = "access.toml"
KEYS = ("roles", "teams")


@dataclass(frozen=True)
class Label:
    """The roles and teams that may read; None stands for all. An admin may read everything."""

    roles: frozenset[str] | None = None
    teams: frozenset[str] | None = None

    def narrowed(self, other: "Label") -> "Label":
        """Gives the label of what is under both."""
        return Label(_both(self.roles, other.roles), _both(self.teams, other.teams))

    def key(self) -> str:
        """Gives the label as text, the same for the same."""
        lists = {"roles": self.roles, "teams": self.teams}
        return json.dumps(
            {name: sorted(one) for name, one in lists.items() if one is not None},
            ensure_ascii=False,
        )

    @classmethod
    def of_key(cls, key: str) -> "Label":
        """Gives the label of a `key`."""
        found: dict[str, list[str]] = json.loads(key)
        roles, teams = (found.get(name) for name in KEYS)
        return cls(
            None if roles is None else frozenset(roles), None if teams is None else frozenset(teams)
        )

    def __str__(self) -> str:
        """Gives it as people read it."""
        parts = [", ".join(sorted(one)) for one in (self.roles, self.teams) if one is not None]
        return "; ".join(parts) or "everyone"


def _both(some: frozenset[str] | None, others: frozenset[str] | None) -> frozenset[str] | None:
    if some is None or others is None:
        return others if some is None else some
    return some & others


@dataclass(frozen=True)
class Reader:
    """Who asks. `beside` are the roles of those who read along in a group."""

    role: str
    team: str | None = None
    beside: frozenset[str] = frozenset()

    def may_read(self, label: Label) -> bool:
        """Whether the asker, and all who read along, may read what is under a label.

        Of those who read along no team is known: to them a team's documents are closed.
        """
        everyone = {self.role, *self.beside}
        if label.roles is not None and not everyone <= label.roles | {"admin"}:
            return False
        if label.teams is None or everyone == {"admin"}:
            return True
        return not self.beside and self.team in label.teams


def label_of(rules: Mapping[str, object]) -> Label:
    """Gives the label that a rule says; other keys than `roles` and `teams` are not looked at.

    Raises:
        DocumentRefused: a key is nearly one of them, a role is unknown, or a value is no list.
    """
    for key in rules:
        _refuse_slip(key)
    roles, teams = _names(rules, "roles"), _names(rules, "teams")
    unknown = sorted((roles or frozenset()) - set(ROLES))
    if unknown:
        known = ", ".join(ROLES)
        raise DocumentRefused(f"names the role {unknown[0]!r}; there are: {known}.")
    return Label(roles, teams)


def _refuse_slip(key: str) -> None:
    if key in KEYS:
        return
    near = difflib.get_close_matches(key.lower(), (*KEYS, "access"), n=1, cutoff=0.75)
    if near:
        raise DocumentRefused(
            f"has a rule {key!r}, which is none; who may read it is said by roles and teams."
        )


def _names(rules: Mapping[str, object], key: str) -> frozenset[str] | None:
    value = rules.get(key)
    if value is None:
        return None
    if isinstance(value, str):
        return frozenset({value})
    if not isinstance(value, list | tuple):
        raise DocumentRefused(f'says {key} as {value!r}; give a list such as ["manager"].')
    names = [one for one in cast("Iterable[object]", value) if isinstance(one, str) and one]
    return frozenset(names)
