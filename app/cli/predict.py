"""`bouba predict`: the 33 values that the network sees in picture files."""

import json
from pathlib import Path
from typing import Any

import click

from app.cli.sound_source import predicted_patch, predictor_of
from app.cli.words import map_option
from models.errors import ModelError
from models.sketch_to_patch.predictor import nearest
from synth.parameters import PREDICTED
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
            patch = predicted_patch(predictor, image)
        except ModelError as error:  # the other pictures still have their answer
            click.echo(f"Error: {error}", err=True)
            failures += 1
            continue
        name, distance = nearest(patch, presets, n=1)[0]
        if as_json:
            click.echo(json.dumps(_as_json(image, predictor.map_name, patch, {"preset": name, "distance": distance})))
        else:
            click.echo(_as_text(image, patch, f"{name}, distance {distance:.3f}"))
    return 1 if failures else 0


def _as_json(image: Path, map_name: str, patch: Patch, nearest_preset: dict[str, Any]) -> dict[str, Any]:
    return {
        "image": str(image),
        "map": map_name,
        # Choices and switches by name, as in preset files.
        "parameters": [
            {"id": row.id, "value": row.format(patch[row.id]) if row.choices else patch[row.id], "unit": row.unit}
            for row in PREDICTED
        ],
        "nearest": nearest_preset,
    }


def _as_text(image: Path, patch: Patch, nearest_preset: str) -> str:
    width = max(len(row.label) for row in PREDICTED)
    lines = [f"  {row.label:{width}}  {row.format(patch[row.id])}" for row in PREDICTED]
    return "\n".join([str(image), *lines, f"  {'nearest preset':{width}}  {nearest_preset}"])
