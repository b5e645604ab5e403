"""Drafted messages as a file, for a mail merge."""

from typing import Annotated

from fastapi import APIRouter, Path

from assistant.app.exports import RESPONSES, Download, OneId, TheExports, TheShape, download
from assistant.app.service import TheCaller
from assistant.exports import OfDrafts

router = APIRouter(prefix="/api/v1/drafts", tags=["drafts"], responses=RESPONSES)


@router.get("/{turn_id}", response_class=Download, status_code=200)
def drafts(
    turn_id: Annotated[OneId, Path()],
    caller: TheCaller,
    exports: TheExports,
    shape: TheShape,
) -> Download:
    """Gives the messages that one of the caller's own turns drafted, one a row."""
    return download(exports, caller, OfDrafts(turn_id), shape)
