"""What pictures look like: two themes, one font list that has Chinese, colours that the colour-blind tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, get_args

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = get_args(Theme)

# The first that is there draws everything, so the ones with Chinese come first.
FONTS = ("Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Helvetica Neue", "Arial")
_FONT = ", ".join((*FONTS, "sans-serif"))
WIDTH = 900
"""Width of what is drawn, in pixels of the screen, without axes and margins."""
STEP = 19
"""Height of a line of text, likewise."""
INDENT = 16
"""Where text begins beside a symbol, likewise."""


@dataclass(frozen=True)
class Colours:
    """The colours of a theme: text is readable on the background (WCAG AA), and so are symbols."""

    background: str
    ink: str
    muted: str
    faint: str
    categories: tuple[str, ...]
    ramp: tuple[str, str]
    """From few to many; ink is readable on both."""


COLOURS: dict[str, Colours] = {
    "light": Colours(
        background="#ffffff",
        ink="#1c2128",
        muted="#59636e",
        faint="#dde1e6",
        categories=("#0067a5", "#c04a00", "#00795a", "#a1437c", "#7a6000", "#4a5560", "#2f2b8f"),
        ramp=("#eef4fa", "#7fb2dc"),
    ),
    "dark": Colours(
        background="#14181d",
        ink="#e9edf1",
        muted="#a3adb8",
        faint="#333a43",
        categories=("#5bb4f0", "#ff9450", "#3fcf9f", "#e38fc0", "#e6cf4a", "#b4bec9", "#a9a4ff"),
        ramp=("#1c242d", "#22608f"),
    ),
}


def config(theme: str) -> dict[str, Any]:
    """The Vega-Lite configuration of a theme."""
    c = COLOURS[theme]
    return {
        "background": c.background,
        "font": _FONT,
        "padding": 16,
        "view": {"stroke": None},
        "concat": {"spacing": 8},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "color": c.ink,
            "fontSize": 18,
            "fontWeight": "bold",
            "subtitleColor": c.muted,
            "subtitleFontSize": 12,
            "subtitleLineHeight": 17,
            "subtitlePadding": 6,
            "offset": 14,
        },
        "axis": {
            "labelColor": c.muted,
            "labelFontSize": 12,
            "titleColor": c.muted,
            "titleFontSize": 12,
            "titleFontWeight": "normal",
            "titlePadding": 8,
            "gridColor": c.faint,
            "domainColor": c.faint,
            "tickColor": c.faint,
        },
        "axisXBand": {"labelAngle": 0},
        "legend": {
            "orient": "top",
            "direction": "horizontal",
            "columns": 4,
            "labelColor": c.ink,
            "labelFontSize": 12,
            "labelLimit": 220,
            "title": None,
            "symbolSize": 90,
            "offset": 10,
        },
        "range": {"category": list(c.categories), "heatmap": list(c.ramp), "ramp": list(c.ramp)},
        "style": {
            "name": {"color": c.ink, "fontSize": 12, "align": "left", "baseline": "middle"},
            "aside": {"color": c.muted, "fontSize": 11, "baseline": "middle"},
            "heading": {"color": c.ink, "fontSize": 13, "fontWeight": "bold", "align": "left", "baseline": "middle"},
            "number": {"color": c.ink, "fontSize": 12, "align": "center", "baseline": "middle"},
            "edge": {"color": c.muted, "strokeWidth": 1.4, "strokeOpacity": 0.75},
        },
    }
