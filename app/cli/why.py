"""`bouba why`: what is measured in a drawing, and which part of it decides a knob."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from app.cli.places import check_place
from app.cli.sound_source import predictor_of, raster_of
from app.cli.words import map_option
from app.heat_picture import heat_png
from models.sketch_map.map_networks import base_of
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.geometry import Geometry, measure
from models.sketch_to_patch.raster import Raster
from models.sketch_to_patch.why import Heat, heat_of
from models.sketch_to_patch.why_words import (
    MADE_FROM,
    PROPERTIES,
    Share,
    direction_of,
    is_predicted,
    meaning_of,
    shares_of,
    undecided,
)
from synth.atomic_write import write_atomically
from synth.parameters import INDEX, PREDICTED, Parameter, Scale, parameter
from synth.patch import Patch

KNOBS: Final = 5
"""How many are told of when none is named."""
PICTURE_SIDE: Final = 512
WIDEST: Final = len("lower right")


@dataclass(frozen=True, slots=True)
class Knob:
    """A row, what the parts of the drawing decide about it, and where."""

    row: Parameter
    heat: Heat
    shares: tuple[Share, ...]


@click.command()
@click.argument("drawing", metavar="DRAWING")
@map_option
@click.option("--knob", metavar="ID", help="Ask about this one; else about the five that the drawing moves most.")
@click.option("--heat", type=click.Path(path_type=Path), metavar="OUT.png", help="Draw what decides the knob.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def command(*, drawing: str, map_name: str, knob: str | None, heat: Path | None, as_json: bool) -> None:
    """Show what is measured in a drawing, and which part of it decides a knob."""
    if heat is not None:
        check_place(heat, "--heat", endings=(".png",), sources=(drawing,))
    asked = None if knob is None else parameter(knob)
    raster, predictor = raster_of(drawing), predictor_of(map_name)
    patch = predictor.predict(raster)
    rows = PREDICTED if asked is None else (asked,)
    columns = [INDEX[row.id] for row in rows if is_predicted(row)]
    heats = heat_of(predictor.predict_unit, raster, columns) if columns else ()
    knobs = [_knob(PREDICTED[column], each, raster) for column, each in zip(columns, heats, strict=True)]
    if asked is None:
        knobs = _moved_most(knobs, patch)
    base = base_of(predictor.sketch_map) if isinstance(predictor, TaughtPredictor) else predictor.map_name
    geometry, made_from = measure(raster), base == MADE_FROM
    if as_json:
        click.echo(json.dumps(_as_json(drawing, predictor.map_name, geometry, patch, knobs, made_from=made_from)))
    else:
        click.echo(_as_text(drawing, geometry, patch, knobs, made_from=made_from))
    if asked is not None and not knobs:
        click.echo(undecided(asked), err=True)
    if heat is not None:
        told = next((it for it in knobs if it.shares), None)
        write_atomically(heat, heat_png(np.zeros(raster.shape) if told is None else told.heat, raster, PICTURE_SIDE))
        what = f"what decides {told.row.label}" if told else "the drawing alone: no part of it decides anything"
        click.echo(f"{heat}: {what}", err=True)


def _moved_most(knobs: list[Knob], patch: Patch) -> list[Knob]:
    """Of what parts decide, the rows that the drawing moves farthest from their defaults, in knob travel."""
    moved = np.abs(patch.to_unit() - Patch.default().to_unit())
    return sorted((it for it in knobs if it.shares), key=lambda it: -float(moved[INDEX[it.row.id]]))[:KNOBS]


def _knob(row: Parameter, heat: Heat, raster: Raster) -> Knob:
    heat = np.abs(heat) if row.scale is Scale.CHOICE else heat  # another choice has no direction
    return Knob(row, heat, shares_of(heat, raster))


def _as_text(drawing: str, geometry: Geometry, patch: Patch, knobs: list[Knob], *, made_from: bool) -> str:
    width = max(len(it.label) for it in PROPERTIES)
    lines = [drawing]
    for it in PROPERTIES:
        value = 100.0 * getattr(geometry, it.name)
        lines.append(f"  {it.label:{width}} {value:5.0f} %  {meaning_of(it.name) if made_from else it.measured}")
    for knob in knobs:
        row, words = knob.row, direction_of(knob.row, patch)
        lines += ["", f"  {row.label}: {row.format(patch[row.id])} (default {row.format(row.default)})"]
        lines += [
            f"    {it.where:{WIDEST}} {100.0 * abs(it.share):4.0f} %  {words.up if it.share > 0.0 else words.down}"
            for it in knob.shares
        ] or [f"    {undecided(row)}"]
    return "\n".join(lines)


def _as_json(
    drawing: str, map_name: str, geometry: Geometry, patch: Patch, knobs: list[Knob], *, made_from: bool
) -> dict[str, Any]:
    return {
        "drawing": drawing,
        "map": map_name,
        "made_from_properties": made_from,
        "properties": [{"id": it.name, "value": getattr(geometry, it.name)} for it in PROPERTIES],
        "knobs": [
            {
                "id": it.row.id,
                "value": it.row.format(patch[it.row.id]) if it.row.choices else patch[it.row.id],
                "unit": it.row.unit,
                "most_travel": float(np.abs(it.heat).max()),
                "parts": [{"where": part.where, "share": part.share} for part in it.shares],
            }
            for it in knobs
        ],
    }
