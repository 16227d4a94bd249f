"""`bouba render`: the sound of a picture or a preset as a WAV file."""

from pathlib import Path
from typing import Literal

import click
import numpy as np

from app.cli.places import check_place
from app.cli.sound_source import patch_of, sample_of
from app.cli.words import NOTE, FiniteRange, map_option
from synth.render import LONGEST_S, RATES_HZ, render_note
from synth.units import gain_to_db
from synth.wav import write_wav


def _tail(ctx: click.Context, param: click.Parameter, value: str) -> float | Literal["until silent"]:
    if value == "silent":
        return "until silent"
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0.0 <= seconds <= LONGEST_S:
        raise click.BadParameter(f"{value!r} is neither 'silent' nor seconds from 0 to {LONGEST_S:g}.")
    return seconds


@click.command()
@click.argument("source", metavar="IMAGE_OR_PRESET")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.wav")
@click.option("--note", type=NOTE, default="C3", show_default=True, help="Name or MIDI number of the note.")
@click.option(
    "--seconds",
    type=FiniteRange(0.0, LONGEST_S, min_open=True),
    default=3.0,
    show_default=True,
    help="How long the key is held.",
)
@click.option(
    "--tail",
    default="silent",
    show_default=True,
    callback=_tail,
    help="What follows the key: seconds, or until it is silent.",
)
@click.option("--velocity", type=click.IntRange(1, 127), default=100, show_default=True, help="How hard it is struck.")
@map_option
@click.option("--rate", type=click.IntRange(*RATES_HZ), default=48_000, show_default=True, help="Sample rate in Hz.")
@click.option("--bits", type=click.Choice([16, 24, 32]), default=24, show_default=True, help="32 is floating point.")
def command(
    source: str, out: Path, note: int, seconds: float, tail: float | Literal["until silent"], velocity: int,
    map_name: str, rate: int, bits: int,
) -> None:  # fmt: skip
    """Write the sound of a picture, a preset file or a factory preset to a stereo WAV file."""
    check_place(out, "OUT.wav", endings=(".wav",), sources=(source,))
    patch = patch_of(source, map_name)
    sample = sample_of(source)
    audio = render_note(patch, note, velocity=velocity, seconds=seconds, sample_rate_hz=rate, tail=tail, sample=sample)
    write_wav(out, audio, sample_rate_hz=rate, bits=bits)
    peak_db = gain_to_db(float(np.max(np.abs(audio))))
    click.echo(f"{out}: {len(audio) / rate:.2f} s, {rate} Hz, {bits} bits, peak {peak_db:.1f} dBFS")
