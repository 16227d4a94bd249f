"""`bouba mimic`: a sound file in, a preset that comes near it out."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import click

from app.cli.places import check_place
from app.cli.sketch import sketch_of
from app.cli.sound_source import predictor_of
from app.cli.words import FiniteRange
from models.sketch_to_patch.predictor import DEFAULT_MAP
from models.sound_to_patch.hearing import Heard
from models.sound_to_patch.predictor import open_memory
from models.sound_to_patch.search import Budget, Mimicry, mimic
from models.sound_to_patch.sound_file import hear_file
from synth.patch import Patch
from synth.presets import Preset, factory_presets, preset_to_bytes, save_preset
from synth.units import note_name

SECONDS: Final = 10.0
"""How long is searched when nothing says how long."""


@click.command()
@click.argument("sound", type=click.Path(path_type=Path), metavar="IN.wav")
@click.argument("out", type=click.Path(path_type=Path), metavar="PRESET.json")
@click.option("--seconds", type=FiniteRange(0.1, 3600.0), help=f"Search so long; {SECONDS:g} without --renders.")
@click.option("--renders", type=click.IntRange(1), help="Stop after so many renderings; alone, the answer repeats.")
@click.option("--only-predicted", is_flag=True, help="Fit the 33 values alone: no envelopes, resonance, pulse width.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another search by another number.")
@click.option("--draw", is_flag=True, help="Look for the drawing of the sound too, and put it into the preset.")
@click.option("--map", "map_name", help=f"The map that --draw draws for.  [default: {DEFAULT_MAP}]")
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end.")
def command(
    *, sound: Path, out: Path, seconds: float | None, renders: int | None, only_predicted: bool, seed: int,
    draw: bool, map_name: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Search for the values that come nearest to a sound, and save them as a preset."""
    if map_name is not None and not draw:
        raise click.UsageError("--map is the map that --draw draws for: add --draw, or leave --map out.")
    check_place(out, "PRESET.json", endings=(".json",), sources=(sound,))
    predictor = predictor_of(map_name or DEFAULT_MAP) if draw else None
    preset = Preset(out.stem, tags=("mimic",), map_name=predictor.map_name if predictor else "")
    preset_to_bytes(preset)  # what no preset can hold is said before the search, not after it
    heard = hear_file(sound)
    for line in _heard_lines(heard):
        click.echo(line, err=True)
    result = mimic(
        heard,
        open_memory().seeds(heard, with_envelopes=not only_predicted),
        factory_presets(),
        budget=Budget(renders=renders, seconds=seconds or (None if renders else SECONDS)),
        fit="predicted" if only_predicted else "all",
        seed=seed,
        progress=_tell,
    )
    source = sound.name.encode(errors="replace").decode()
    comment = f"Mimics {source}: {result.distance_db:.1f} dB from it at {note_name(result.note)}."
    preset = replace(preset, patch=result.patch, comment=comment)
    if predictor:
        found = sketch_of(result.patch, predictor)
        click.echo(f"Drawn: the sound of the drawing is {found.distance_db:.2f} dB from the preset.", err=True)
        preset = replace(preset, sketch=found.sketch.to_json())
    save_preset(out, preset)
    click.echo(json.dumps(_as_json(sound, out, heard, result)) if as_json else _as_text(out, result))


def _tell(patch: Patch, distance_db: float, renders: int) -> None:
    click.echo(f"{renders:5d} renders: {distance_db:.2f} dB", err=True)


def _heard_lines(heard: Heard) -> list[str]:
    where = f"{note_name(heard.note)}, {heard.cents:+.0f} cents" if heard.voiced else "no pitch"
    return [*heard.remarks, f"Heard: {where}, {heard.held_s:.2f} s."]


def _as_text(out: Path, result: Mimicry) -> str:
    return "\n".join(
        (
            f"{out}: {result.distance_db:.2f} dB from the sound, played at {note_name(result.note)} for "
            f"{result.held_s:.2f} s",
            f"  before the search     {result.start_distance_db:.2f} dB",
            f"  nearest preset        {result.nearest_preset_distance_db:.2f} dB ({result.nearest_preset})",
            f"  renders               {result.renders}",
        )
    )


def _as_json(sound: Path, out: Path, heard: Heard, result: Mimicry) -> dict[str, Any]:
    facts = asdict(result)
    del facts["patch"]  # it stands in the preset
    return {
        "sound": str(sound), "preset": str(out), "voiced": heard.voiced, "cents": heard.cents,
        "remarks": list(heard.remarks), **facts,
    }  # fmt: skip
