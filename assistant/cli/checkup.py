"""What is well with an installation, what is not, and what to do: one line each."""

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from assistant import schedules
from assistant.brains.rules.lexicon import lexicon_for
from assistant.cli import neighbours, opening
from assistant.cli.failures import CommandFailed
from assistant.cli.finding import Finding
from assistant.jobs import moments
from assistant.settings import Settings
from assistant.teaching import House
from assistant.verified import listed
from crm.access import ROLES, is_locked
from crm.customs import custom_dimensions
from crm.database import DatabaseError, connect
from crm.measures import MeasuresError, load
from crm.models import customers, orders, table_state, users, waiting_rows
from crm.periods import CALENDAR, BusinessCalendar, CalendarError, load_calendar
from crm.schema import HEAD, revision
from crm.vocabulary import VocabularyError
from knowledge import library
from knowledge.base import EMBEDDING, missing
from knowledge.failures import KnowledgeError

_ADVICE = "See that it is there, that its disk has space, and that this user may read and write it."
LATE = timedelta(minutes=5)
"""After which nobody seems to send what is due."""
PAGE = Path(__file__).parents[1] / "web" / "static"


def examined(settings: Settings) -> Iterator[Finding]:
    """Gives the findings; nothing is made or changed, save a file in the home for a moment."""
    yield from _settings(settings)
    yield from neighbours.login(settings)
    yield _home(settings.home)
    house = House(settings.home, BusinessCalendar(settings.fiscal_start_month))
    yield _measures(house.measures)
    yield _words(house, settings.clock().today())
    yield _calendar(settings.home / CALENDAR)
    yield _page()
    yield _documents(settings)
    yield from _database(settings)
    yield from neighbours.models(settings)
    yield from neighbours.collector(settings)
    yield from neighbours.mail(settings)
    yield from neighbours.chats(settings)
    yield neighbours.voice(settings)


def schema_of(settings: Settings) -> str | None:
    """Gives the schema's version, or None where there is no database or no schema yet.

    Raises:
        DatabaseError: a newer version made it, or it cannot be read.
    """
    engine = connect(settings.database)
    if not _exists(engine.url):
        return None
    try:
        with engine.connect() as connection:
            return revision(connection)
    except DBAPIError as error:
        cause = str(error.orig).strip().splitlines()[0]
        raise DatabaseError(f"{engine.url!r} cannot be read: {cause}. {_ADVICE}") from error
    finally:
        engine.dispose()


def _exists(url: sa.URL) -> bool:
    """Whether there is a database at all; SQLite would make an empty one by looking."""
    if url.get_backend_name() != "sqlite":
        return True
    return url.database in {None, "", ":memory:"} or Path(str(url.database)).exists()


def _settings(settings: Settings) -> Iterator[Finding]:
    clock = settings.clock()
    fixed = " (fixed by WENDAN_TODAY)" if settings.today else ""
    when = f"business date {clock.today()}{fixed}, {clock.now():%H:%M} in {settings.timezone.key}"
    yield Finding("ok", "settings", f"{when}, amounts in {settings.currency}")
    for name in settings.unused():
        yield Finding("note", "settings", f"{name} is set; this version does not use it yet")


def _home(home: Path) -> Finding:
    if not home.is_dir():
        return Finding("note", "home", f"{home} is not there yet; the first import makes it")
    probe = home / f".doctor-{os.getpid()}"
    try:
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        text = f"{home} cannot be written ({error.strerror}): give this user access, or free space"
        return Finding("broken", "home", text)
    return Finding("ok", "home", f"{home} can be written")


def _measures(file: Path) -> Finding:
    try:
        count = len(load(file).measures)
    except MeasuresError as error:
        return Finding("broken", "measures", str(error))
    own = f", with changes of {file}" if file.exists() else ""
    return Finding("ok", "measures", f"{count} measures{own}")


def _calendar(file: Path) -> Finding:
    try:
        count = len(load_calendar(file).festivals)
    except CalendarError as error:
        return Finding("broken", "calendar", str(error))
    own = f", with changes of {file}" if file.exists() else ""
    return Finding("ok", "calendar", f"{count} holidays and campaigns{own}")


def _words(house: House, today: date) -> Finding:
    try:
        count = len(house.read({}, today).vocabulary.entries)
    except VocabularyError as error:
        return Finding("broken", "words", f"{error} Until then the last good one is used.")
    except MeasuresError:
        return Finding("note", "words", f"{house.words}: cannot be told before the measures are")
    own = f" of {house.words}" if count else f": `wendan teach` writes {house.words}"
    return Finding("ok", "words", f"{count} own words{own}")


def _page() -> Finding:
    missing = [name for name in ("index.html", "js/app.js") if not (PAGE / name).is_file()]
    if missing:
        return Finding("broken", "page", f"{', '.join(missing)} missing: install Wendan again")
    return Finding("ok", "page", "all there")


def _documents(settings: Settings) -> Finding:
    """Gives how the documents are; nothing heavy is imported, and one sentence is embedded."""
    lacking = missing()
    install = f"{', '.join(lacking)} not installed: `make knowledge` installs them"
    try:
        base = opening.documents(settings)
        if not base.library.exists():
            text = install if lacking else "none yet: `wendan knowledge add PATH` takes them in"
            return Finding("note", "documents", text)
        if lacking:
            return Finding("broken", "documents", install)
        with base.library.reading() as connection:
            count = len(library.documents(connection))
            noted = library.fact(connection, EMBEDDING)
        if noted not in {None, base.embedding.name}:
            text = f"indexed with {noted}, {base.embedding.name} is set: `wendan knowledge reindex`"
            return Finding("broken", "documents", text)
        base.embedding.vectors(["ok"])
        if settings.knowledge_server is not None:
            base.vectors.names()
    except (KnowledgeError, CommandFailed) as error:
        return Finding("broken", "documents", str(error))
    return Finding("ok", "documents", f"{count:,}, found by {base.embedding.name}")


def _database(settings: Settings) -> Iterator[Finding]:
    try:
        found = schema_of(settings)
    except DatabaseError as error:
        yield Finding("broken", "database", str(error))
        return
    if found is None:
        text = "no database yet: `wendan import PATH` makes one, `wendan demo` fills one"
        yield Finding("note", "database", text)
        return
    if found != HEAD:
        text = f"schema version {found}, this program knows {HEAD}: run `wendan db upgrade`"
        yield Finding("broken", "database", text)
        return
    yield Finding("ok", "database", f"schema version {found}")
    engine = connect(settings.database)
    try:
        with engine.connect() as connection:
            yield from _rows(connection)
            yield from _verified(settings, connection)
            yield from _schedules(settings, connection)
            yield from neighbours.inbox_of(settings, connection)
    finally:
        engine.dispose()


def _verified(settings: Settings, connection: Connection) -> Iterator[Finding]:
    """Tells which verified questions wait for an admin, since their measures or words changed."""
    house = House(settings.home, BusinessCalendar(settings.fiscal_start_month))
    try:
        own = house.read(custom_dimensions(connection), settings.clock().today())
    except (MeasuresError, VocabularyError):
        return  # is told already
    found = listed(connection, own.catalog, lexicon_for(own.catalog))
    aside = [one for one in found if not one.holds]
    if aside:
        text = f"{len(aside)} of {len(found)} are set aside, since what they rest on has changed"
        yield Finding("note", "verified", f"{text}: `wendan verified` says which")
    elif found:
        yield Finding("ok", "verified", f"{len(found)} questions, all hold")


def _schedules(settings: Settings, connection: Connection) -> Iterator[Finding]:
    """Tells whether somebody sends what is due."""
    found = schedules.standing(connection, moments(settings.clock().stamp)() - LATE)
    if found.late:
        text = f"{found.late:,} of {found.active:,} are late: run `wendan serve` or `wendan worker`"
        yield Finding("note", "schedules", text)
    elif found.active:
        yield Finding("ok", "schedules", f"{found.active:,}, none is late")


def _rows(connection: Connection) -> Iterator[Finding]:
    as_of = connection.execute(sa.select(sa.func.max(table_state.c.as_of))).scalar_one()
    if as_of is None:
        yield Finding("note", "data", "nothing imported yet: `wendan import PATH`")
        return
    placed = connection.execute(sa.select(sa.func.max(orders.c.ordered_at))).scalar_one()
    counts = f"{_count(connection, customers):,} customers, {_count(connection, orders):,} orders"
    yield Finding("ok", "data", f"{counts}, last order {placed}, last change {as_of}")
    yield _waiting(connection)
    yield _users(connection)


def _waiting(connection: Connection) -> Finding:
    count = sa.func.count()
    statement = sa.select(waiting_rows.c.missing_table, count).group_by(
        waiting_rows.c.missing_table
    )
    waiting = connection.execute(statement.order_by(count.desc())).all()
    if not waiting:
        return Finding("ok", "waiting", "no row waits for another")
    said = ", ".join(f"{number:,} for rows of {table}" for table, number in waiting)
    return Finding("note", "waiting", f"rows wait, {said}: import those, and they come in")


def _users(connection: Connection) -> Finding:
    statement = sa.select(sa.func.count()).where(users.c.role.in_(ROLES), ~is_locked())
    count = connection.execute(statement).scalar_one()
    if not count:
        text = "nobody can be asked as over HTTP: import a users table, then `wendan token USER_ID`"
        return Finding("note", "users", text)
    return Finding("ok", "users", f"{count:,} may ask")


def _count(connection: Connection, table: sa.Table) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
