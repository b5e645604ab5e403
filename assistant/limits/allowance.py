"""An allowance: so many at once, and as many again over a minute, evenly."""

from dataclasses import dataclass
from typing import Literal, get_args

from pyrate_limiter import Duration, Rate

Kind = Literal["questions", "requests", "failures"]
"""Questions of a user; requests from an address; tokens from an address that were none."""
ALL: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Allowance:
    """How many of a kind a minute allows to one user or address; none is no limit."""

    kind: Kind
    per_minute: int | None

    @property
    def rate(self) -> Rate | None:
        """Gives the rate as the library counts it: after a full burst, one each interval."""
        return None if self.per_minute is None else Rate(self.per_minute, Duration.MINUTE)
