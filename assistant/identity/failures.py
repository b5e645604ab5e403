"""What can go wrong with who somebody is."""


class NoKeysError(Exception):
    """The login's keys could not be had, or not for too long: nothing it signed can be checked."""


class ServiceError(Exception):
    """There can be no such service account; the message says why and what to do."""


class BindingError(Exception):
    """An account in a chat app cannot be bound so; the message says why and what to do."""
