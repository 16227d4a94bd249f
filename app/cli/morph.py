"""`bouba morph`: one note that goes from drawing to drawing, or from preset to preset, and the steps as presets."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import click
import numpy as np

from app.cli import CommandFailed
from app.cli.places import check_place
from app.cli.sound_source import predictor_of, source_of
from app.cli.words import NOTE, FiniteRange, map_option
from app.morph_pad import CORNERS, Corner, Space
from app.preset_names import file_name_of, numbered
from models.even_morph import EvenMorph
from models.sketch_to_patch.raster import rasterize
from models.sketch_to_patch.sketch_morph import SketchMorph
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone_sound import with_tone
from synth.blend import blend
from synth.engine import SAMPLE_RATES_HZ
from synth.patch import Patch
from synth.presets import Preset, save_preset
from synth.render import LONGEST_S
from synth.sweep import render_sweep
from synth.units import gain_to_db
from synth.wav import write_wav

MOST_STEPS: Final = 1000
Step = tuple[Sketch, Patch]


@click.command()
@click.argument("sources", nargs=-1, required=True, metavar="A B [C D]")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="FOLDER/NAME.wav", help="The sweep.")
@click.option("--presets", type=click.Path(path_type=Path), metavar="FOLDER", help="Write each step as a preset, too.")
@click.option("--steps", type=click.IntRange(2, MOST_STEPS), default=25, show_default=True, help="Steps of the way.")
@click.option(
    "--space",
    type=click.Choice([space.value for space in Space]),
    default=Space.SOUNDS.value,
    show_default=True,
    help="Blend the sounds, or the drawings and ask the map.",
)
@map_option
@click.option("--note", type=NOTE, default="C3", show_default=True, help="Name or MIDI number of the note.")
@click.option(
    "--seconds",
    type=FiniteRange(0.0, LONGEST_S, min_open=True),
    default=6.0,
    show_default=True,
    help="How long the whole way takes.",
)
@click.option("--rate", type=click.IntRange(*SAMPLE_RATES_HZ), default=48_000, show_default=True, help="Sample rate.")
def command(
    *, sources: tuple[str, ...], out: Path, presets: Path | None, steps: int, space: str, map_name: str,
    note: int, seconds: float, rate: int,
) -> None:  # fmt: skip
    """Go from A to B (to C, to D): pictures, preset files or factory presets. Writes one held note as a WAV file."""
    if not 2 <= len(sources) <= CORNERS:
        raise click.BadParameter(f"a morph goes between 2 to {CORNERS} sounds, not {len(sources)}.", param_hint="A B")
    check_place(out, "--out", endings=(".wav",), sources=sources)
    files = _preset_files(presets, out.stem, steps) if presets else []
    corners = [source_of(source, map_name) for source in sources]
    made = _drawn(corners, map_name, steps) if space == Space.DRAWINGS else _mixed(corners, steps)
    audio = render_sweep(_between([patch for _, patch in made]), note, seconds=seconds, sample_rate_hz=rate)
    write_wav(out, audio, sample_rate_hz=rate)
    peak_db = gain_to_db(float(np.max(np.abs(audio))))
    click.echo(f"{out}: {len(audio) / rate:.2f} s, {rate} Hz, peak {peak_db:.1f} dBFS, {steps} steps through {space}")
    if presets is not None:
        for (title, path), (sketch, patch) in zip(files, made, strict=True):
            drawing = None if sketch.is_empty else sketch.to_json()
            save_preset(path, Preset(title, patch, drawing, tags=("morph",)))
        click.echo(f"{presets}: {steps} presets")


def way(count: int, steps: int) -> list[tuple[float, ...]]:
    """Weights of `count` corners at even steps from the first through all to the last; each sums to 1."""
    weights = []
    for at in np.linspace(0.0, count - 1.0, steps):
        weights.append(tuple(float(max(0.0, 1.0 - abs(at - corner))) for corner in range(count)))
    return weights


def _mixed(corners: Sequence[Corner], steps: int) -> list[Step]:
    patches = [corner.patch for corner in corners]
    return [(Sketch(), blend(patches, weights)) for weights in way(len(corners), steps)]


def _drawn(corners: Sequence[Corner], map_name: str, steps: int) -> list[Step]:
    bare = [corner.name for corner in corners if corner.sketch.is_empty]
    if bare:
        raise CommandFailed(f"{bare[0]} has no drawing: choose another one, or --space sounds.")
    predictor = predictor_of(map_name)
    morph = EvenMorph(SketchMorph([corner.sketch for corner in corners]), predictor.predict_unit)
    made = []
    for weights in way(len(corners), steps):
        sketch = morph.at(weights)
        made.append((sketch, with_tone(predictor.predict(rasterize(sketch)), sketch.tone)))
    return made


def _between(patches: Sequence[Patch]) -> Callable[[float], Patch]:
    """The patch at a share, 0 to 1, of the whole way: from step to step as sounds are blended."""

    def at(share: float) -> Patch:
        step = min(int(share * (len(patches) - 1)), len(patches) - 2)
        rest = share * (len(patches) - 1) - step
        return blend(patches[step : step + 2], (1.0 - rest, rest))

    return at


def _preset_files(folder: Path, name: str, count: int) -> list[tuple[str, Path]]:
    """Names and files of the steps: "NAME 01" and so on, none of which is there yet. Raises CommandFailed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise CommandFailed(f"The folder {folder} cannot be made: {getattr(error, 'strerror', '') or error}.") from None
    digits = len(str(count))
    titles = [numbered(name, f"{number:0{digits}d}") for number in range(1, count + 1)]
    files = [(title, folder / file_name_of(title)) for title in titles]
    there = [path.name for _, path in files if path.exists()]
    if there:
        raise CommandFailed(f"{there[0]} is in {folder} already and would be lost: choose another folder or name.")
    return files
