"""A chart as a picture, for programs that draw none themselves: PNG, without a browser.

The look is the page's in the light theme (`assistant/web/static/js/chart-look.js`).
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog

from assistant.channels.card import Picture

WIDTH, SCALE = 520, 2
"""Of the plot in points, and pixels a point: sharp on a phone, 30 to 60 kB."""
FONT = "Noto Sans SC"
TEXT, FAINT, BORDER, ACCENT = "#15191F", "#606A79", "#DCE0E6", "#1D5BB8"
SERIES = tuple("#1D5BB8 #DA7E1E #108968 #97166D #736309 #179FD4 #522D1F #7C8393".split())
_LOOK: Mapping[str, Any] = {
    "background": "#FFFFFF",
    "font": FONT,
    "padding": 12,
    "view": {"stroke": None},
    "range": {"category": SERIES},
    "axis": {
        "labelColor": FAINT,
        "labelFontSize": 12,
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelPadding": 8,
        "labelLimit": 160,
    },
    "axisQuantitative": {"grid": True, "gridColor": BORDER, "gridDash": [2, 3], "tickCount": 4},
    "axisX": {"labelAngle": 0, "labelOverlap": "parity", "labelSeparation": 6},
    "line": {"strokeWidth": 2, "color": ACCENT, "strokeJoin": "round"},
    "point": {"filled": True, "opacity": 1, "size": 36, "color": ACCENT},
    "tick": {"opacity": 1, "thickness": 3, "color": TEXT},
    "bar": {"color": ACCENT, "cornerRadiusEnd": 2},
    "scale": {"barBandPaddingInner": 0.38},
    "text": {"color": TEXT, "fontSize": 12, "font": FONT},
    "legend": {"orient": "top", "direction": "horizontal", "title": None, "labelFontSize": 12},
}
_log = structlog.get_logger("wendan")


def png(picture: Picture) -> bytes | None:
    """Gives a chart as PNG; None where it cannot be drawn here, and the answer goes without it.

    The first one takes half a second and 100 MB, others about 0.1 s. Nothing is fetched.
    """
    library = _library()
    if library is None:
        return None
    spec = {**picture.spec, "width": WIDTH}
    try:
        drawn: bytes = library.vegalite_to_png(
            spec, scale=SCALE, config=dict(_LOOK), allowed_base_urls=[]
        )
    except ValueError as error:
        _log.warning("channel.not_drawn", error=type(error).__name__)
        return None
    return drawn


@cache
def _library() -> Any:
    """Gives what draws, told of the font; None where they are not installed."""
    font = find_spec("pylopdf_fonts_zh_cn")
    if find_spec("vl_convert") is None or font is None or font.origin is None:
        return None
    library: Any = import_module("vl_convert")
    library.register_font_directory(str(Path(font.origin).parent))
    return library
