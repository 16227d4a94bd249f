"""`bouba bench`: named figures with units, measured on this machine."""

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

import click

from app.cli.words import FiniteRange

_BENCHES: Final = {
    "synth": "app.cli.bench_synth",
    "latency": "app.cli.bench_latency",
    "start": "app.cli.bench_start",
    "underruns": "app.cli.bench_underruns",
    "scene": "app.cli.bench_scene",
    "pictures": "app.cli.bench_pictures",
}
_ON_A_DEVICE: Final = ("latency", "underruns", "scene")

Figures = Mapping[str, Mapping[str, float | str]]
"""Name of a figure to its "value" and "unit"."""


@click.command()
@click.argument("what", type=click.Choice(list(_BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object of named figures.")
@click.option("--device", help="Audio output for latency, underruns and scene, by name; the system's otherwise.")
@click.option("--minutes", type=FiniteRange(0.1, 600.0), help="How long to play for latency, underruns and scene.")
def command(what: str, as_json: bool, device: str | None, minutes: float | None) -> None:
    """Measure the synthesizer (synth), pen to sound (latency), the start of the program (start), whether the
    sound breaks up while everything is busy (underruns) or a picture is painted of it (scene), or sounds to
    pictures and back (pictures).
    """
    given = {name: value for name, value in (("device", device), ("minutes", minutes)) if value is not None}
    if given and what not in _ON_A_DEVICE:
        raise click.UsageError(f"--device and --minutes are for {', '.join(_ON_A_DEVICE)}.")
    measure: Callable[..., Figures] = import_module(_BENCHES[what]).measure
    figures = measure(**given)
    if as_json:
        click.echo(json.dumps(figures))
        return
    width = max(len(name) for name in figures)
    for name, figure in figures.items():
        click.echo(f"{name:{width}}  {_text(figure['value'])} {figure['unit']}".rstrip())


def _text(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
