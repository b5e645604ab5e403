"""Raw exports: rows leave the product as a file, marked, limited, and on record before they do.

`Exports.begin` is the one way: it checks the role, reads inside the caller's scope as it is now,
writes the audit entry, and gives an `Export`, whose parts are the file. What a file looks like:
`csv_file.py`, `workbook.py`.
"""

from assistant.exports.export import Export
from assistant.exports.exports import Exports
from assistant.exports.failures import (
    ExportsBusyError,
    NotExportableError,
    NothingToExportError,
    RoleMayNotExportError,
)
from assistant.exports.mark import Mark
from assistant.exports.wishes import OfDrafts, OfTable, OfTurn, Shape

__all__ = [
    "Export",
    "Exports",
    "ExportsBusyError",
    "Mark",
    "NotExportableError",
    "NothingToExportError",
    "OfDrafts",
    "OfTable",
    "OfTurn",
    "RoleMayNotExportError",
    "Shape",
]
