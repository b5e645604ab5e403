"""`wendan db`: the database's schema."""

import typer

from assistant.cli import opening


def upgrade() -> None:
    """Make the database, or bring it up to date. The other commands do this by themselves."""
    from crm.schema import HEAD

    chosen = opening.settings()
    opening.database(chosen)
    typer.echo(f"The database has schema version {HEAD}, the newest that this program knows.")


def status() -> None:
    """Print which version of the schema the database has; changes nothing."""
    from assistant.cli.checkup import schema_of
    from assistant.cli.failures import FAILED
    from crm.schema import HEAD

    found = schema_of(opening.settings())
    typer.echo(f"Schema version {found or 'none'}; this program knows {HEAD}.")
    if found != HEAD:
        typer.echo("Run `wendan db upgrade`.")
        raise typer.Exit(FAILED)
