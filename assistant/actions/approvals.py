"""The one door to having something done: a person approves exactly what was shown, once.

Each decision is one transaction: the proposal's row is locked, its hash and its state are looked
at, the rights are those of that moment, and the effect is kept together with the decision and its
entry in the audit log. So a second click, another process or a kill finds it done or not begun.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.engine import Connection, Engine

from assistant.actions import outbox
from assistant.actions.contents import SendMessage
from assistant.actions.editing import edited
from assistant.actions.effects import Moment, perform
from assistant.actions.proposal import (
    AFTER,
    Proposal,
    State,
    keep,
    listed,
    own,
    proposed,
    record,
    require_open,
    settle,
    was_restored,
)
from assistant.actions.refusal import ActionRefused, require
from assistant.actions.rights import as_now, refusal
from crm.access import Caller
from crm.database import reading, writing

StillSo = Callable[[Connection, Caller, SendMessage], bool]
"""Whether what a message says of the record is so at this moment, for this caller."""


def _unasked(_connection: Connection, _caller: Caller, _content: SendMessage) -> bool:
    return True


@dataclass(frozen=True)
class Approvals:
    """Decides about proposals, each for its owner. `sends` are the channels there are."""

    engine: Engine
    now: Callable[[], datetime]
    today: Callable[[], date]
    sends: Collection[str] = ()
    still_so: StillSo = _unasked

    def listed(self, user_id: str, state: State | None = None) -> Sequence[Proposal]:
        """Gives somebody's proposals, the newest first."""
        with reading(self.engine) as connection:
            return listed(connection, user_id, self.now(), state)

    def one(self, user_id: str, action_id: str) -> Proposal:
        """Gives one of somebody's proposals.

        Raises:
            ActionRefused: that person has none of that id.
        """
        with reading(self.engine) as connection:
            return own(connection, user_id, action_id)

    def approve(self, user_id: str, action_id: str, shown: str | None = None) -> Proposal:
        """Has a proposal done, and gives it as it is then; approved once more, nothing is done.

        Args:
            user_id: who approves; empty for the operator.
            action_id: which proposal.
            shown: the hash of what that person saw; None where that is not known.

        Raises:
            ActionRefused: it may not, or cannot, be done.
        """
        now = self.now()
        with writing(self.engine) as connection:
            found = own(connection, user_id, action_id, to_decide=True)
            _require_shown(found, shown)
            if found.state in {"approved", "done", "failed"}:
                return found
            code = self._refusal(connection, found, now)
            if code is None:
                self._do(connection, found, now)
            else:
                self._refuse(connection, found, code, now)
        if code is not None:
            raise ActionRefused(code)
        return self.one(user_id, action_id)

    def _refusal(self, connection: Connection, one: Proposal, now: datetime) -> str | None:
        """Gives why a proposal is not done; None where it is to be."""
        if code := AFTER.get(one.at(now)):
            return code
        if was_restored(connection, one.made_at):
            return "restored"
        if isinstance(one.content, SendMessage) and one.content.open_blanks:
            return "blanks"
        caller = as_now(connection, one.user_id)
        if caller is None:
            return "role"
        code = refusal(connection, caller, one.content, self.sends)
        if code is None and isinstance(one.content, SendMessage):
            code = None if self.still_so(connection, caller, one.content) else "stale"
        return code

    def _do(self, connection: Connection, one: Proposal, now: datetime) -> None:
        caller = as_now(connection, one.user_id)
        assert caller is not None, "looked at just now"
        leaves = isinstance(one.content, SendMessage)
        settle(connection, one, "approved" if leaves else "done", now)
        perform(connection, one, caller, Moment(now, self.today()), self.sends)
        record(connection, "action.approved", one, now)

    def _refuse(self, connection: Connection, one: Proposal, code: str, now: datetime) -> None:
        """Notes that it will not be done; what can still be mended (a blank) stays as it is."""
        if code in {"blanks", "channel", *AFTER.values()}:
            return
        settle(connection, one, "refused", now, note=code)
        record(connection, "action.refused", one, now, code)

    def reject(self, user_id: str, action_id: str) -> Proposal:
        """Has a proposal never done; rejected once more, nothing changes.

        Raises:
            ActionRefused: that person has none of that id, or it was decided already.
        """
        now = self.now()
        with writing(self.engine) as connection:
            found = own(connection, user_id, action_id, to_decide=True)
            if found.state == "rejected":
                return found
            require_open(found, now)
            settle(connection, found, "rejected", now)
            record(connection, "action.rejected", found, now)
        return self.one(user_id, action_id)

    def edit(
        self, user_id: str, action_id: str, changes: Mapping[str, str], shown: str | None = None
    ) -> Proposal:
        """Gives the proposal that takes the place of one, with other values in it.

        Raises:
            ActionRefused: it was decided already, or cannot be changed so.
        """
        now = self.now()
        with writing(self.engine) as connection:
            found = own(connection, user_id, action_id, to_decide=True)
            _require_shown(found, shown)
            require_open(found, now)
            caller = as_now(connection, user_id)
            if caller is None:
                raise ActionRefused("role")
            changed = proposed(user_id, edited(connection, caller, found.content, changes), now)
            self._replace(connection, caller, (found, changed), now)
        return changed

    def _replace(
        self,
        connection: Connection,
        caller: Caller,
        pair: tuple[Proposal, Proposal],
        now: datetime,
    ) -> None:
        before, after = pair
        require(refusal(connection, caller, after.content, self.sends))
        settle(connection, before, "replaced", now, replaced_by=after.action_id)
        keep(connection, after)
        record(connection, "action.edited", before, now)

    def send_again(self, user_id: str, action_id: str) -> Proposal:
        """Has a message that failed, or that nobody knows of, tried anew.

        Raises:
            ActionRefused: it did not fail, or may not go any more.
        """
        now = self.now()
        with writing(self.engine) as connection:
            found = own(connection, user_id, action_id, to_decide=True)
            caller = as_now(connection, user_id)
            if caller is None:
                raise ActionRefused("role")
            require(refusal(connection, caller, found.content, self.sends))
            if not outbox.requeue(connection, action_id, now):
                raise ActionRefused("not_failed")
            if isinstance(found.content, SendMessage):  # of a reminder, the task is made already
                settle(connection, found, "approved", now, note=None)
            record(connection, "action.requeued", found, now)
        return self.one(user_id, action_id)


def _require_shown(one: Proposal, shown: str | None) -> None:
    """Goes on where what somebody saw is what would be done.

    Raises:
        ActionRefused: it is something else.
    """
    if shown is not None and shown != one.hash:
        raise ActionRefused("hash")
