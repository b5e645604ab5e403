"""Creates all tables of the contract, and those of the import and of the service.

The types are written out here, not taken from `crm.models`: a revision must go on creating what it
created when it was released.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from crm.migrations.append_only import protect, unprotect

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

EXACT = sa.Numeric(20, 6).with_variant(sa.BigInteger(), "sqlite")
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Creates the tables."""
    _create_people_and_customers()
    _create_products_and_orders()
    _create_deals_and_loads()
    _create_identity()
    _create_service()
    _create_jobs()
    _create_insight()
    _create_acting()
    _create_chats()
    _create_audit_log()


def _create_people_and_customers() -> None:
    op.create_table(
        "users",
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("team", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("manager_id", sa.String(200)),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("user_id", name="pk_users"),
    )
    op.create_table(
        "targets",
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("user_id", "month", name="pk_targets"),
    )
    op.create_table(
        "customers",
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text()),
        sa.Column("aliases", sa.Text()),
        sa.Column("industry", sa.Text()),
        sa.Column("country", sa.Text()),
        sa.Column("region", sa.Text()),
        sa.Column("province", sa.Text()),
        sa.Column("city", sa.Text()),
        sa.Column("level", sa.String(50)),
        sa.Column("owner_id", sa.String(200)),
        sa.Column("status", sa.String(20)),
        sa.Column("phone", sa.Text()),
        sa.Column("tax_id", sa.Text()),
        sa.Column("created_at", sa.DateTime()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("customer_id", name="pk_customers"),
    )
    op.create_index("ix_customers_owner_id", "customers", ["owner_id"])
    op.create_table(
        "contacts",
        sa.Column("contact_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("phone", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("is_primary", sa.Boolean()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("contact_id", name="pk_contacts"),
    )
    op.create_index("ix_contacts_customer_id", "contacts", ["customer_id"])
    op.create_table(
        "activities",
        sa.Column("activity_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.String(200)),
        sa.Column("subject", sa.Text()),
        sa.Column("body", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("activity_id", name="pk_activities"),
    )
    op.create_index(
        "ix_activities_customer_id_occurred_at", "activities", ["customer_id", "occurred_at"]
    )
    op.create_index("ix_activities_occurred_at", "activities", ["occurred_at"])
    op.create_table(
        "usage",
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("value", EXACT, nullable=False),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("customer_id", "date", "metric", name="pk_usage"),
    )


def _create_products_and_orders() -> None:
    op.create_table(
        "products",
        sa.Column("product_id", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("model", sa.Text()),
        sa.Column("category", sa.Text()),
        sa.Column("unit", sa.Text()),
        sa.Column("list_price", EXACT),
        sa.Column("aliases", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("product_id", name="pk_products"),
    )
    op.create_table(
        "orders",
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("owner_id", sa.String(200)),
        sa.Column("channel", sa.Text()),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount_given", EXACT, comment="The amount as it was imported."),
        sa.Column("due_date", sa.Date()),
        sa.Column("shipped_at", sa.DateTime()),
        sa.Column("delivered_at", sa.DateTime()),
        sa.Column("source_system", sa.Text()),
        sa.Column("external_id", sa.Text()),
        sa.Column("ship_country", sa.Text()),
        sa.Column("ship_region", sa.Text()),
        sa.Column("ship_province", sa.Text()),
        sa.Column("ship_city", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.Column("amount", EXACT, nullable=False, comment="Sum of the lines, else as given."),
        sa.Column("units", EXACT, nullable=False, comment="Sum of the lines' quantities."),
        sa.Column("line_count", sa.Integer(), nullable=False),
        sa.Column("paid", EXACT, nullable=False, comment="Sum of the payments, whenever made."),
        sa.Column(
            "invoiced", EXACT, nullable=False, comment="Sum of the invoices, whenever issued."
        ),
        sa.PrimaryKeyConstraint("order_id", name="pk_orders"),
    )
    op.create_index("ix_orders_customer_id_ordered_at", "orders", ["customer_id", "ordered_at"])
    has_number = sa.text("external_id IS NOT NULL")
    op.create_index(
        "ix_orders_external_id",
        "orders",
        ["external_id"],
        sqlite_where=has_number,
        postgresql_where=has_number,
    )
    op.create_index("ix_orders_ordered_at", "orders", ["ordered_at"])
    unpaid = sa.text("amount != paid")
    op.create_index(
        "ix_orders_unpaid",
        "orders",
        ["customer_id"],
        sqlite_where=unpaid,
        postgresql_where=unpaid,
    )
    op.create_table(
        "order_lines",
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.String(200), nullable=False),
        sa.Column("quantity", EXACT, nullable=False),
        sa.Column("unit_price", EXACT, nullable=False),
        sa.Column("amount", EXACT, nullable=False, comment="As given, else quantity x unit price."),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("order_id", "line_no", name="pk_order_lines"),
    )
    op.create_index("ix_order_lines_product_id", "order_lines", ["product_id"])
    op.create_table(
        "returns",
        sa.Column("return_id", sa.String(200), nullable=False),
        sa.Column("order_id", sa.String(200)),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=False),
        sa.Column("product_id", sa.String(200)),
        sa.Column("quantity", EXACT),
        sa.Column("reason", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("return_id", name="pk_returns"),
    )
    op.create_index("ix_returns_customer_id", "returns", ["customer_id"])
    op.create_index("ix_returns_order_id", "returns", ["order_id"])
    op.create_index("ix_returns_returned_at", "returns", ["returned_at"])
    op.create_table(
        "payments",
        sa.Column("payment_id", sa.String(200), nullable=False),
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("paid_at", sa.DateTime(), nullable=False),
        sa.Column("method", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("payment_id", name="pk_payments"),
    )
    op.create_index("ix_payments_order_id", "payments", ["order_id"])
    op.create_index("ix_payments_paid_at", "payments", ["paid_at"])
    op.create_table(
        "invoices",
        sa.Column("invoice_id", sa.String(200), nullable=False),
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("amount", EXACT, nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("number", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("invoice_id", name="pk_invoices"),
    )
    op.create_index("ix_invoices_issued_at", "invoices", ["issued_at"])
    op.create_index("ix_invoices_order_id", "invoices", ["order_id"])


def _create_deals_and_loads() -> None:
    op.create_table(
        "rates",
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column(
            "rate", EXACT, nullable=False, comment="Units of the base currency for one unit."
        ),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("currency", "date", name="pk_rates"),
    )
    op.create_table(
        "opportunities",
        sa.Column("opportunity_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("owner_id", sa.String(200)),
        sa.Column("name", sa.Text()),
        sa.Column("stage", sa.Text()),
        sa.Column("amount", EXACT),
        sa.Column("expected_close", sa.DateTime()),
        sa.Column("created_at", sa.DateTime()),
        sa.Column("closed_at", sa.DateTime()),
        sa.Column("lead_source", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("opportunity_id", name="pk_opportunities"),
    )
    op.create_index("ix_opportunities_customer_id", "opportunities", ["customer_id"])
    op.create_table(
        "contracts",
        sa.Column("contract_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("start_date", sa.Date(), nullable=False),
        sa.Column("end_date", sa.Date(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("product_id", sa.String(200)),
        sa.Column("amount", EXACT),
        sa.Column("seats", EXACT),
        sa.Column("status", sa.Text()),
        sa.Column("custom", DOCUMENT),
        sa.PrimaryKeyConstraint("contract_id", name="pk_contracts"),
    )
    op.create_index("ix_contracts_customer_id", "contracts", ["customer_id"])
    op.create_table(
        "import_runs",
        sa.Column("run_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.Column("summary", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_import_runs"),
    )
    op.create_table(
        "restores",
        sa.Column("restore_id", sa.String(64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False, comment="When the backup was made."),
        sa.Column("finished_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("restore_id", name="pk_restores"),
    )
    op.create_table(
        "table_state",
        sa.Column("table_name", sa.String(50), nullable=False),
        sa.Column("as_of", sa.DateTime(), nullable=False, comment="When rows of it last came in."),
        sa.Column("version", sa.Integer(), nullable=False, comment="Rises with every change."),
        sa.PrimaryKeyConstraint("table_name", name="pk_table_state"),
    )
    op.create_table(
        "waiting_rows",
        sa.Column("table_name", sa.String(50), nullable=False),
        sa.Column("row_key", sa.String(600), nullable=False, comment="The row's key, as JSON."),
        sa.Column("missing_table", sa.String(50), nullable=False),
        sa.Column("missing_id", sa.String(200), nullable=False),
        sa.Column("row", DOCUMENT, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_key", name="pk_waiting_rows"),
    )
    op.create_index(
        "ix_waiting_rows_missing_table_missing_id", "waiting_rows", ["missing_table", "missing_id"]
    )
    op.create_table(
        "erasures",
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("pseudonym", sa.String(40), nullable=False, comment="What its rows are named."),
        sa.Column("erased_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("customer_id", name="pk_erasures"),
    )
    op.create_table(
        "custom_fields",
        sa.Column("table_name", sa.String(50), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False, comment="text, number or date"),
        sa.Column("label_zh", sa.Text()),
        sa.Column("label_en", sa.Text()),
        sa.PrimaryKeyConstraint("table_name", "name", name="pk_custom_fields"),
    )


def _create_identity() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("token_hash", sa.String(64), nullable=False, comment="SHA-256, hex"),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("scopes", sa.String(100), nullable=False, comment="What for: words, by spaces."),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), comment="To the hour."),
        sa.PrimaryKeyConstraint("token_hash", name="pk_api_tokens"),
    )
    op.create_table(
        "service_accounts",
        sa.Column("account_id", sa.String(200), nullable=False, comment="service:NAME"),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("role", sa.String(20), comment="Its own; else it sees as a user."),
        sa.Column("sees_as", sa.String(200)),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name="pk_service_accounts"),
    )
    op.create_table(
        "bindings",
        *_channel_user(),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("bound_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "tenant", "channel_user", name="pk_bindings"),
    )
    op.create_index("ix_bindings_user_id", "bindings", ["user_id"])
    op.create_table(
        "binding_codes",
        sa.Column("code_hash", sa.String(64), nullable=False, comment="SHA-256, hex"),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name="pk_binding_codes"),
    )
    op.create_table(
        "binding_attempts",
        *_channel_user(),
        sa.Column("failed", sa.Integer(), nullable=False, comment="Wrong codes since `since`."),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "tenant", "channel_user", name="pk_binding_attempts"),
    )
    op.create_table(
        "locked_users",
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("locked_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_locked_users"),
    )


def _channel_user() -> tuple[sa.Column[str], ...]:
    return (
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("tenant", sa.String(200), nullable=False),
        sa.Column("channel_user", sa.String(200), nullable=False),
    )


def _create_service() -> None:
    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("state", DOCUMENT, comment="The last frame, for follow-ups."),
        sa.Column(
            "unread", sa.Integer(), comment="Digests not looked at; null where none ever came."
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversations"),
    )
    op.create_index(
        "ix_conversations_user_id_updated_at", "conversations", ["user_id", "updated_at"]
    )
    op.create_table(
        "turns",
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("conversation_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reply", DOCUMENT, nullable=False),
        sa.Column("frame", DOCUMENT, comment="What was looked up, to run again for an export."),
        sa.PrimaryKeyConstraint("turn_id", name="pk_turns"),
        sa.UniqueConstraint("conversation_id", "number", name="uq_turns_conversation_id_number"),
    )
    op.create_table(
        "disputes",
        sa.Column("dispute_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("note", sa.Text()),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("dispute_id", name="pk_disputes"),
    )
    op.create_table(
        "misses",
        sa.Column(
            "miss_id", sa.String(64), nullable=False, comment="SHA-256 of what it is told by"
        ),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("reading", DOCUMENT, nullable=False, comment="Slots, without names."),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("ignored", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("miss_id", name="pk_misses"),
    )
    op.create_index("ix_misses_last_at", "misses", ["last_at"])
    op.create_table(
        "verified_questions",
        sa.Column("verified_id", sa.String(64), nullable=False, comment="SHA-256 of the pattern"),
        sa.Column("pattern", sa.Text(), nullable=False),
        sa.Column("plan", DOCUMENT, nullable=False, comment="A frame with signs for its names."),
        sa.Column("grounds", DOCUMENT, nullable=False, comment="The definitions it rests on."),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("verified_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("verified_id", name="pk_verified_questions"),
    )
    op.create_table(
        "model_usage",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False, comment="Empty where none is set."),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), nullable=False),
        sa.Column(
            "cached_tokens", sa.BigInteger(), nullable=False, comment="Of those of the prompt."
        ),
        sa.Column("completion_tokens", sa.BigInteger(), nullable=False),
        sa.Column("cost", EXACT, nullable=False),
        sa.PrimaryKeyConstraint("day", "user_id", "currency", name="pk_model_usage"),
    )
    op.create_table(
        "rate_states",
        sa.Column("key", sa.String(300), nullable=False, comment="What is counted, and of whom."),
        sa.Column(
            "used_until", sa.BigInteger(), nullable=False, comment="Microseconds since 1970."
        ),
        sa.PrimaryKeyConstraint("key", name="pk_rate_states"),
        # Nothing in it need outlive a crash of the server.
        prefixes=["UNLOGGED"] if op.get_bind().dialect.name == "postgresql" else [],
    )


def _create_jobs() -> None:
    op.create_table(
        "schedules",
        sa.Column("schedule_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("wish", DOCUMENT, nullable=False, comment="What is asked, and its rhythm."),
        sa.Column("state", sa.String(10), nullable=False, comment="active, paused or done"),
        sa.Column("next_at", sa.DateTime(), comment="UTC. When it is due; null: never again."),
        sa.Column(
            "wanted_at", sa.DateTime(), comment="UTC. Somebody wants it now, beside its rhythm."
        ),
        sa.Column(
            "told_until", sa.Date(), comment="Of what lies ahead: the last day that was told."
        ),
        sa.Column("conversation_id", sa.String(64), comment="Where its digests are."),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", name="pk_schedules"),
    )
    op.create_index("ix_schedules_user_id", "schedules", ["user_id"])
    op.create_index("ix_schedules_state_next_at", "schedules", ["state", "next_at"])
    op.create_table(
        "digests",
        sa.Column("schedule_id", sa.String(64), nullable=False),
        sa.Column(
            "slot", sa.DateTime(), nullable=False, comment="UTC. The moment that it was due."
        ),
        sa.Column("state", sa.String(10), nullable=False, comment="claimed until it is settled"),
        sa.Column("holder", sa.String(64), nullable=False, comment="Which worker has claimed it."),
        sa.Column("held_until", sa.DateTime(), nullable=False, comment="UTC. Then another may."),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("turn_id", sa.String(64)),
        sa.PrimaryKeyConstraint("schedule_id", "slot", name="pk_digests"),
    )
    op.create_table(
        "user_timezones",
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name="pk_user_timezones"),
    )


def _create_insight() -> None:
    op.create_table(
        "anomaly_flags",
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("ordered_at", sa.DateTime(), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column(
            "score", EXACT, nullable=False, comment="Above 0 and below 1; 0.5: just unusual."
        ),
        sa.Column(
            "strength", EXACT, nullable=False, comment="How far past the threshold; 1 is on it."
        ),
        sa.Column("figures", DOCUMENT, nullable=False, comment="What was compared, as texts."),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state", sa.String(10), nullable=False, comment="By its latest review, else open."
        ),
        sa.Column("until", sa.Date(), comment="The day on which a snoozed one comes back."),
        sa.PrimaryKeyConstraint("order_id", "kind", name="pk_anomaly_flags"),
    )
    for column in ("customer_id", "ordered_at"):
        op.create_index(f"ix_anomaly_flags_{column}", "anomaly_flags", [column])
    op.create_table(
        "anomaly_reviews",
        sa.Column("review_id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("order_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("until", sa.Date()),
        sa.Column("strength", EXACT, nullable=False, comment="Of the flag, when it was reviewed."),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("review_id", name="pk_anomaly_reviews"),
    )
    op.create_index(
        "ix_anomaly_reviews_customer_id_kind", "anomaly_reviews", ["customer_id", "kind"]
    )
    op.create_table(
        "anomaly_thresholds",
        sa.Column("customer_id", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("strength", EXACT, nullable=False, comment="From which on a flag is raised."),
        sa.Column("dismissals", sa.Integer(), nullable=False, comment="How many taught it."),
        sa.PrimaryKeyConstraint("customer_id", "kind", name="pk_anomaly_thresholds"),
    )
    op.create_table(
        "insight_baselines",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("key", sa.String(420), nullable=False),
        sa.Column(
            "as_of", sa.DateTime(), nullable=False, comment="When the latest order of it came."
        ),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", "key", name="pk_insight_baselines"),
    )


def _create_acting() -> None:
    op.create_table(
        "proposals",
        sa.Column("action_id", sa.String(64), nullable=False),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200)),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False, comment="All that would be done."),
        sa.Column(
            "hash", sa.String(64), nullable=False, comment="SHA-256 of that, of whom and of id."
        ),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime()),
        sa.Column("note", sa.String(40), comment="Why it was refused or failed: a code."),
        sa.Column("replaced_by", sa.String(64), comment="The proposal that an edit made of it."),
        sa.PrimaryKeyConstraint("action_id", name="pk_proposals"),
    )
    op.create_index("ix_proposals_user_id_made_at", "proposals", ["user_id", "made_at"])
    op.create_table(
        "tasks",
        sa.Column("task_id", sa.String(64), nullable=False, comment="The action that made it."),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200)),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime()),
        sa.Column("remind", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("done_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("task_id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_user_id_due_at", "tasks", ["user_id", "due_at"])
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.String(64), nullable=False, comment="The action it is of."),
        sa.Column("user_id", sa.String(200), nullable=False),
        sa.Column("customer_id", sa.String(200)),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False, comment="Recipient, subject and text."),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("queued_at", sa.DateTime(), nullable=False, comment="Approved, or sent again."),
        sa.Column("due_at", sa.DateTime(), nullable=False, comment="When it is tried next."),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease", sa.String(64), comment="Of the process that has it in hand."),
        sa.Column("leased_until", sa.DateTime()),
        sa.Column("note", sa.String(40), comment="What went wrong last: a code."),
        sa.Column("ended_at", sa.DateTime()),
        sa.PrimaryKeyConstraint("message_id", name="pk_outbox"),
    )
    op.create_index("ix_outbox_state_due_at", "outbox", ["state", "due_at"])


def _create_chats() -> None:
    op.create_table(
        "chat_lanes",
        sa.Column(
            "lane", sa.String(32), nullable=False, comment="Hash of chat, thread and account."
        ),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("conversation_id", sa.String(64), comment="What was said there before."),
        sa.Column("holder", sa.String(64), comment="Which worker has it in hand."),
        sa.Column("held_until", sa.DateTime(), comment="UTC. Then another may."),
        sa.Column(
            "due_at", sa.DateTime(), nullable=False, comment="UTC. When it is looked at next."
        ),
        sa.Column("touched_at", sa.DateTime(), nullable=False, comment="UTC. The last message."),
        sa.PrimaryKeyConstraint("lane", name="pk_chat_lanes"),
    )
    op.create_table(
        "chat_messages",
        sa.Column(
            "key", sa.String(32), nullable=False, comment="Hash of channel and its id there."
        ),
        sa.Column("channel", sa.String(20), nullable=False),
        sa.Column("lane", sa.String(32), nullable=False),
        sa.Column(
            "sent_us", sa.BigInteger(), nullable=False, comment="By the channel's own clock."
        ),
        sa.Column("received_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "state", sa.String(10), nullable=False, comment="waiting, answered, sent or failed"
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("incoming", DOCUMENT, comment="What was written; null once it is done with."),
        sa.Column("said", DOCUMENT, comment="What is to be said; null once it is done with."),
        sa.Column("posting_at", sa.DateTime(), comment="UTC. Since then the answer may be there."),
        sa.Column("alone", sa.Boolean(), comment="Whether it then went to the asker alone."),
        sa.Column("handle", sa.String(300), comment="The message that is, or becomes, the answer."),
        sa.Column("note", sa.String(40), comment="What went wrong last: a code."),
        sa.Column("ended_at", sa.DateTime(), comment="UTC"),
        sa.PrimaryKeyConstraint("key", name="pk_chat_messages"),
    )
    op.create_index("ix_chat_messages_lane_sent_us", "chat_messages", ["lane", "sent_us"])
    op.create_index("ix_chat_messages_state_ended_at", "chat_messages", ["state", "ended_at"])


def _create_audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column(
            "number",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="1, 2, 3, … no gaps.",
        ),
        sa.Column(
            "at", sa.String(19), nullable=False, comment="YYYY-MM-DD HH:MM:SS, business time."
        ),
        sa.Column("actor", sa.String(200), nullable=False),
        sa.Column("event", sa.String(40), nullable=False, comment="A dotted noun: question.asked"),
        sa.Column("subject", sa.String(200)),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False, comment="SHA-256, hex"),
        sa.Column("hash", sa.String(64), nullable=False, comment="SHA-256, hex"),
        sa.PrimaryKeyConstraint("number", name="pk_audit_log"),
    )
    for column in ("actor", "event", "subject"):
        op.create_index(f"ix_audit_log_{column}", "audit_log", [column])
    for statement in protect(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drops the tables."""
    for statement in unprotect(op.get_bind().dialect.name):
        op.execute(statement)
    for table in (
        "audit_log",
        "chat_messages",
        "chat_lanes",
        "outbox",
        "tasks",
        "proposals",
        "insight_baselines",
        "anomaly_thresholds",
        "anomaly_reviews",
        "anomaly_flags",
        "user_timezones",
        "digests",
        "schedules",
        "rate_states",
        "model_usage",
        "verified_questions",
        "misses",
        "disputes",
        "turns",
        "conversations",
        "locked_users",
        "binding_attempts",
        "binding_codes",
        "bindings",
        "service_accounts",
        "api_tokens",
        "custom_fields",
        "erasures",
        "waiting_rows",
        "table_state",
        "restores",
        "import_runs",
        "contracts",
        "opportunities",
        "rates",
        "invoices",
        "payments",
        "returns",
        "order_lines",
        "orders",
        "products",
        "usage",
        "activities",
        "contacts",
        "customers",
        "targets",
        "users",
    ):
        op.drop_table(table)
