"""Mappings: which columns of a file fill which columns of the contract's tables.

A mapping is written by `crm.importing.suggestion`, kept as TOML (`crm.importing.mapping_toml`) and
edited by people.
"""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from types import MappingProxyType

from crm.importing.values import DateOrder


@dataclass(frozen=True)
class Column:
    """The cell in the column of that header."""

    header: str


@dataclass(frozen=True)
class Constant:
    """The same value in every row."""

    value: str


@dataclass(frozen=True)
class Template:
    """Text with cells in it: `{firstname} {lastname}`."""

    text: str


@dataclass(frozen=True)
class Lookup:
    """A cell of another source: its column `take`, in the row whose `key` is the cell in `by`."""

    source: str
    by: str
    key: str
    take: str


@dataclass(frozen=True)
class Product:
    """The product of numbers: each factor a header, or `1-HEADER`."""

    factors: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """What the words in a column mean; `otherwise` where the word is not listed."""

    header: str
    words: MappingOf[str, str]
    otherwise: str | None = None


@dataclass(frozen=True)
class DerivedId:
    """An id made from a name, the same whenever the name is the same."""

    header: str


@dataclass(frozen=True)
class Ordinal:
    """The number of the row among those that have the same cell under a header, from 1."""

    header: str


Expression = Column | Constant | Template | Lookup | Product | Words | DerivedId | Ordinal


@dataclass(frozen=True)
class Cancels:
    """Which rows of a sheet of invoice lines are returns.

    Those with a negative quantity; those whose order number is `order_id_prefix` followed by
    digits; those with one of `words` in the column `header`.
    """

    negative_quantity: bool = True
    order_id_prefix: str = ""
    header: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Target:
    """How the rows of one table are filled: its columns and its custom fields by name."""

    columns: MappingOf[str, Expression]
    custom: MappingOf[str, Expression] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class SourceMapping:
    """What is made of one source (or of all whose name fits, with `*` in it).

    `skip` says why nothing is.
    """

    source: str
    tables: MappingOf[str, Target] = field(default_factory=lambda: MappingProxyType({}))
    cancels: Cancels | None = None
    dates: DateOrder = "year-first"
    skip: str = ""

    @property
    def is_sheet_of_lines(self) -> bool:
        """Tells whether each row is an invoice line with its order beside it."""
        return {"orders", "order_lines"} <= self.tables.keys()


@dataclass(frozen=True)
class Mapping:
    """The whole mapping of a file or folder.

    `currency` is that of amounts whose row names none. `timezone` is the one in which the file's
    date-times are written, where that is not the business time zone. `comments` are the reasons
    behind the proposal, by the path that they belong to; they are written into the TOML and not
    read back.
    """

    sources: tuple[SourceMapping, ...]
    currency: str | None = None
    timezone: str | None = None
    comments: MappingOf[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def to_toml(self) -> str:
        """Gives the mapping as TOML to be read and edited."""
        from crm.importing.mapping_toml import written  # noqa: PLC0415  (it imports this module)

        return written(self)

    @staticmethod
    def from_toml(text: str) -> "Mapping":
        """Gives the mapping that the TOML says.

        Raises:
            ImportFailed: it is no TOML, or says something that no mapping says.
        """
        from crm.importing.mapping_toml import parsed  # noqa: PLC0415  (it imports this module)

        return parsed(text)
