"""Who may ask, and how one shows who one is: tokens, machines, chat accounts, the own login.

Whatever changes who gets in is done here, with its entry in the audit log, as a part of the
caller's transaction. What checks signed tokens (`signed.py`) is loaded only where there are such.
"""

from assistant.identity.act import Act
from assistant.identity.arrival import Told, arrival
from assistant.identity.bindings import (
    CHANNELS,
    Account,
    Binding,
    Channel,
    account_named,
    bind,
    bound,
    caller_of,
    unbind,
)
from assistant.identity.codes import Code, make_code
from assistant.identity.failures import BindingError, NoKeysError, ServiceError
from assistant.identity.issuing import Wanted, issue, revoke, revoke_all
from assistant.identity.locking import Locked, lock, locked, unlock
from assistant.identity.roster import bind_all
from assistant.identity.services import (
    Service,
    add_service,
    remove_service,
    services,
)

__all__ = [
    "CHANNELS",
    "Account",
    "Act",
    "Binding",
    "BindingError",
    "Channel",
    "Code",
    "Locked",
    "NoKeysError",
    "Service",
    "ServiceError",
    "Told",
    "Wanted",
    "account_named",
    "add_service",
    "arrival",
    "bind",
    "bind_all",
    "bound",
    "caller_of",
    "issue",
    "lock",
    "locked",
    "make_code",
    "remove_service",
    "revoke",
    "revoke_all",
    "services",
    "unbind",
    "unlock",
]
