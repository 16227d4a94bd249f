"""A drawing as SVG text, with the geometry of the raster, for any other drawing program."""

import base64
import io
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app.painting import colours
from models.errors import PictureError
from models.sketch_to_patch.outline import is_area, polyline
from models.sketch_to_patch.picture import decode_png, fit_square
from models.sketch_to_patch.stroke import Sketch, Stroke, Tool

SIDE: Final = 1000
"""Units of the drawing's side."""


def svg_text(sketch: Sketch) -> str:
    """The drawing on its paper, 1000 units square; a picture under it goes along as PNG."""
    paper, ink = (colour.name() for colour in colours(sketch))
    parts = [f'<rect width="{SIDE}" height="{SIDE}" fill="{paper}"/>']
    if sketch.picture is not None:
        parts += _picture(sketch.picture, paper, ink)
    for stroke in sketch.strokes:
        parts += _stroke(stroke, paper if stroke.tool is Tool.ERASER else ink)
    body = "\n".join(parts)
    # The clip keeps what reaches over the edge from showing in programs with an open canvas.
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="{SIDE}" height="{SIDE}" viewBox="0 0 {SIDE} {SIDE}">\n'
        f'<clipPath id="canvas"><rect width="{SIDE}" height="{SIDE}"/></clipPath>\n'
        f'<g clip-path="url(#canvas)">\n{body}\n</g>\n</svg>\n'
    )


def _stroke(stroke: Stroke, colour: str) -> list[str]:
    line = polyline(stroke) * SIDE
    points = " ".join(f"{x:.2f},{y:.2f}" for x, y, _ in line)
    radius = float(line[0, 2])
    pen = f'stroke="{colour}" stroke-width="{2.0 * radius:.2f}" stroke-linecap="round" stroke-linejoin="round"'
    inside = colour if is_area(stroke) else "none"
    if stroke.tool is Tool.ELLIPSE:
        (left, top, _), (right, bottom, _) = line.min(axis=0), line.max(axis=0)
        place = f'cx="{(left + right) / 2:.2f}" cy="{(top + bottom) / 2:.2f}"'
        size = f'rx="{(right - left) / 2:.2f}" ry="{(bottom - top) / 2:.2f}"'
        return [f'<ellipse {place} {size} fill="{inside}" {pen}/>']
    if float(np.ptp(line[:, 2])) < 1e-6:
        if len(line) == 1:
            return [f'<circle cx="{line[0, 0]:.2f}" cy="{line[0, 1]:.2f}" r="{radius:.2f}" fill="{colour}"/>']
        return [f'<polyline points="{points}" fill="{inside}" fill-rule="evenodd" {pen}/>']
    parts = [f'<polygon points="{points}" fill="{colour}" fill-rule="evenodd"/>'] if is_area(stroke) else []
    discs = (
        f"M{x - r:.2f},{y:.2f}a{r:.2f},{r:.2f} 0 1 1 {2 * r:.2f},0a{r:.2f},{r:.2f} 0 1 1 {-2 * r:.2f},0z"
        for x, y, r in line
    )
    between = ("M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in corners) + "z" for corners in trapezoids(line))
    return [*parts, f'<path d="{"".join(discs)}{"".join(between)}" fill="{colour}" fill-rule="nonzero"/>']


def trapezoids(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """The corners of the pieces between the discs of a line, shape (segments, 4, 2), turning as the discs do.

    Segments without length have none.
    """
    start, end = line[:-1], line[1:]
    along = end[:, :2] - start[:, :2]
    length = np.hypot(along[:, 0], along[:, 1])
    start, end, along, length = (part[length > 1e-9] for part in (start, end, along, length))
    across = np.stack([along[:, 1], -along[:, 0]], axis=1) / length[:, None]
    from_start, from_end = across * start[:, 2:], across * end[:, 2:]
    return np.stack(
        [start[:, :2] + from_start, end[:, :2] + from_end, end[:, :2] - from_end, start[:, :2] - from_start], axis=1
    )


def _picture(png: bytes, paper: str, ink: str) -> list[str]:
    """The picture as an image element in the colours of paper and ink; nothing when it is damaged."""
    try:
        grey = decode_png(png)
    except PictureError:
        return []
    image = Image.fromarray(fit_square(grey, max(grey.shape)))
    low, high = (np.array([int(code[k : k + 2], 16) for k in (1, 3, 5)]) for code in (paper, ink))
    shares = np.linspace(0.0, 1.0, 256)[:, None]
    coloured = image.convert("P")
    coloured.putpalette(np.rint(low + (high - low) * shares).astype(np.uint8).tobytes())
    out = io.BytesIO()
    coloured.save(out, "PNG", optimize=True)
    data = base64.b64encode(out.getvalue()).decode("ascii")
    # xlink: older programs do not know the bare href.
    return [f'<image width="{SIDE}" height="{SIDE}" xlink:href="data:image/png;base64,{data}"/>']
