"""A file's next text, which lies ready until the audit log has the entry of its lesson.

A file and a database do not change in one stroke. So the text is written beside the file, under the
number and the hash of its entry; the entry is kept; and only then the text takes the file's place.
A process that was killed in between leaves a text behind: whoever comes next puts it in its place
if the log has that entry, and throws it away if not. So no word means something without an entry,
and no entry tells of a lesson that is not in force.
"""

import re
from contextlib import suppress
from pathlib import Path

from sqlalchemy.engine import Connection, Engine

from assistant import audit
from crm.home import Occupied, alone_at_once, put, write_whole

_NAME = re.compile(
    r"\.(?P<file>[a-z]+\.toml)\.(?P<number>[1-9]\d{0,9})\.(?P<hash>[0-9a-f]{64})\.next"
)


def lay_ready(path: Path, text: str, entry: audit.Head) -> Path:
    """Gives the file that holds the next text of `path`, on the disk.

    Raises:
        OSError: it cannot be written.
    """
    ready = path.with_name(f".{path.name}.{entry.number}.{entry.hash}.next")
    write_whole(ready, text.encode())
    return ready


def finish(engine: Engine, home: Path) -> None:
    """Ends the lessons that were cut off, unless somebody is teaching just now."""
    if any(home.glob(".*.next")):
        with suppress(Occupied), alone_at_once(home), engine.connect() as connection:
            finish_alone(connection, home)


def finish_alone(connection: Connection, home: Path) -> None:
    """Ends the lessons that were cut off; the home's files are the caller's (`crm.home.alone`)."""
    found = ((_NAME.fullmatch(path.name), path) for path in home.glob(".*.next"))
    cut_off = [(int(name["number"]), name, path) for name, path in found if name is not None]
    for number, name, ready in sorted(cut_off, key=lambda one: one[0]):
        if audit.holds(connection, audit.Head(number, name["hash"])):
            put(ready, home / name["file"])
        else:
            ready.unlink()
