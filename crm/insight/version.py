"""What changes with every scan and with every review of a flag."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from crm.models import anomaly_flags, anomaly_reviews

_LAST_REVIEW = sa.select(sa.func.max(anomaly_reviews.c.review_id)).scalar_subquery()
_FLAGS = sa.select(sa.func.count(), sa.func.max(anomaly_flags.c.found_at), _LAST_REVIEW)


def flags_version(connection: Connection) -> tuple[object, ...]:
    """Gives what is another one once a flag came, went or was reviewed."""
    return tuple(connection.execute(_FLAGS.select_from(anomaly_flags)).one())
