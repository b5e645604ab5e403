"""What the page's server answers where somebody decides about a proposal."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Heard = tuple[str, dict[str, Any]]
REPLY = Path(__file__).parent / "replies" / "action.json"


def _proposed() -> dict[str, Any]:
    return json.loads(REPLY.read_text(encoding="utf-8"))["actions"][0]


@dataclass
class Deciding:
    """The one proposal there is, and what was said to it."""

    action: dict[str, Any] = field(default_factory=_proposed)
    heard: list[tuple[str, dict[str, Any]]] = field(
        default_factory=list[tuple[str, dict[str, Any]]]
    )
    refusal: str = ""

    def decided(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        """Gives the proposal as it is after somebody said something to it."""
        self.heard.append((what, body))
        if what == "edit":
            return self.edited(body["changes"])
        after = {
            "approve": ("approved", "已批准，正在发送"),
            "reject": ("rejected", "已放弃"),
            "send-again": ("approved", "已批准，正在发送"),
        }
        self.become(*after[what])
        return self.action

    def become(self, state: str, text: str, *, again: bool = False) -> None:
        """Has it another state."""
        fields = [{**one, "editable": False} for one in self.action["fields"]]
        told = {"state": state, "state_text": text, "can_be_sent_again": again}
        self.action = {**self.action, **told, "fields": fields, "blanks": []}

    def edited(self, changes: dict[str, str]) -> dict[str, Any]:
        fields = [
            {**one, "value": changes.get(one["name"], one["value"])}
            for one in self.action["fields"]
        ]
        new = {"action_id": "a2", "hash": "b" * 64, "fields": fields, "blanks": []}
        self.action = {**self.action, **new}
        return self.action
