"""Why there is no export."""


class RoleMayNotExportError(Exception):
    """The caller's role may take no raw rows out."""


class NothingToExportError(Exception):
    """There is no such answer or customer, or none that the caller may see: both look the same."""


class NotExportableError(Exception):
    """The rows cannot be chosen like that; the message says why and what to do."""


class ExportsBusyError(Exception):
    """As many exports run as may run at a time."""
