"""What is known of the data as a whole: its names, its words, its measures. Read anew when due."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from assistant.brains.rules.lexicon import Lexicon, lexicon_for
from assistant.teaching import House, Own, Stamp
from crm.access import Caller, count_customers
from crm.customs import custom_dimensions
from crm.insight.value.kept import Kept
from crm.measures import Catalog
from crm.models import table_state
from crm.names import NameIndex, versions
from crm.query.currencies import Currencies
from crm.vocabulary import Vocabulary

States = tuple[tuple[str, int], ...]
"""The version of each table that rows ever came into."""
_STATES = sa.select(table_state.c.table_name, table_state.c.version).order_by("table_name")


@dataclass(frozen=True)
class Knowledge:
    """What is known of the data as a whole, until the next import or lesson."""

    version: tuple[States, Stamp]
    catalog: Catalog
    vocabulary: Vocabulary
    lexicon: Lexicon
    names: NameIndex
    currencies: Currencies
    as_of: dict[str, str]
    counted: dict[frozenset[str] | None, int] = field(default_factory=dict)
    """How many customers those see who see the customers of these owners."""
    kept: Kept = field(default_factory=Kept)
    """The purchases of the customers, as far as they were asked for."""

    def customers_of(self, caller: Caller, connection: Connection) -> int:
        """Gives how many customers a caller sees, counted once until the next import."""
        if caller.owners not in self.counted:
            self.counted[caller.owners] = count_customers(connection, caller)
        return self.counted[caller.owners]


class Known:
    """Keeps what is known, and learns it anew after an import or a lesson. Thread-safe.

    `catalog` is what can be asked for: fixed, or the home's files, which may change meanwhile.
    """

    def __init__(self, catalog: Catalog | House, today: Callable[[], date]) -> None:
        self._catalog = catalog
        self._today = today
        self._knowledge: Knowledge | None = None
        self._lock = threading.Lock()

    @property
    def house(self) -> House | None:
        """Gives the home's files; None where the catalog is fixed."""
        return self._catalog if isinstance(self._catalog, House) else None

    def now(self, connection: Connection) -> Knowledge:
        """Gives what is known of the data that a connection sees."""
        stamp = self._catalog.stamp() if isinstance(self._catalog, House) else ()
        version = _states(connection), stamp
        with self._lock:
            if self._knowledge is None or self._knowledge.version != version:
                self._knowledge = self._learn(connection, version)
            return self._knowledge

    def _learn(self, connection: Connection, version: tuple[States, Stamp]) -> Knowledge:
        own = self._own(connection)
        states = connection.execute(sa.select(table_state.c.table_name, table_state.c.as_of))
        return Knowledge(
            version,
            own.catalog,
            own.vocabulary,
            lexicon_for(own.catalog),
            self._names(connection, own.vocabulary),
            Currencies.of(connection),
            {row.table_name: row.as_of.isoformat(sep=" ", timespec="minutes") for row in states},
        )

    def _own(self, connection: Connection) -> Own:
        dimensions = custom_dimensions(connection)
        if isinstance(self._catalog, House):
            return self._catalog.current(dimensions, self._today())
        return Own(self._catalog.with_dimensions(dimensions), Vocabulary())

    def _names(self, connection: Connection, vocabulary: Vocabulary) -> NameIndex:
        """Gives the names; the index is kept where nothing changed that has names."""
        before, aliases = self._knowledge, vocabulary.aliases()
        if before is None or before.names.version != versions(connection):
            return NameIndex.build(connection, aliases)
        same = before.vocabulary.aliases() == aliases
        return before.names if same else NameIndex.build(connection, aliases)


def _states(connection: Connection) -> States:
    return tuple((name, version) for name, version in connection.execute(_STATES))
