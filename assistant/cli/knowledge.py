"""`wendan knowledge`: the documents that questions may be answered from."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.cli import opening
from assistant.cli.failures import FAILED, CommandFailed
from assistant.cli.importing import progress

if TYPE_CHECKING:
    from assistant.settings import Settings
    from crm.access import Caller
    from knowledge.base import KnowledgeBase
    from knowledge.ingest import Summary
    from knowledge.search import Found, Hit

As = Annotated[
    str | None,
    typer.Option("--as", metavar="USER_ID", help="See what this user may read; else all."),
]
Json = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
UNCERTAIN = "Nothing that answers this with certainty. The nearest:"


def add(
    path: Annotated[Path, typer.Argument(help="A document or a folder.", show_default=False)],
    *,
    json_: Json = False,
) -> None:
    """Take in documents: Markdown, PDF, Word, HTML, Excel.

    Only what changed is read again; what is gone from the folder leaves. Exit status 1: a document
    was refused; the others are in.
    """
    from dataclasses import asdict

    from knowledge.ingest import add as taken_in

    base, chosen = _opened()
    _require_packages()
    with progress() as tell:
        summary = taken_in(base, path, now=chosen.clock().now(), progress=tell)
    if json_:
        typer.echo(json.dumps(asdict(summary), ensure_ascii=False, indent=2))
    else:
        typer.echo(_told(summary))
    if summary.refused:
        raise typer.Exit(FAILED)


def _told(summary: "Summary") -> str:
    counts = {
        "added": summary.added,
        "changed": summary.changed,
        "unchanged": summary.unchanged,
        "removed": summary.removed,
        "refused": summary.refused,
    }
    said = ", ".join(f"{len(found):,} {what}" for what, found in counts.items() if found)
    lines = [f"Documents: {said or 'none found'}. Passages written: {summary.passages:,}."]
    lines += [f"  refused: {one.path} {one.reason}" for one in summary.refused]
    return "\n".join(lines)


def list_(*, as_: As = None, json_: Json = False) -> None:
    """List the documents, and who may read each."""
    from tools.knowledge_search import documents_for

    base, _ = _opened()
    found = documents_for(base, _caller(as_))
    if json_:
        items = [
            {
                "document_id": one.document_id,
                "source": one.source,
                "path": one.path,
                "title": one.title,
                "language": one.language,
                "readers": str(one.label),
                "url": one.url,
                "added_at": one.added_at,
            }
            for one in found
        ]
        typer.echo(json.dumps({"items": items}, ensure_ascii=False, indent=2))
        return
    if not found:
        typer.echo("No documents. `wendan knowledge add PATH` takes them in.")
    for one in found:
        typer.echo(f"{one.document_id}  {one.path}  {one.title}  [{one.label}]  {one.added_at}")


def remove(
    what: Annotated[
        str, typer.Argument(metavar="ID|PATH", help="As the list shows it.", show_default=False)
    ],
) -> None:
    """Take out a document, or all of a folder. The files stay; adding them brings them back."""
    from knowledge.ingest import remove as taken_out

    base, _ = _opened()
    _require_packages()
    gone = taken_out(base, what)
    typer.echo(f"Documents taken out: {len(gone):,}.")


def search(
    question: Annotated[str, typer.Argument(help="In Chinese or English.", show_default=False)],
    limit: Annotated[int, typer.Option(min=1, max=50, help="How many passages.")] = 5,
    *,
    as_: As = None,
    json_: Json = False,
) -> None:
    """Show the passages nearest to a question, and whether one would be quoted."""
    from tools.knowledge_search import search_knowledge

    base, _ = _opened()
    _require_packages()
    found = search_knowledge(base, _caller(as_), question, limit=limit)
    if json_:
        told = {"sure": found.sure, "items": list(map(_item, found.hits))}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    typer.echo(_shown(found))


def _item(hit: "Hit") -> dict[str, object]:
    kept = hit.kept
    return {
        "document_id": kept.document.document_id,
        "path": kept.document.path,
        "headings": kept.passage.headings,
        "page": kept.passage.page,
        "url": kept.document.url,
        "text": kept.passage.text,
        "score": hit.score,
    }


def _shown(found: "Found") -> str:
    if not found.hits:
        return "Nothing found."
    lines = [] if found.sure else [UNCERTAIN]
    for hit in found.hits:
        kept = hit.kept
        page = f", page {kept.passage.page}" if kept.passage.page else ""
        lines.append(f"{hit.score:.2f}  {' › '.join(kept.passage.headings)}")
        lines.append(f"      {kept.document.path}{page}")
        lines.extend(f"      {line}" for line in kept.passage.lines)
    return "\n".join(lines)


def reindex(
    *,
    anew: Annotated[
        bool, typer.Option("--anew", help="Remove the folder of the vectors first.")
    ] = False,
) -> None:
    """Make all vectors again, as after another embedding was set; until then the old ones serve."""
    from knowledge.keeping import reindex as made_again

    base, _ = _opened()
    _require_packages()
    if not base.library.exists():
        raise CommandFailed("There are no documents yet: `wendan knowledge add PATH`.")
    with progress() as tell:
        count = made_again(base, anew=anew, progress=tell)
    typer.echo(f"Passages indexed with {base.embedding.name}: {count:,}.")


def _opened() -> "tuple[KnowledgeBase, Settings]":
    chosen = opening.settings()
    return opening.documents(chosen), chosen


def _require_packages() -> None:
    from knowledge.base import missing

    if lacking := missing():
        raise CommandFailed(
            f"Documents need packages that are not installed: {', '.join(lacking)}. "
            "Install them with `make knowledge`, or pip install 'wendan[knowledge]'."
        )


def _caller(user_id: str | None) -> "Caller":
    """Gives who looks: the operator, who may read all, without an id.

    Raises:
        UnknownCallerError: no such user.
    """
    from crm.access import caller_named, operator

    if user_id is None:
        return operator()
    engine = opening.database(opening.settings())
    with engine.connect() as connection:
        return caller_named(connection, user_id)
