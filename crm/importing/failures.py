"""What the import raises when it cannot go on; a bad row never raises, it is rejected."""


class ImportFailed(Exception):
    """Nothing was imported; the message says why and what to do, in one line."""
