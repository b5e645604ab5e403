"""The tool that looks things up in documents: policies, product sheets, playbooks."""

from crm.access import Caller
from knowledge.access import Reader
from knowledge.base import KnowledgeBase
from knowledge.library import Document, Kept
from knowledge.search import MANY, Found, readable_documents, search, whole

NAME = "search_knowledge"


def search_knowledge(
    base: KnowledgeBase, caller: Caller, question: str, *, limit: int = MANY
) -> Found:
    """Gives the passages of documents that may answer a question, the best first.

    Only of documents that the caller, and all who read along, may read: the others change nothing.

    Raises:
        KnowledgeError: the knowledge base cannot be used.
    """
    return search(base, question, reader_for(caller), limit=limit)


def documents_for(base: KnowledgeBase, caller: Caller) -> tuple[Document, ...]:
    """Gives the documents that the caller may read."""
    return readable_documents(base, reader_for(caller))


def document_for(base: KnowledgeBase, caller: Caller, document_id: str) -> tuple[Kept, ...]:
    """Gives a document's passages; none where there is none, or the caller may not read it."""
    return whole(base, document_id, reader_for(caller))


def reader_for(caller: Caller) -> Reader:
    """Gives whom the documents see in a caller."""
    return Reader(caller.role, caller.team, frozenset(caller.beside))
