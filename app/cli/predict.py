"""`bouba predict`: the 33 values that the network sees in picture files."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from app.cli.sound_source import predicted_patch, predictor_of
from app.cli.words import map_option
from models.errors import ModelError
from models.sketch_to_patch.predictor import nearest
from models.sketch_to_patch.tone import NEUTRAL, Tone
from models.sketch_to_patch.tone_sound import ROWS
from synth.parameters import PERFORMANCE, PREDICTED, Parameter
from synth.patch import Patch
from synth.presets import factory_presets


@click.command()
@click.argument("images", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="IMAGE...")
@map_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each picture.")
def command(images: tuple[Path, ...], map_name: str, as_json: bool) -> int:
    """Show the sound of pictures: 33 values and the nearest preset."""
    predictor = predictor_of(map_name)
    presets = [(preset.name, preset.patch) for preset in factory_presets()]
    failures = 0
    for image in images:
        try:
            patch, tone = predicted_patch(predictor, image)
        except ModelError as error:  # the other pictures still have their answer
            click.echo(f"Error: {error}", err=True)
            failures += 1
            continue
        name, distance = nearest(patch, presets, n=1)[0]
        if as_json:
            near = {"preset": name, "distance": distance}
            head = {"image": str(image), "map": predictor.map_name, "parameters": _values(patch, PREDICTED)}
            click.echo(json.dumps(head | {"nearest": near} | _beyond(patch, tone)))
        else:
            click.echo(_as_text(image, patch, tone, f"{name}, distance {distance:.3f}"))
    return 1 if failures else 0


def _values(patch: Patch, rows: Sequence[Parameter]) -> list[dict[str, Any]]:
    """Choices and switches by name, as in preset files."""
    return [
        {"id": row.id, "value": row.format(patch[row.id]) if row.choices else patch[row.id], "unit": row.unit}
        for row in rows
    ]


def _beyond(patch: Patch, tone: Tone) -> dict[str, Any]:
    """The tone of a picture, and performance values that follow from it or were taught; nothing for a plain drawing."""
    rows = _played(patch, tone)
    performance = {"performance": _values(patch, rows)} if rows else {}
    return performance if tone == NEUTRAL else {"tone": tone.to_json()} | performance


def _played(patch: Patch, tone: Tone) -> tuple[Parameter, ...]:
    """Performance values that the picture sets: those of its tone, and those that are not at their defaults."""
    toned = frozenset() if tone == NEUTRAL else frozenset(ROWS)
    return tuple(row for row in PERFORMANCE if row.id in toned or patch[row.id] != row.default)


def _as_text(image: Path, patch: Patch, tone: Tone, nearest_preset: str) -> str:
    rows = (*PREDICTED, *_played(patch, tone))
    last = [("tone", tone.words())] if tone != NEUTRAL else []
    lines = [(row.label, row.format(patch[row.id])) for row in rows] + last + [("nearest preset", nearest_preset)]
    width = max(len(label) for label, _ in lines)
    return "\n".join([str(image), *(f"  {label:{width}}  {value}" for label, value in lines)])
