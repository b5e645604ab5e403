"""Who may ask, and how one shows who one is: tokens, machines, chat accounts, the own login.

Whatever changes who gets in is done here, with its entry in the audit log, as a part of the
caller's transaction. What checks signed tokens (`signed.py`) is loaded only where there are such.
"""

from assistant.identity.act import Act
from assistant.identity.failures import BindingError, NoKeysError, ServiceError
from assistant.identity.issuing import Wanted, issue, revoke, revoke_all
from assistant.identity.services import (
    Service,
    add_service,
    remove_service,
    services,
)

__all__ = [
    "Act",
    "BindingError",
    "NoKeysError",
    "Service",
    "ServiceError",
    "Wanted",
    "add_service",
    "issue",
    "remove_service",
    "revoke",
    "revoke_all",
    "services",
]
