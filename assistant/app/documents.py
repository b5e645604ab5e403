"""The documents that answers quote: the list, and each as its readers may see it."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from assistant.app.problems import Kind, ProblemError
from assistant.app.service import TheCaller, TheService
from knowledge.failures import KnowledgeError
from knowledge.library import Document, Kept

router = APIRouter(prefix="/api/v1/documents", tags=["documents"])
NOT_FOUND = Kind(
    HTTPStatus.NOT_FOUND,
    "E-DOCUMENT",
    "没有这份文档。",
    "There is no such document.",
)
UNAVAILABLE = Kind(
    HTTPStatus.SERVICE_UNAVAILABLE,
    "E-DOCUMENTS",
    "文档现在读不了；管理员运行 wendan doctor 可以看到原因。",
    "The documents cannot be read now; an administrator sees why with `wendan doctor`.",
)


class DocumentPart(BaseModel):
    """A document, without its text."""

    document_id: str
    title: str
    path: str
    language: str
    url: str | None
    added_at: str


class PassagePart(BaseModel):
    """One passage; plain text, whatever signs are in it."""

    place: int
    headings: tuple[str, ...]
    page: int | None
    text: str


class WholePart(DocumentPart):
    """A document with its passages, in order."""

    passages: tuple[PassagePart, ...]


class DocumentsPart(BaseModel):
    """All documents that the caller may read."""

    items: tuple[DocumentPart, ...]


@router.get("")
def documents(service: TheService, caller: TheCaller) -> DocumentsPart:
    """List the documents that you may read."""
    try:
        found = service.desk.documents(caller)
    except KnowledgeError as error:
        raise ProblemError(UNAVAILABLE) from error
    return DocumentsPart(items=tuple(map(_about, found)))


@router.get("/{document_id}")
def document(
    service: TheService,
    caller: TheCaller,
    document_id: Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[\w-]+$")],
) -> WholePart:
    """Read a document; one that you may not read is answered like one that does not exist."""
    try:
        found = service.desk.document(caller, document_id)
    except KnowledgeError as error:
        raise ProblemError(UNAVAILABLE) from error
    if not found:
        raise ProblemError(NOT_FOUND)
    about = _about(found[0].document)
    return WholePart(**about.model_dump(), passages=tuple(map(_passage, found)))


def _about(one: Document) -> DocumentPart:
    return DocumentPart(
        document_id=one.document_id,
        title=one.title,
        path=one.path,
        language=one.language,
        url=one.url,
        added_at=one.added_at,
    )


def _passage(kept: Kept) -> PassagePart:
    passage = kept.passage
    return PassagePart(
        place=kept.place, headings=passage.headings, page=passage.page, text=passage.text
    )
