"""`bouba bench`: named figures with units, measured on this machine."""

import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Final

import click

_BENCHES: Final = {
    "synth": "app.cli.bench_synth",
    "latency": "app.cli.bench_latency",
    "start": "app.cli.bench_start",
}

Figures = Mapping[str, Mapping[str, float | str]]
"""Name of a figure to its "value" and "unit"."""


@click.command()
@click.argument("what", type=click.Choice(list(_BENCHES)))
@click.option("--json", "as_json", is_flag=True, help="One JSON object of named figures.")
def command(what: str, as_json: bool) -> None:
    """Measure the synthesizer (synth), pen to sound (latency) or the start of the program (start)."""
    measure: Callable[[], Figures] = import_module(_BENCHES[what]).measure
    figures = measure()
    if as_json:
        click.echo(json.dumps(figures))
        return
    width = max(len(name) for name in figures)
    for name, figure in figures.items():
        click.echo(f"{name:{width}}  {_text(figure['value'])} {figure['unit']}".rstrip())


def _text(value: float | str) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
