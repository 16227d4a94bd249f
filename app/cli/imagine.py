"""`bouba imagine`: sound files in, pictures or films of what is heard in them out."""

import json
from pathlib import Path
from typing import Any, Final

import click

from app.cli import CommandFailed
from app.cli.hushed import hushed
from app.cli.places import is_folder, places_for
from app.cli.words import FiniteRange
from app.sound_painter import SoundPainter
from models.errors import ModelError, ModelFileError
from models.imagine.imaginer import ENGINES, FOLDER, Guess, Imaginer, guess_of, working_engines
from models.imagine.listener import Heard, Listener
from models.imagine.sound_file import read_sound
from models.paired.features import WINDOW_S
from synth.errors import FileWriteError

STILLS: Final = (".png",)
FILMS: Final = (".mp4", ".gif")
SIDES: Final = (64, 2048)
MOST_GRID: Final = 8


@click.command()
@click.argument("sounds", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SOUND...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE_OR_FOLDER",
    help="A .png file, with --animate a .gif or .mp4 file; a folder for several sounds.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES, case_sensitive=False),
    default=ENGINES[0],
    show_default=True,
    help="Which network paints.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another picture by another number.")
@click.option("--grid", type=click.IntRange(1, MOST_GRID), default=1, show_default=True, help="N x N pictures in one.")
@click.option(
    "--imagination",
    type=FiniteRange(0.0, 2.0),
    default=1.0,
    show_default=True,
    help="How far the pictures of one sound differ.",
)
@click.option("--size", type=click.IntRange(*SIDES), default=512, show_default=True, help="Side in pixels.")
@click.option("--animate", is_flag=True, help="Follow the sound: a GIF, or an MP4 with the sound (that in folders).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each sound.")
def command(
    *, sounds: tuple[Path, ...], out: Path, engine: str, seed: int, grid: int, imagination: float, size: int,
    animate: bool, as_json: bool,
) -> int:  # fmt: skip
    """Paint what is heard in sounds, and say what it may be. Of a long sound the loudest five seconds are painted."""
    places = _places(sounds, out, animate=animate)
    listener = Listener()
    imaginer = _imaginer(engine, listener)
    painter = SoundPainter(
        listener=listener,
        imaginer=imaginer,
        noise=imaginer.draw_noise(seed, pictures=grid * grid, imagination=imagination),
        side=size,
        facts={"Software": "Bouba", "Engine": engine, "Seed": str(seed), "Imagination": f"{imagination:g}"},
    )
    failures = 0
    for sound, place in zip(sounds, places, strict=True):
        try:
            heard = _paint(sound, place, painter)
        except (ModelError, FileWriteError) as error:  # the other sounds still have their picture
            click.echo(f"Error: {error}", err=True)
            failures += 1
            continue
        guess = guess_of(heard, 0, listener.classes)
        as_text = f"{place}: {guess.in_words if heard.present[0] else 'nothing to hear'}"
        click.echo(json.dumps(_as_json(sound, engine, place, guess)) if as_json else as_text)
    return 1 if failures else 0


def _places(sounds: tuple[Path, ...], out: Path, *, animate: bool) -> list[Path]:
    endings = FILMS if animate else STILLS
    if not animate and out.suffix.lower() in FILMS and not is_folder(out):
        raise click.UsageError(f"{out.name!r} is a name for a film: add --animate, or let it end in .png.")
    return places_for(out, "--out", sources=sounds, endings=endings, in_folders=endings[0])


def _imaginer(engine: str, listener: Listener) -> Imaginer:
    """The engine of a name. Raises CommandFailed with the engines there are when its file is missing or damaged."""
    try:
        return Imaginer(engine, listener, folder=FOLDER)
    except ModelFileError as error:
        there = ", ".join(working_engines(listener, folder=FOLDER)) or "none"
        raise CommandFailed(f"{error} Engines that are there: {there}.") from None


def _paint(sound: Path, place: Path, painter: SoundPainter) -> Heard:
    """Write the picture or the film of a sound; returns what was heard. Raises ModelError and FileWriteError."""

    def note(sentence: str) -> None:
        click.echo(f"Note: {sound.name}: {sentence}", err=True)

    with hushed():
        recording = read_sound(sound)
    for remark in recording.remarks:
        note(remark)
    heard = painter.hear(recording)
    match place.suffix.lower():
        case ".gif":
            painter.gif(recording, place, note)
        case ".mp4":
            painter.mp4(recording, place, note)
        case _:
            if recording.seconds > WINDOW_S:
                note(f"Of {recording.seconds:.1f} s the loudest {WINDOW_S:g} s are painted.")
            painter.still(heard, place)
    return heard


def _as_json(sound: Path, engine: str, place: Path, guess: Guess) -> dict[str, Any]:
    classes = [{"name": name, "probability": probability} for name, probability in guess.classes]
    return {
        "sound": str(sound), "engine": engine, "picture": str(place), "classes": classes,
        "confidence": guess.confidence,
    }  # fmt: skip
