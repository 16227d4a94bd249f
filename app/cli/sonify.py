"""`bouba sonify`: picture files in, two seconds of the sound of what is seen in them out."""

import json
from pathlib import Path

import click

from app.cli import CommandFailed
from app.cli.places import places_for
from app.cli.words import FiniteRange
from models.errors import ModelError, ModelFileError
from models.imagine.listener import Listener
from models.paired.features import RATE_HZ
from models.paired.paired_set import square_pixels
from models.sketch_to_patch.picture import load_picture
from models.sonify.voice import Voice
from synth.errors import FileWriteError
from synth.wav import write_wav


@click.command()
@click.argument("pictures", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PICTURE...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE_OR_FOLDER",
    help="A .wav file; a folder for several pictures.",
)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another sound by another number.")
@click.option(
    "--imagination",
    type=FiniteRange(0.0, 2.0),
    default=1.0,
    show_default=True,
    help="How far the sounds of one picture differ.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each picture.")
def command(*, pictures: tuple[Path, ...], out: Path, seed: int, imagination: float, as_json: bool) -> int:
    """Make the sound of what is seen in pictures: two seconds each, and say what it may be."""
    places = places_for(out, "--out", sources=pictures, endings=(".wav",), in_folders=".wav")
    try:
        voice = Voice(Listener())
    except ModelFileError as error:
        raise CommandFailed(str(error)) from None
    failures = 0
    for picture, place in zip(pictures, places, strict=True):
        try:
            voiced = voice.sonify(square_pixels(load_picture(picture)), seed=seed, imagination=imagination)
            write_wav(place, voiced.sound[:, None], sample_rate_hz=RATE_HZ)
        except (ModelError, FileWriteError) as error:  # the other pictures still have their sound
            click.echo(f"Error: {error}", err=True)
            failures += 1
            continue
        guess = voiced.guess
        classes = [{"name": it, "probability": share} for it, share in guess.classes]
        facts = {"picture": str(picture), "sound": str(place), "classes": classes, "confidence": guess.confidence}
        click.echo(json.dumps(facts) if as_json else f"{place}: {guess.in_words}")
    return 1 if failures else 0
