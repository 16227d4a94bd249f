"""Colours by role, fonts, spacing, and `apply_theme`, which gives them to the application.

Window chrome follows the palette; colours that mean something are the accents of a `Theme`. A
widget asks `theme_of(self.palette())` while it paints, so that a change of theme needs no signal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.settings import Settings
from app.stylesheet import stylesheet

ASSETS: Final = Path(__file__).resolve().parent.parent / "assets"
FONT_FAMILY: Final = "Inter"

GRID: Final = 8
GAP: Final = 12
RADIUS: Final = 10
GLIDE_MS: Final = 120
"""Time a knob takes to a new prediction."""

_REDUCE_MOTION: Final = "reduceMotion"
_ROLES: Final = ("ground", "panel", "raised", "edge", "text", "secondary", "faint")


class Accent(Enum):
    """The colours that mean something."""

    CORAL = "coral"
    """Round, the player's own action, oscillators."""
    CYAN = "cyan"
    """Sharp, filters, the state of the machine."""
    GREEN = "green"
    """Level and space."""
    YELLOW = "yellow"
    """Locks and drive."""
    VIOLET = "violet"
    """Modulation."""
    RED = "red"
    """Recording, clipping and errors only."""


class TextSize(float, Enum):
    """The four sizes of text, in device independent pixels."""

    SMALL = 10.5
    NORMAL = 12.0
    LARGE = 13.5
    TITLE = 18.0


@dataclass(frozen=True, slots=True)
class Theme:
    """The grounds, texts and accents of one look. `raised` is the ground of fields and buttons."""

    name: str
    ground: QColor
    panel: QColor
    raised: QColor
    edge: QColor
    text: QColor
    secondary: QColor
    faint: QColor
    """Tracks, disabled arcs and grid lines: never for text."""
    accents: Mapping[Accent, QColor]

    def accent(self, accent: Accent) -> QColor:
        """The colour of an accent in this look."""
        return self.accents[accent]


def _theme(name: str, *, grounds: tuple[str, str, str, str], texts: tuple[str, str, str], accents: str) -> Theme:
    ground, panel, raised, edge = (QColor(code) for code in grounds)
    text, secondary, faint = (QColor(code) for code in texts)
    codes = dict(zip(Accent, (QColor(code) for code in accents.split()), strict=True))
    return Theme(name, ground, panel, raised, edge, text, secondary, faint, codes)


DARK: Final = _theme(
    "dark",
    grounds=("#13151a", "#1b1e25", "#262a33", "#2a2f3a"),
    texts=("#e8eaf0", "#8b93a3", "#3a404d"),
    accents="#ff8f66 #4fd0e0 #7bd88f #ffd166 #b39ddb #ff5c5c",
)
LIGHT: Final = _theme(
    "light",
    grounds=("#e9e7e2", "#faf9f6", "#efede8", "#d3d0c9"),
    texts=("#1b1e25", "#5b6270", "#c3c4c8"),
    accents="#b5400f #0a6977 #1f7537 #785600 #6445a8 #b71c1c",
)

PAPER: Final = QColor("#f7f5f0")
"""The canvas, in every theme: the brightest thing of the window."""
INK: Final = QColor("#1b1e25")


def theme_of(palette: QPalette) -> Theme:
    """The theme that made a palette: light or dark by its window colour."""
    return DARK if palette.window().color().lightness() < 128 else LIGHT


def text_font(
    size: TextSize = TextSize.NORMAL, weight: QFont.Weight = QFont.Weight.Normal, *, spaced: bool = False
) -> QFont:
    """Inter with tabular numbers; `spaced` for titles in capitals."""
    screen = QGuiApplication.primaryScreen()
    return QFont(_font(float(size), weight, spaced, screen.logicalDotsPerInchY() if screen else 96.0))


@lru_cache(maxsize=64)
def _font(pixels: float, weight: QFont.Weight, spaced: bool, dots_per_inch: float) -> QFont:
    font = QFont(FONT_FAMILY)
    font.setPointSizeF(_points(pixels, dots_per_inch))  # a pixel size would have to be whole: 10.5 is not
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    if spaced:
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108.0)
    return font


def _points(pixels: float, dots_per_inch: float) -> float:
    return pixels * 72.0 / dots_per_inch


def load_fonts() -> list[str]:
    """Adds the fonts of assets/fonts to the application; the files that could not be read."""
    files = sorted((ASSETS / "fonts").glob("*.otf"))
    return [file.name for file in files if QFontDatabase.addApplicationFont(str(file)) < 0]


def palette_of(theme: Theme) -> QPalette:
    """The palette that lets Qt's own widgets follow a theme."""
    role, palette = QPalette.ColorRole, QPalette()
    colours = {
        role.Window: theme.ground, role.Base: theme.panel, role.AlternateBase: theme.raised,
        role.Button: theme.raised, role.Mid: theme.edge, role.Midlight: theme.edge, role.Dark: theme.ground,
        role.Light: theme.faint, role.Shadow: theme.ground, role.WindowText: theme.text, role.Text: theme.text,
        role.ButtonText: theme.text, role.BrightText: theme.text, role.PlaceholderText: theme.secondary,
        role.ToolTipBase: theme.raised, role.ToolTipText: theme.text, role.Highlight: theme.accent(Accent.CORAL),
        role.HighlightedText: theme.ground, role.Link: theme.accent(Accent.CYAN),
        role.LinkVisited: theme.accent(Accent.CYAN), role.Accent: theme.accent(Accent.CORAL),
    }  # fmt: skip
    for colour_role, colour in colours.items():
        palette.setColor(colour_role, colour)
    for colour_role in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, colour_role, theme.secondary)
    return palette


def apply_theme(app: QApplication, *, theme: Theme = DARK, reduce_motion: bool = False) -> None:
    """Gives an application its style, fonts, palette and style sheet; may be called again."""
    load_fonts()
    app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(text_font())
    app.setPalette(palette_of(theme))
    screen = app.primaryScreen()
    dots_per_inch = screen.logicalDotsPerInchY() if screen else 96.0
    sizes = {size.name.lower(): _points(float(size), dots_per_inch) for size in TextSize}
    colours = {accent.value: theme.accent(accent).name() for accent in Accent}
    colours |= {role: getattr(theme, role).name() for role in _ROLES}
    app.setStyleSheet(stylesheet(colours, sizes, icons=ASSETS / "icons"))
    app.setProperty(_REDUCE_MOTION, reduce_motion)


def motion_is_reduced() -> bool:
    """True when the player asked for no movement: nothing glides, values jump."""
    app = QApplication.instance()
    return app is not None and bool(app.property(_REDUCE_MOTION))


def mixed(first: QColor, second: QColor, share: float) -> QColor:
    """The colour `share` (0 to 1) of the way from the first to the second."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def with_alpha(colour: QColor, alpha: float) -> QColor:
    """A copy of a colour with another opacity, 0 to 1."""
    copy = QColor(colour)
    copy.setAlphaF(alpha)
    return copy


def contrast(first: QColor, second: QColor) -> float:
    """Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: QColor) -> float:
    channels = (colour.redF(), colour.greenF(), colour.blueF())
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def apply_settings_theme(settings: Settings) -> None:
    """Give the application the look that the settings say."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, theme=LIGHT if settings.theme == "light" else DARK, reduce_motion=settings.reduce_motion)
