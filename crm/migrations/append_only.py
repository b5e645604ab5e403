"""The triggers by which the database itself keeps the audit log append-only (revision 0001).

An entry goes only behind the last one, with its hash; none is ever changed; and only those go that
an entry `audit.sealed` names by its subject, the number of the last of them. So what is removed is
on record before it can be removed, and the record stands behind it and stays. Into an empty table
anything may go first, so that a sealed log can be copied into a new database, in its order.

Whoever owns the database can drop a trigger. Against that person there are the chain of hashes and
the heads that are noted outside (`assistant/audit`): they show it.
"""

from collections.abc import Sequence


def protect(dialect: str) -> Sequence[str]:
    """Gives the statements that make the table append-only on that database."""
    return _SQLITE if dialect == "sqlite" else _POSTGRESQL


def unprotect(dialect: str) -> Sequence[str]:
    """Gives the statements that let the table be dropped."""
    return () if dialect == "sqlite" else ("DROP FUNCTION audit_log_guard() CASCADE",)


# SQLite asks no trigger about a row that REPLACE removes; the one about insertions comes first.
_SQLITE = (
    """
    CREATE TRIGGER audit_log_appended BEFORE INSERT ON audit_log
    WHEN NEW.number <> (SELECT max(number) FROM audit_log) + 1
    OR NEW.previous <> (SELECT hash FROM audit_log ORDER BY number DESC LIMIT 1)
    BEGIN
        SELECT RAISE(ABORT, 'audit_log: an entry goes behind the last one, with its hash');
    END
    """,
    """
    CREATE TRIGGER audit_log_kept BEFORE UPDATE ON audit_log
    BEGIN
        SELECT RAISE(ABORT, 'audit_log: entries are never changed');
    END
    """,
    """
    CREATE TRIGGER audit_log_sealed BEFORE DELETE ON audit_log
    WHEN OLD.number > coalesce(
        (
            SELECT max(min(CAST(subject AS INTEGER), number - 1))
            FROM audit_log WHERE event = 'audit.sealed'
        ), 0
    )
    BEGIN
        SELECT RAISE(ABORT, 'audit_log: only sealed entries are removed');
    END
    """,
)

_POSTGRESQL = (
    """
    CREATE FUNCTION audit_log_guard() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        last audit_log%ROWTYPE;
        fault text = 'entries are never changed';
    BEGIN
        IF TG_OP = 'INSERT' THEN
            SELECT * INTO last FROM audit_log ORDER BY number DESC LIMIT 1;
            IF last.number IS NULL
            OR (NEW.number = last.number + 1 AND NEW.previous = last.hash) THEN
                RETURN NEW;
            END IF;
            fault = 'an entry goes behind the last one, with its hash';
        ELSIF TG_OP = 'DELETE' THEN
            IF OLD.number <= (
                SELECT max(least(CAST(subject AS integer), number - 1))
                FROM audit_log WHERE event = 'audit.sealed'
            ) THEN
                RETURN OLD;
            END IF;
            fault = 'only sealed entries are removed';
        END IF;
        RAISE EXCEPTION USING
            MESSAGE = 'audit_log: ' || fault, ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_log_guarded BEFORE INSERT OR UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION audit_log_guard()
    """,
    """
    CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_guard()
    """,
)
