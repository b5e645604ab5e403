"""What a failure is told as: one line that says what to do, and the exit status."""

import errno
from dataclasses import dataclass

DONE, FAILED, WRONG_USE = 0, 1, 2


class CommandFailed(Exception):
    """A command cannot go on; the message says why and what to do, in one line."""


@dataclass(frozen=True)
class Told:
    """One line, and the exit status."""

    line: str
    status: int = FAILED


def explained(error: Exception) -> Told | None:
    """Gives how to tell a failure, or None for one that only a programmer can mend."""
    # Imported here, so that a command that succeeds pays only for what it uses.
    from sqlalchemy.exc import DBAPIError

    from assistant.settings import SettingsError
    from crm.access import UnknownCallerError
    from crm.database import DatabaseError

    if isinstance(error, SettingsError):
        return Told(str(error), WRONG_USE)
    if isinstance(error, UnknownCallerError):
        who = f"No user {str(error)!r} may ask: unknown, locked, or without a role."
        return Told(f"{who} Give the user_id of one in the imported users.")
    if isinstance(error, DBAPIError):
        return Told(_database(str(error.orig).strip().splitlines()[0]))
    if isinstance(error, OSError):
        return Told(_file(error))
    if isinstance(error, CommandFailed | DatabaseError) or _is_named(error):
        return Told(str(error))
    return None


def _is_named(error: Exception) -> bool:
    """Whether it is of a package that this command need not have imported."""
    ours = {
        "BackupFailed",
        "BindingError",
        "CalendarError",
        "DemoError",
        "ImportFailed",
        "KnowledgeError",
        "MeasuresError",
        "RestoreFailed",
        "ServiceError",
    }
    return any(kind.__name__ in ours for kind in type(error).__mro__)


def _database(cause: str) -> str:
    known = {
        "locked": "Another program is writing to it; try again when that has finished.",
        "readonly": "Give this user write access to the database file and its folder.",
        "full": "Free some space on the disk.",
        "I/O": "Free some space on the disk, or look after it.",
        "No space": "Free some space on the disk of the database's server.",
        "refused": "Start the database's server, or correct WENDAN_DATABASE_URL.",
        "read-only": "Give this user write access, or use the server that may be written to.",
    }
    advice = next((known[sign] for sign in known if sign in cause), "Run `wendan doctor`.")
    return f"The database cannot be used: {cause}. {advice}"


def _file(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    known = {
        errno.ENOSPC: "Free some space on the disk.",
        errno.EDQUOT: "Free some space on the disk.",
        errno.EFBIG: "Free some space on the disk.",
        errno.EIO: "Look after the disk: it fails.",
        errno.EACCES: "Give this user write access, or set WENDAN_HOME to another folder.",
        errno.EPERM: "Give this user write access, or set WENDAN_HOME to another folder.",
        errno.EROFS: "Set WENDAN_HOME to a folder that can be written.",
        errno.ENOTDIR: "Set WENDAN_HOME to a folder.",
        errno.EEXIST: "Set WENDAN_HOME to a folder.",
        errno.ENOENT: "Give a path that exists.",
    }
    return f"{where}{error.strerror or error}. {known.get(error.errno or 0, '')}".rstrip()
