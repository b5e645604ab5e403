"""The names of customers, products, people, places and categories, and where a text holds one."""

from crm.names.aliases import Aliases
from crm.names.index import NameIndex
from crm.names.name import PLACES, How, Name, NameSpan
from crm.names.sources import Version, versions

__all__ = ["PLACES", "Aliases", "How", "Name", "NameIndex", "NameSpan", "Version", "versions"]
