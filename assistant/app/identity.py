"""Who gets in: the own tokens and chat accounts, and everybody's for admins."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, StringConstraints, WithJsonSchema
from sqlalchemy.engine import Connection

from assistant import identity, tokens
from assistant.app.description import problems
from assistant.app.misses import NOT_ALLOWED, TheAdmin
from assistant.app.problems import NOT_FOUND, Kind, ProblemError
from assistant.app.service import Service, TheBearer, TheService
from assistant.identity import Act, Binding, BindingError, Channel, account_named
from assistant.tokens import Scope, Token
from crm.access import Caller, UnknownCallerError
from crm.database import writing

router = APIRouter(prefix="/api/v1", tags=["identity"], responses=problems(403, 422))
BINDING = Kind(
    HTTPStatus(422),
    "E-BINDING",
    "不能这样绑定：没有这个可以提问的用户，或者它是服务账号，或者聊天账号写得不对。",
    "That cannot be bound: no such user may ask, or it is a service account, or the account in "
    "the chat app is none.",
)
BusinessTime = Annotated[
    datetime, WithJsonSchema({"type": "string", "description": "business time, without an offset"})
]
Plain = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Tenant = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
TokenId = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$")]
Everybodys = Annotated[bool, Query(alias="all")]
"""Whether an admin wants everybody's instead of the own."""


def _account_holder(bearer: TheBearer) -> Caller:
    return bearer.acting("account")


Holder = Annotated[Caller, Depends(_account_holder)]


def _whose(bearer: TheBearer, holder: Holder, *, everybodys: Everybodys = False) -> str | None:
    """Gives whose are meant: the caller's, or None for everybody's, which only admins may."""
    if not everybodys:
        return holder.user_id
    if holder.role != "admin":
        raise ProblemError(NOT_ALLOWED)
    bearer.acting("admin")
    return None


def _reach(bearer: TheBearer, holder: Holder) -> str | None:
    """Gives whose the caller may take away: the own, or None for everybody's."""
    is_admin = holder.role == "admin" and "admin" in bearer.scopes
    return None if is_admin else holder.user_id


Whose = Annotated[str | None, Depends(_whose)]
Reach = Annotated[str | None, Depends(_reach)]


class TokenPart(BaseModel):
    """What is known of a token; not the token."""

    token_id: str
    user_id: str
    label: str
    scopes: tuple[Scope, ...]
    created_at: BusinessTime
    expires_at: BusinessTime
    used_at: BusinessTime | None

    @classmethod
    def of(cls, token: Token) -> "TokenPart":
        """Gives it as it is sent."""
        return cls(
            token_id=token.token_id,
            user_id=token.user_id,
            label=token.label,
            scopes=token.in_order,
            created_at=token.created_at,
            expires_at=token.expires_at,
            used_at=token.used_at,
        )


class Tokens(BaseModel):
    """Tokens that hold, the newest first."""

    items: tuple[TokenPart, ...]


class CodePart(BaseModel):
    """A one-time code, to be sent to Wendan in the chat app."""

    code: str
    expires_at: BusinessTime


class BindingRequest(BaseModel):
    """An account in a chat app, and whose it shall be."""

    model_config = ConfigDict(extra="forbid")

    channel: Channel
    channel_user: Plain
    user_id: Plain
    tenant: Tenant = ""


class BindingPart(BaseModel):
    """An account in a chat app, and whose it is."""

    channel: Channel
    tenant: str
    channel_user: str
    user_id: str
    bound_at: BusinessTime

    @classmethod
    def of(cls, binding: Binding) -> "BindingPart":
        """Gives it as it is sent."""
        account = binding.account
        return cls(
            channel=account.channel,
            tenant=account.tenant,
            channel_user=account.user,
            user_id=binding.user_id,
            bound_at=binding.bound_at,
        )


class Bindings(BaseModel):
    """Accounts in chat apps and whose they are, by channel."""

    items: tuple[BindingPart, ...]


@router.get("/tokens")
def list_tokens(whose: Whose, service: TheService) -> Tokens:
    """Lists the caller's tokens; with `all`, everybody's, for admins."""
    with service.engine.connect() as connection:
        found = tokens.listed(connection, now=service.clock.now(), user_id=whose)
    return Tokens(items=tuple(map(TokenPart.of, found)))


@router.delete("/tokens/{token_id}", status_code=204)
def revoke_token(token_id: TokenId, holder: Holder, reach: Reach, service: TheService) -> Response:
    """Takes a token back; it holds at once. Admins take back anybody's."""
    with _acting(service, holder) as (connection, act):
        held = tokens.listed(connection, now=act.at, user_id=reach)
        if all(one.token_id != token_id for one in held):
            raise ProblemError(NOT_FOUND)
        identity.revoke(connection, token_id, act)
    return Response(status_code=204)


@router.post("/bindings/code", status_code=201)
def make_code(holder: Holder, service: TheService) -> CodePart:
    """Gives a one-time code that makes the chat account which sends it the caller's."""
    with _acting(service, holder) as (connection, act):
        code = identity.make_code(connection, holder.user_id, act)
    return CodePart(code=code.text, expires_at=code.expires_at)


@router.get("/bindings")
def list_bindings(whose: Whose, service: TheService) -> Bindings:
    """Lists the caller's chat accounts; with `all`, everybody's, for admins."""
    with service.engine.connect() as connection:
        return Bindings(items=tuple(map(BindingPart.of, identity.bound(connection, whose))))


@router.put("/bindings", status_code=204)
def bind(body: BindingRequest, admin: TheAdmin, service: TheService) -> Response:
    """Makes a chat account a user's, for admins only."""
    with _acting(service, admin) as (connection, act):
        account = account_named(body.channel, body.channel_user, body.tenant)
        identity.bind(connection, account, body.user_id, act)
    return Response(status_code=204)


@router.delete("/bindings", status_code=204)
def unbind(
    channel: Channel,
    channel_user: Annotated[Plain, Query()],
    holder: Holder,
    reach: Reach,
    service: TheService,
    tenant: Annotated[Tenant, Query()] = "",
) -> Response:
    """Makes a chat account nobody's: an own one, or for admins anybody's."""
    with _acting(service, holder) as (connection, act):
        account = account_named(channel, channel_user, tenant)
        if identity.unbind(connection, account, act, of=reach) is None:
            raise ProblemError(NOT_FOUND)
    return Response(status_code=204)


@contextmanager
def _acting(service: Service, caller: Caller) -> Generator[tuple[Connection, Act]]:
    """Gives a transaction and what is recorded of who acts in it."""
    try:
        with writing(service.engine) as connection:
            yield connection, Act(caller.user_id, service.clock.now())
    except (BindingError, UnknownCallerError) as error:
        raise ProblemError(BINDING) from error
