"""Verified questions: an admin says that an answer is right, and so are others like it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel

from assistant.app.api import Id
from assistant.app.description import problems
from assistant.app.misses import TheAdmin
from assistant.app.problems import CONVERSATION, Kind, ProblemError
from assistant.app.service import TheService
from assistant.conversation.history import ConversationNotFound
from assistant.conversation.reply import Language
from assistant.verified import Listed, NotVerifiable
from assistant.verified.telling import answered_with, reasons
from assistant.verifying import UnknownQuestion
from crm.measures import Catalog

router = APIRouter(prefix="/api/v1", tags=["verified"])
UNKNOWN = Kind(
    HTTPStatus.NOT_FOUND,
    "E-VERIFIED",
    "没有这个核实过的问法。",
    "There is no such verified question.",
)
TheId = Annotated[Id, Path()]


class VerifiedPart(BaseModel):
    """A verified question: names and periods are slots such as 〈customer〉 and 〈period〉."""

    verified_id: str
    pattern: str
    answered_with: tuple[str, ...]
    """Measures, rows and dimensions, as people call them."""
    user_id: str
    """Who verified it, or confirmed it last; empty for the operator."""
    verified_at: str
    holds: bool
    """Whether questions are answered by it; if not, an admin has to confirm it."""
    reasons: tuple[str, ...]
    confirmable: bool


class VerifiedList(BaseModel):
    """The verified questions, those that are set aside first."""

    items: tuple[VerifiedPart, ...]


class VerifiedNow(BaseModel):
    """What was kept of a turn."""

    verified_id: str
    pattern: str


@router.post("/turns/{turn_id}/verify", responses=problems(403, 404, 409))
def verify(turn_id: TheId, admin: TheAdmin, service: TheService) -> VerifiedNow:
    """Keeps that an answer of one's own is right: the question, without names, and its plan."""
    try:
        kept = service.desk.verifying(admin.user_id).verify(turn_id)
    except ConversationNotFound as error:
        raise ProblemError(CONVERSATION) from error
    except NotVerifiable as refused:
        raise _refused(refused) from refused
    return VerifiedNow(verified_id=kept.verified_id, pattern=kept.pattern)


@router.get("/verified", responses=problems(403))
def verified(
    admin: TheAdmin, service: TheService, language: Annotated[Language, Query()] = "zh"
) -> VerifiedList:
    """Lists the verified questions, and why one is set aside."""
    catalog = service.desk.catalog()
    found = service.desk.verifying(admin.user_id).listed()
    return VerifiedList(items=tuple(_part(one, catalog, language) for one in found))


def _part(one: Listed, catalog: Catalog, language: Language) -> VerifiedPart:
    return VerifiedPart(
        verified_id=one.kept.verified_id,
        pattern=one.kept.pattern,
        answered_with=answered_with(one, catalog, language),
        user_id=one.kept.user_id,
        verified_at=one.kept.at.isoformat(sep=" ", timespec="minutes"),
        holds=one.holds,
        reasons=reasons(one, catalog, language),
        confirmable=one.confirmable,
    )


@router.post("/verified/{verified_id}/confirm", status_code=204, responses=problems(403, 404, 409))
def confirm(verified_id: TheId, admin: TheAdmin, service: TheService) -> Response:
    """Lets a question hold again that was set aside because its measures or words changed."""
    try:
        service.desk.verifying(admin.user_id).confirm(verified_id)
    except UnknownQuestion as error:
        raise ProblemError(UNKNOWN) from error
    except NotVerifiable as refused:
        raise _refused(refused) from refused
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.delete("/verified/{verified_id}", status_code=204, responses=problems(403, 404))
def remove(verified_id: TheId, admin: TheAdmin, service: TheService) -> Response:
    """Takes a verified question back."""
    try:
        service.desk.verifying(admin.user_id).remove(verified_id)
    except UnknownQuestion as error:
        raise ProblemError(UNKNOWN) from error
    return Response(status_code=HTTPStatus.NO_CONTENT)


def _refused(refused: NotVerifiable) -> ProblemError:
    return ProblemError(Kind(HTTPStatus.CONFLICT, "E-VERIFY", refused.zh, refused.en))
