"""An admin's list of whose the accounts in chat apps are: CSV, all of it or nothing."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from sqlalchemy.engine import Connection

from assistant.identity.act import Act
from assistant.identity.bindings import Account, account_named, bind
from assistant.identity.failures import BindingError
from crm.access import UnknownCallerError

COLUMNS = ("channel", "channel_user", "user_id")
OPTIONAL = ("tenant",)
MOST_ROWS = 100_000


@dataclass(frozen=True)
class Row:
    """One line: an account, and whose it shall be."""

    line: int
    account: Account
    user_id: str


def rows(text: str) -> Iterator[Row]:
    """Gives the lines of a list with the columns channel, channel_user, user_id and perhaps tenant.

    Raises:
        BindingError: a line makes no sense; the message says which.
    """
    reader = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        _refuse_other_columns(reader.fieldnames or ())
        for number, found in enumerate(reader):
            if number >= MOST_ROWS:
                raise BindingError(f"The list has more than {MOST_ROWS:,} lines. Split it.")
            yield _row(reader.line_num, found)
    except csv.Error as error:
        raise BindingError(f"line {reader.line_num}: {error}. Give plain CSV.") from error


def _refuse_other_columns(found: Sequence[str]) -> None:
    missing = [name for name in COLUMNS if name not in found]
    unknown = [name for name in found if name not in COLUMNS + OPTIONAL]
    if missing or unknown:
        said = f"missing: {', '.join(missing)}" if missing else f"unknown: {', '.join(unknown)}"
        raise BindingError(f"The first line names the columns; {said}.")


def _row(line: int, found: "dict[str | None, str | list[str] | None]") -> Row:
    told = {name: value.strip() for name, value in found.items() if isinstance(value, str)}
    if None in found or not all(told.get(name) for name in COLUMNS):
        raise BindingError(f"line {line}: give {', '.join(COLUMNS)}, and nothing more.")
    try:
        account = account_named(told["channel"], told["channel_user"], told.get("tenant", ""))
    except BindingError as error:
        raise BindingError(f"line {line}: {error}") from error
    return Row(line, account, told["user_id"])


def bind_all(connection: Connection, text: str, act: Act) -> tuple[int, int]:
    """Binds all accounts of a list; gives how many it names, and how many were bound anew.

    Raises:
        BindingError: a line makes no sense, names nobody who may ask, or an account twice.
    """
    seen = set[Account]()
    changed = 0
    for row in rows(text):
        if row.account in seen:
            raise BindingError(f"line {row.line}: that account stands above already.")
        seen.add(row.account)
        try:
            changed += bind(connection, row.account, row.user_id, act)
        except BindingError as error:
            raise BindingError(f"line {row.line}: {error}") from error
        except UnknownCallerError as error:
            raise BindingError(
                f"line {row.line}: no user {row.user_id!r} may ask: "
                "unknown, locked, or without a role."
            ) from error
    return len(seen), changed
