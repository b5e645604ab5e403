"""Proposing a mapping: from the headers and the values of a file, in either language."""

from crm.importing.suggesting.proposal import suggest

__all__ = ["suggest"]
