"""Words an answer that quotes a document, and says where it stands.

The passage is what the document says, word for word; nothing is added to it and no figure of it is
computed with. Where it could not be quoted with certainty, it is only named.
"""

from collections.abc import Iterable, Sequence

from assistant.conversation.reply import Choice, Language, NoticePart, QuotePart, SourcePart
from assistant.markup import visible
from knowledge.harmless import as_markdown
from knowledge.library import Kept
from knowledge.search import MAYBE, Hit

MOST_NAMED = 3
ASKING = {"zh": "文档：", "en": "document: "}
NOTHING = {
    "zh": "文档里也没有找到能确定的答案。",
    "en": "The documents hold no certain answer either.",
}
NOTHING_AT_ALL = {
    "zh": "文档里没有找到能确定的答案。",
    "en": "The documents hold no certain answer.",
}
UNAVAILABLE = {
    "zh": "文档现在查不了，只查了数据。",
    "en": "The documents cannot be searched now; only the data was.",
}


def quoted(kept: Kept, language: Language) -> str:
    """Gives the answer as Markdown: the place, the passage, and the source with its link."""
    path = " › ".join(map(as_markdown, kept.passage.headings))
    lines = [f"> {as_markdown(line)}" for line in kept.passage.lines]
    said = "\n>\n".join(lines)
    source = "来源：" if language == "zh" else "Source: "
    return f"**{path}**\n\n{said}\n\n{source}{_source(kept, language)}"


def _source(kept: Kept, language: Language) -> str:
    document = kept.document
    name = as_markdown(document.path)
    linked = f"[{name}]({document.url})" if document.url else name
    page = kept.passage.page
    if page is None:
        return linked
    return f"{linked}，第 {page} 页" if language == "zh" else f"{linked}, page {page}"


def looked_up(words: str, language: Language) -> NoticePart:
    """Gives the notice that a model chose the words which were looked up."""
    said = visible(words)
    zh, en = f"在文档里按「{said}」查的。", f"Looked up in the documents as “{said}”."
    return NoticePart(kind="documents", text=zh if language == "zh" else en)


def quote(kept: Kept) -> QuotePart:
    """Gives the passage as a part of the reply."""
    return QuotePart(
        document_id=kept.document.document_id,
        title=kept.document.title,
        path=kept.document.path,
        headings=kept.passage.headings,
        place=kept.place,
        page=kept.passage.page,
        url=kept.document.url,
        text=kept.passage.text,
    )


def source_of(kept: Kept) -> SourcePart:
    """Gives the document as a source, with when it was taken in."""
    document = kept.document
    return SourcePart(name=document.path, label=document.title, as_of=document.added_at)


def others(hits: Iterable[Hit], language: Language) -> tuple[Choice, ...]:
    """Gives passages that may answer, to tap: each is a question that quotes it."""
    named: dict[Sequence[str], Choice] = {}
    for hit in hits:
        headings = hit.kept.passage.headings
        if hit.score >= MAYBE and headings not in named:
            label = " › ".join(headings[-2:])
            named[headings] = Choice(
                label=label, value=f"{ASKING[language]}{' '.join(headings[-2:])}"
            )
    return tuple(named.values())[:MOST_NAMED]
