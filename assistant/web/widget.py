"""Serves the widget: its script for hosts' pages, and the page in the frame it opens."""

from fastapi import FastAPI
from starlette.responses import FileResponse

from assistant.web.routes import FOLDER

FRAME = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors "
)
SAMPLE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI, origins: tuple[str, ...], *, sample: bool) -> None:
    """Adds the widget to `app`.

    Args:
        app: of this deployment.
        origins: the sites whose pages may hold the frame, besides this one.
        sample: whether there is a page to try it on, at `/widget-sample`.
    """
    ancestors = FRAME + " ".join(("'self'", *origins))

    def script() -> FileResponse:
        # Whoever fetches the script learns nothing: it holds no data and no token.
        return _file("js/widget-loader.js", {"Cross-Origin-Resource-Policy": "cross-origin"})

    def frame() -> FileResponse:
        crossing = {"Cross-Origin-Resource-Policy": "cross-origin"}
        return _file("widget.html", {"Content-Security-Policy": ancestors, **crossing})

    def page() -> FileResponse:
        return _file("widget-sample.html", {"Content-Security-Policy": SAMPLE})

    routes = {"/widget.js": script, "/widget": frame} | ({"/widget-sample": page} if sample else {})
    for path, given in routes.items():
        app.add_api_route(path, given, methods=["GET", "HEAD"], include_in_schema=False)


def _file(name: str, headers: dict[str, str]) -> FileResponse:
    return FileResponse(FOLDER / name, headers={"Cache-Control": "no-cache", **headers})
