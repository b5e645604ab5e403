"""`/docs`: the interface read from its own OpenAPI description, without a script or a CDN."""

from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse

router = APIRouter(include_in_schema=False)

STYLE = Path(__file__).with_name("documentation.css")
Schema = Mapping[str, Any]
"""A part of an OpenAPI document: nested JSON whose shape its standard gives."""

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title} · API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="/static/mark.svg" type="image/svg+xml">
<link rel="stylesheet" href="/docs/style.css"></head><body>
<h1>{title}</h1>
<p>{summary} Version {version}; also as <a href="/openapi.json">openapi.json</a>.</p>
<p>Requests under <code>/api/</code> carry <code>Authorization: Bearer TOKEN</code>;
<code>wendan token USER_ID</code> makes one. Errors are problem documents (RFC 9457).</p>
<pre>curl http://127.0.0.1:8765/api/v1/chat -H "Authorization: Bearer $TOKEN" \\
     --json '{{"text": "top 5 customers last quarter"}}'</pre>
{operations}<h2>Types</h2>{types}</body></html>"""


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """Shows all routes and types on one page."""
    schema: Schema = request.app.openapi()
    info, parts = schema["info"], schema["components"]["schemas"]
    operations = "".join(
        _operation(path, method, operation)
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    )
    types = "".join(_type(name, part) for name, part in parts.items())
    about = {name: escape(info[name]) for name in ("title", "summary", "version")}
    return HTMLResponse(_PAGE.format(**about, operations=operations, types=types))


@router.get("/docs/style.css")
def style() -> FileResponse:
    """Gives the page's stylesheet."""
    return FileResponse(STYLE)


def _operation(path: str, method: str, operation: Schema) -> str:
    rows = [(p["name"], _kind(p["schema"]), p["in"]) for p in operation.get("parameters", ())]
    rows += [("body", kind, "") for kind in _contents(operation.get("requestBody", {}))]
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            rows += [(f"→ {status}", kind, "") for kind in _contents(answer)]
    return (
        f"<section><h2><b>{escape(method.upper())}</b> <code>{escape(path)}</code></h2>"
        f"<p>{escape(operation.get('description', ''))}</p>{_table(rows)}</section>"
    )


def _contents(part: Schema) -> Iterator[str]:
    for content in part.get("content", {}).values():
        if content.get("schema"):
            yield _kind(content["schema"])


def _type(name: str, part: Schema) -> str:
    required = part.get("required", ())
    rows = [
        (field, _kind(schema), "required" if field in required else "")
        for field, schema in part.get("properties", {}).items()
    ]
    said = escape(part.get("description", ""))
    return (
        f'<section><h3 id="{escape(name)}">{escape(name)}</h3><p>{said}</p>{_table(rows)}</section>'
    )


def _table(rows: list[tuple[str, str, str]]) -> str:
    """Gives a table of names, kinds (HTML already) and notes."""
    cells = (
        f"<tr><th>{escape(name)}</th><td>{kind}</td><td>{escape(note)}</td></tr>"
        for name, kind, note in rows
    )
    return f"<table>{''.join(cells)}</table>" if rows else ""


def _kind(schema: Schema) -> str:
    """Gives a schema in a few words of HTML."""
    if "$ref" in schema:
        name = escape(str(schema["$ref"]).rsplit("/", 1)[-1])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " | ".join(_kind(part) for part in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(escape(repr(value)) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_kind(schema.get('items', {}))}"
    return escape(str(schema.get("const", schema.get("type", "anything"))))
