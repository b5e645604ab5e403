"""The deployment's own login, where it has one: whose signed tokens are taken."""

from typing import TYPE_CHECKING

from assistant.settings import Clock, Settings

if TYPE_CHECKING:
    from assistant.identity.signed import SignedTokens


def signed_tokens(settings: Settings, clock: Clock) -> "SignedTokens | None":
    """Gives what tells whose a signed token is; None where no login is set."""
    issuer, audience = settings.jwt_issuer, settings.jwt_audience
    address = settings.jwt_jwks_url
    if issuer is None or audience is None or address is None:
        return None
    # Cryptography is loaded only where it is used.
    from assistant.identity.fetching import fetching  # noqa: PLC0415
    from assistant.identity.keys import Keys  # noqa: PLC0415
    from assistant.identity.signed import Provider, SignedTokens  # noqa: PLC0415

    provider = Provider(
        issuer, audience, settings.jwt_claim, settings.jwt_names, settings.jwt_skew_s
    )
    return SignedTokens(
        provider, Keys(fetching(address, allowed=settings.allowed_hosts)), clock.stamp
    )
