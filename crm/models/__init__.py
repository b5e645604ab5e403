"""All tables of the contract (section 1), one module per business noun."""

from crm.models.acting import outbox, proposals, tasks
from crm.models.audit import audit_log
from crm.models.base import metadata
from crm.models.chats import chat_lanes, chat_messages
from crm.models.customers import activities, contacts, customers, usage
from crm.models.deals import contracts, opportunities
from crm.models.identity import (
    api_tokens,
    binding_attempts,
    binding_codes,
    bindings,
    locked_users,
    service_accounts,
)
from crm.models.insight import (
    anomaly_flags,
    anomaly_reviews,
    anomaly_thresholds,
    insight_baselines,
)
from crm.models.jobs import digests, schedules, user_timezones
from crm.models.loads import (
    custom_fields,
    erasures,
    import_runs,
    restores,
    table_state,
    waiting_rows,
)
from crm.models.orders import COUNTED, invoices, order_lines, orders, payments, returns
from crm.models.people import targets, users
from crm.models.products import products
from crm.models.rates import rates
from crm.models.service import (
    conversations,
    disputes,
    misses,
    model_usage,
    rate_states,
    turns,
    verified_questions,
)

CANONICAL = (
    users,
    customers,
    contacts,
    products,
    orders,
    order_lines,
    returns,
    payments,
    invoices,
    contracts,
    opportunities,
    activities,
    usage,
    targets,
    rates,
)
"""The contract's tables, each after those that it refers to."""

__all__ = [
    "CANONICAL",
    "COUNTED",
    "activities",
    "anomaly_flags",
    "anomaly_reviews",
    "anomaly_thresholds",
    "api_tokens",
    "audit_log",
    "binding_attempts",
    "binding_codes",
    "bindings",
    "chat_lanes",
    "chat_messages",
    "contacts",
    "contracts",
    "conversations",
    "custom_fields",
    "customers",
    "digests",
    "disputes",
    "erasures",
    "import_runs",
    "insight_baselines",
    "invoices",
    "locked_users",
    "metadata",
    "misses",
    "model_usage",
    "opportunities",
    "order_lines",
    "orders",
    "outbox",
    "payments",
    "products",
    "proposals",
    "rate_states",
    "rates",
    "restores",
    "returns",
    "schedules",
    "service_accounts",
    "table_state",
    "targets",
    "tasks",
    "turns",
    "usage",
    "user_timezones",
    "users",
    "verified_questions",
    "waiting_rows",
]
