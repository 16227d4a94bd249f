"""`bouba map`: what a map was taught, and teaching it: drawings, sounds, weights, reach. One file, changed in place."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from app.cli import CommandFailed
from app.cli.places import check_place
from app.cli.sound_source import patch_of, sketch_map_of, sketch_of
from app.cli.words import FiniteRange
from app.map_folder import keep_copy
from models.sketch_map.conflicts import Conflict
from models.sketch_map.example import Example
from models.sketch_map.map_file import SUFFIX, load_map, save_map
from models.sketch_map.map_networks import MapNetworks
from models.sketch_map.sketch_map import REACH_RANGE, SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.predictor import DEFAULT_MAP
from models.sketch_to_patch.raster import rasterize
from synth.presets import values_by_id

FILE: Final = click.argument("path", type=click.Path(path_type=Path), metavar=f"FILE{SUFFIX}")
WEIGHT: Final = FiniteRange(0.0, 1.0)


@click.group()
def command() -> None:
    """Show what a map was taught, and teach it."""


@command.command()
@FILE
@click.option("--base", default=DEFAULT_MAP, show_default=True, help="Map that answers where nothing is taught.")
@click.option("--name", help="What the map is called (default: as its file).")
def new(path: Path, base: str, name: str | None) -> None:
    """Make an empty map. One on a map of examples begins with its drawings."""
    check_place(path, "FILE", endings=(SUFFIX,))
    if path.exists():
        raise CommandFailed(f"{path} is there already: choose another name.")
    _save(path, replace(sketch_map_of(base), name=name or path.stem, author="", comment=""))


@command.command()
@click.argument("map_name", metavar="MAP")
@click.option("--json", "as_json", is_flag=True, help="JSON with every example and every conflict.")
def show(map_name: str, *, as_json: bool) -> None:
    """List the examples of a map (a file, one of yours or a factory map) and those that contradict each other."""
    sketch_map = sketch_map_of(map_name)
    predictor = MapNetworks(use_gpu=False).predictor(sketch_map)
    found = predictor.conflicts() if isinstance(predictor, TaughtPredictor) else ()
    if as_json:
        click.echo(json.dumps(_facts(sketch_map, found)))
        return
    trained = ", trained" if sketch_map.network is not None else ""
    reach = f"reach {sketch_map.reach:.2f}"
    click.echo(f"{sketch_map.name}: {_counted(sketch_map)} on {sketch_map.base}, {reach}{trained}")
    for it in sketch_map.examples:
        click.echo(f"{it.id}  {it.weight:4.0%}  {'' if it.enabled else 'off '}{it.name}")
    for conflict in found:
        click.echo(f"{conflict.first.name} and {conflict.second.name} look alike but sound different.")


def _facts(sketch_map: SketchMap, conflicts: Sequence[Conflict]) -> dict[str, Any]:
    examples = [
        {"id": it.id, "name": it.name, "weight": it.weight, "enabled": it.enabled, "values": values_by_id(it.patch)}
        for it in sketch_map.examples
    ]
    contrary = [
        {"first": it.first.id, "second": it.second.id, "drawings": it.drawings, "sounds": it.sounds} for it in conflicts
    ]
    return {
        "name": sketch_map.name, "base": sketch_map.base, "reach": sketch_map.reach,
        "trained": sketch_map.network is not None, "examples": examples, "conflicts": contrary,
    }  # fmt: skip


@command.command()
@FILE
@click.argument("drawing")
@click.argument("sound")
@click.option("--name", help="What the example is called (default: as its drawing).")
@click.option("--weight", type=WEIGHT, default=1.0, show_default=True, help="How strongly it counts.")
def teach(path: Path, *, drawing: str, sound: str, name: str | None, weight: float) -> None:
    """This DRAWING (a picture, or a preset with one) means this SOUND (a preset). The same drawing is taught anew."""
    sketch = sketch_of(drawing)
    if not rasterize(sketch).any():
        raise CommandFailed(f"Nothing can be seen in {drawing}, so nothing was taught.")
    patch = patch_of(sound, DEFAULT_MAP)
    example = Example(sketch=sketch, patch=patch, name=name or Path(drawing).stem, weight=weight)
    _change(path, lambda it: it.taught(example))


@command.command()
@FILE
@click.argument("example")
@click.option("--name", help="Another name.")
@click.option("--sound", help="Another sound: a preset.")
@click.option("--weight", type=WEIGHT, help="How strongly it counts.")
@click.option("--on/--off", "is_on", default=None, help="Let it count, or not.")
def change(
    path: Path, *, example: str, name: str | None, sound: str | None, weight: float | None, is_on: bool | None
) -> None:
    """Change an EXAMPLE, by its id or its name."""
    patch = None if sound is None else patch_of(sound, DEFAULT_MAP)

    def changed(before: SketchMap) -> SketchMap:
        id = _id(before, example)
        after = before.changed(id, patch=patch, name=name)
        after = after if weight is None else after.weighted(id, weight)
        return after if is_on is None else after.enabled(id, is_on)

    _change(path, changed)


@command.command()
@FILE
@click.argument("examples", nargs=-1, required=True)
def remove(path: Path, examples: Sequence[str]) -> None:
    """Take EXAMPLES out of the map, by their ids or names."""
    _change(path, lambda it: it.removed(_id(it, example) for example in examples))


@command.command()
@FILE
@click.argument("factor", type=FiniteRange(*REACH_RANGE))
def reach(path: Path, factor: float) -> None:
    """How far the examples reach, as a factor on what suits them."""
    _change(path, lambda it: it.reaching(factor))


def _change(path: Path, changed: Callable[[SketchMap], SketchMap]) -> None:
    opened = load_map(path)
    for sentence in (*opened.skipped, *opened.notes):
        click.echo(f"Note: {sentence}", err=True)
    try:
        after = changed(opened.sketch_map)
    except ValueError as error:
        raise CommandFailed(f"{error} {path.name} stays as it is.") from None
    if opened.skipped and keep_copy(path) is None:
        raise CommandFailed(f"{path.name} would lose what could not be read, and no copy could be kept: it stays.")
    _save(path, after)


def _save(path: Path, sketch_map: SketchMap) -> None:
    save_map(path, sketch_map)
    click.echo(f"{path}: {sketch_map.name}, {_counted(sketch_map)}")


def _counted(sketch_map: SketchMap) -> str:
    count = len(sketch_map.examples)
    return f"{count} drawing{'' if count == 1 else 's'}"


def _id(sketch_map: SketchMap, word: str) -> str:
    """The id of an example that a person names by it or by its name."""
    found = [it.id for it in sketch_map.examples if it.id == word]
    found = found or [it.id for it in sketch_map.examples if it.name.casefold() == word.casefold()]
    if len(found) != 1:
        what = "is no example" if not found else f"is the name of {len(found)} examples: use the id of one"
        raise CommandFailed(f"{word!r} {what} of {sketch_map.name}. `bouba map show` lists them.")
    return found[0]
