"""Serves the page at `/` and its files under `/static/`."""

from pathlib import Path

from fastapi import FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parent / "static"
PAGE = FOLDER / "index.html"


class PageFiles(StaticFiles):
    """The page's files; a browser asks whether they changed, and gets 304 if not.

    Their names carry no version, so that anything longer would mix two versions of the page.
    Vendored libraries are the exception: they are large and change rarely.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Gives one file."""
        found = await super().get_response(path, scope)
        lasting = Path(path).parts[:1] == ("vendor",)
        found.headers["Cache-Control"] = "public, max-age=86400" if lasting else "no-cache"
        return found


def install(app: FastAPI) -> None:
    """Adds the page to `app`."""
    app.mount("/static", PageFiles(directory=FOLDER), name="static")

    app.add_api_route("/", _page, methods=["GET", "HEAD"], include_in_schema=False)


def _page() -> FileResponse:
    return FileResponse(PAGE, headers={"Cache-Control": "no-cache"})
