"""Charts as pictures: drawn here, with Chinese as Chinese, in the look of the page."""

import re
import struct
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

import assistant.web
from assistant.channels import pictures
from assistant.channels.card import Picture
from assistant.channels.pictures import SCALE, WIDTH, png
from tests.unit.assistant.channels.replies import CHART

LOOK = Path(assistant.web.__file__).parent / "static" / "js" / "chart-look.js"


def drawn(**changes: Any) -> bytes:
    found = png(Picture("chart", {**CHART, **changes}))
    assert found is not None
    return found


def size(found: bytes) -> tuple[int, int]:
    assert found.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", found[16:24])
    return width, height


def named(name: str) -> Mapping[str, Any]:
    return {"values": [{"name": name, "value": 1.0, "label": "1"}]}


def test_a_chart_is_as_wide_as_a_phone_shows_it_sharp() -> None:
    width, height = size(drawn())
    assert WIDTH * SCALE < width < 2 * WIDTH * SCALE
    assert 84 * SCALE < height < 200 * SCALE


def test_chinese_is_no_row_of_boxes() -> None:
    first, second = drawn(data=named("华东")), drawn(data=named("西北"))
    assert size(first) == size(second)
    assert first != second


def test_what_cannot_be_drawn_is_left_out() -> None:
    assert png(Picture("chart", {"mark": 7, "data": {"values": []}})) is None


@pytest.mark.enable_socket
def test_nothing_is_fetched() -> None:
    asked = list[str]()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://127.0.0.1:{server.server_port}/a.json"
        png(Picture("chart", {**CHART, "data": {"url": url}}))
        server.shutdown()
    assert asked == []


def test_the_colours_are_those_of_the_page() -> None:
    light = LOOK.read_text(encoding="utf-8").partition("const DARK")[0]
    own = {pictures.TEXT, pictures.FAINT, pictures.BORDER, pictures.ACCENT, *pictures.SERIES}
    assert own <= set(re.findall("#[0-9A-F]{6}", light))
