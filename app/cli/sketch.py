"""`bouba sketch`: a preset in, the drawing that a map would turn into its sound out."""

import json
from pathlib import Path

import click

from app.cli.places import check_place
from app.cli.sound_source import MapPredictor, patch_of, predictor_of
from app.cli.words import FiniteRange
from app.picture_files import save_png, save_svg
from models.sketch_to_patch.predictor import DEFAULT_MAP
from models.sound_to_sketch.search import PREDICTIONS, Sketcher, SketchOfSound
from synth.patch import Patch

_WRITERS = {".svg": save_svg, ".png": save_png}


@click.command()
@click.argument("source", metavar="PRESET")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT.svg|OUT.png")
@click.option(
    "--map", "map_name", default=DEFAULT_MAP, show_default=True, help="Factory map, map of yours, or map file."
)
@click.option("--seconds", type=FiniteRange(0.1, 3600.0), help="Search for so long; without it, for a while.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Another search by another number.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object at the end.")
def command(*, source: str, out: Path, map_name: str, seconds: float | None, seed: int, as_json: bool) -> None:
    """Draw the sound of a preset."""
    check_place(out, "OUT", endings=_WRITERS, sources=(source,))
    predictor = predictor_of(map_name)
    found = sketch_of(patch_of(source, map_name), predictor, seconds=seconds, seed=seed)
    _WRITERS[out.suffix.lower()](out, found.sketch)
    facts = {
        "sound": source, "drawing": str(out), "map": predictor.map_name, "distance_db": found.distance_db,
        "distance": found.distance, "predictions": found.predictions,
    }  # fmt: skip
    text = f"{out}: a drawing whose sound is {found.distance_db:.2f} dB away ({found.predictions} drawings were tried)"
    click.echo(json.dumps(facts) if as_json else text)


def sketch_of(patch: Patch, predictor: MapPredictor, *, seconds: float | None = None, seed: int = 0) -> SketchOfSound:
    """The drawing whose sound by a map is nearest to a patch."""
    sketcher = Sketcher(predictor.predict_unit, seed=seed)
    predictions = PREDICTIONS if seconds is None else round(PREDICTIONS * max(1.0, seconds))
    found = sketcher.find(patch, predictions=predictions, seconds=seconds)
    assert found is not None  # nobody cancels it
    return found
