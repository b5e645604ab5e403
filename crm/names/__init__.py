"""The names of customers, products, people, places and categories, and where a text holds one."""

from crm.names.aliases import Aliases
from crm.names.index import MOST_CONTAINING, NameIndex
from crm.names.name import PLACES, How, Name, NameSpan
from crm.names.sources import Version, versions

__all__ = [
    "MOST_CONTAINING",
    "PLACES",
    "Aliases",
    "How",
    "Name",
    "NameIndex",
    "NameSpan",
    "Version",
    "versions",
]
