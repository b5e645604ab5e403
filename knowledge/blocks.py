"""What a document is made of, whatever its format."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the highest."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text without line breaks."""

    text: str


@dataclass(frozen=True)
class Items:
    """A list; each item as it is shown, with its number where it has one."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: the names of its columns, and its rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Page:
    """From here on it is this page, counted from 1."""

    number: int


Block = Heading | Paragraph | Items | Grid | Page


@dataclass(frozen=True)
class Content:
    """A document's blocks in order, and what it says of itself."""

    blocks: tuple[Block, ...]
    title: str | None = None
    front: Mapping[str, str | tuple[str, ...]] = field(
        default_factory=dict[str, str | tuple[str, ...]]
    )
    """The lines of its front matter: a text, or a list of texts."""
