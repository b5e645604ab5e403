"""What alembic runs: the revisions, on the connection that `crm.schema` opened and locked."""

from alembic import context

from crm.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite's DDL is transactional too when the transaction is begun by hand, as crm.database does.
    transactional_ddl=True,
)
context.run_migrations()
