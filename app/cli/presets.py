"""`bouba presets`: the presets that come with the program."""

import json

import click

from synth.presets import factory_presets


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list with name, tags and comment.")
def command(as_json: bool) -> None:
    """List the presets that come with Bouba."""
    presets = factory_presets()
    if as_json:
        click.echo(json.dumps([{"name": p.name, "tags": list(p.tags), "comment": p.comment} for p in presets]))
        return
    width = max((len(preset.name) for preset in presets), default=0)
    for preset in presets:
        click.echo(f"{preset.name:{width}}  {', '.join(preset.tags)}")
