"""`bouba mimic`: a sound file in, a preset that comes near it out."""

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from app.cli.sketch import sketch_of
from app.cli.sound_source import predictor_of
from models.sketch_to_patch.predictor import DEFAULT_MAP
from models.sound_to_patch.hearing import Heard
from models.sound_to_patch.predictor import open_memory
from models.sound_to_patch.search import Budget, Mimicry, mimic
from models.sound_to_patch.sound_file import hear_file
from synth.patch import Patch
from synth.presets import Preset, factory_presets, preset_to_bytes, save_preset
from synth.units import note_name


@click.command()
@click.argument("sound", type=click.Path(path_type=Path), metavar="IN.wav")
@click.argument("out", type=click.Path(path_type=Path), metavar="PRESET.json")
@click.option("--seconds", type=click.FloatRange(0.1, 3600.0), default=10.0, show_default=True, help="Time to search.")
@click.option("--renders", type=click.IntRange(1), help="Stop after so many renderings; then the answer repeats.")
@click.option("--only-predicted", is_flag=True, help="Fit the 33 values alone: no envelopes, resonance, pulse width.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another search by another number.")
@click.option("--draw", is_flag=True, help="Look for the drawing of the sound too, and put it into the preset.")
@click.option("--map", "map_name", default=DEFAULT_MAP, show_default=True, help="The map that --draw draws for.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end.")
def command(
    *, sound: Path, out: Path, seconds: float, renders: int | None, only_predicted: bool, seed: int, draw: bool,
    map_name: str, as_json: bool,
) -> None:  # fmt: skip
    """Search for the values that come nearest to a sound, and save them as a preset."""
    if out.suffix.lower() != ".json":
        raise click.BadParameter(f"{out.name!r} must end in .json.", param_hint="PRESET.json")
    if not out.parent.is_dir():
        raise click.BadParameter(f"the folder {out.parent} does not exist.", param_hint="PRESET.json")
    preset_to_bytes(Preset(out.stem))  # a name that no preset can have is said before the search, not after it
    if draw:
        predictor_of(map_name)  # a map that is not there is said now, too
    heard = hear_file(sound)
    for line in _heard_lines(heard):
        click.echo(line, err=True)
    result = mimic(
        heard,
        open_memory().seeds(heard, with_envelopes=not only_predicted),
        factory_presets(),
        budget=Budget(renders=renders, seconds=None if renders else seconds),
        fit="predicted" if only_predicted else "all",
        seed=seed,
        progress=_tell,
    )
    comment = f"Mimics {sound.name}: {result.distance_db:.1f} dB from it at {note_name(result.note)}."
    preset = Preset(out.stem, result.patch, tags=("mimic",), comment=comment)
    if draw:
        found = sketch_of(result.patch, map_name)
        click.echo(f"Drawn: the sound of the drawing is {found.distance_db:.2f} dB from the preset.", err=True)
        preset = replace(preset, sketch=found.sketch.to_json(), map_name=map_name)
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
