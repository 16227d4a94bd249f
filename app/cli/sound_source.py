"""From what a person names on the command line to a patch: a picture, a preset file, a factory preset."""

from pathlib import Path

import click

from app import paths
from app.cli import CommandFailed
from app.map_folder import is_map_name, read_maps
from app.maps import factory_title
from app.morph_pad import Corner
from app.preset_names import is_there
from models.errors import ModelFileError, SketchError
from models.sketch_map.factory_maps import read_factory_maps
from models.sketch_map.map_file import load_map
from models.sketch_map.map_networks import MapNetworks, missing_base
from models.sketch_map.sketch_map import SketchMap
from models.sketch_map.taught_predictor import TaughtPredictor
from models.sketch_to_patch.picture import load_picture, underlay
from models.sketch_to_patch.predictor import SketchPredictor, available_maps
from models.sketch_to_patch.raster import Raster, rasterize
from models.sketch_to_patch.stroke import Sketch
from models.sketch_to_patch.tone import Tone
from models.sketch_to_patch.tone_measure import tone_of
from models.sketch_to_patch.tone_sound import with_tone
from synth.errors import PresetError
from synth.patch import Patch
from synth.presets import Preset, find_factory, load_preset
from synth.sample import Sample

MapPredictor = SketchPredictor | TaughtPredictor


def sketch_map_of(map_name: str) -> SketchMap:
    """A factory map, a map of the player (both whatever the capitals), or a map file. A network is a map of nothing.

    Raises as `predictor_of` does.
    """
    if is_map_name(Path(map_name)):
        opened = load_map(Path(map_name))
        _warn(*opened.skipped, *opened.notes)
        return opened.sketch_map
    factory = {name.casefold(): name for name in available_maps()}
    if map_name.casefold() in factory:
        base = factory[map_name.casefold()]
        return SketchMap(name=factory_title(base), base=base)
    taught, problems = read_factory_maps()
    own, unread = read_maps(paths.map_folder())
    for sketch_map in (*(it.sketch_map for it in taught), *(it.sketch_map for it in own)):
        if map_name.casefold() == sketch_map.name.casefold():
            return sketch_map
    known = ", ".join((*factory.values(), *(it.key for it in taught), *(it.sketch_map.name for it in own))) or "none"
    raise ModelFileError(" ".join((f"There is no map {map_name!r}. Maps that are there: {known}.", *problems, *unread)))


def predictor_of(map_name: str) -> MapPredictor:
    """What predicts by a factory map, a map of the player (both whatever the capitals), or a map file.

    What a map file lost is said on the error stream. Raises ModelFileError with the maps there are when there is
    none of that name, MapFileError for a file that is no map.
    """
    sketch_map = sketch_map_of(map_name)
    if missing := missing_base(sketch_map):
        _warn(missing)
    predictor = MapNetworks().predictor(sketch_map)
    if isinstance(predictor, TaughtPredictor) and predictor.remark:
        _warn(predictor.remark)
    return predictor


def _warn(*sentences: str) -> None:
    for sentence in sentences:
        click.echo(f"Note: {sentence}", err=True)


def predicted_patch(predictor: MapPredictor, picture: Path) -> tuple[Patch, Tone]:
    """The patch the network sees in a picture file, with the performance values of its tone, and the tone."""
    sketch = drawing_of(picture)
    return _heard(predictor, sketch), sketch.tone


def drawing_of(picture: Path) -> Sketch:
    """A picture file as the drawing that the window makes of it: its ink and its tone. Raises PictureError."""
    pixels = load_picture(picture)
    return Sketch(picture=underlay(pixels), tone=tone_of(pixels))


def _heard(predictor: MapPredictor, sketch: Sketch) -> Patch:
    return with_tone(predictor.predict(rasterize(sketch)), sketch.tone)


def raster_of(source: str) -> Raster:
    """What is drawn in a picture file, in a preset file (.json), or in a factory preset by name, as `sketch_of`."""
    return rasterize(sketch_of(source))


def sketch_of(source: str) -> Sketch:
    """The drawing in a picture file, in a preset file (.json), or in a factory preset by name.

    Raises CommandFailed when `source` is none of them or a preset without a drawing, and what loading raises.
    """
    path = Path(source)
    is_preset_file = path.suffix.lower() == ".json" and is_there(path)
    if is_there(path) and not is_preset_file:
        return drawing_of(path)
    preset = load_preset(path) if is_preset_file else _factory(source)
    if preset.sketch is None:
        raise CommandFailed(f"The preset {preset.name!r} has no drawing.")
    return Sketch.from_json(preset.sketch)


def source_of(source: str, map_name: str) -> Corner:
    """What a person names, with its drawing: empty for a preset without one or with one that cannot be read.

    Raises as `patch_of` does.
    """
    path = Path(source)
    if is_there(path) and path.suffix.lower() != ".json":
        sketch = drawing_of(path)
        return Corner(path.name, sketch, _heard(predictor_of(map_name), sketch))
    preset = load_preset(path) if is_there(path) else _factory(source)
    try:
        sketch = Sketch() if preset.sketch is None else Sketch.from_json(preset.sketch)
    except SketchError as error:
        _warn(f"{preset.name}: {error}")
        sketch = Sketch()
    return Corner(preset.name, sketch, preset.patch)


def patch_of(source: str, map_name: str) -> Patch:
    """The patch of a preset file (.json), a picture file, or a factory preset by name.

    Raises CommandFailed when `source` is none of them, and what loading a preset or a picture raises.
    """
    path = Path(source)
    if path.suffix.lower() == ".json" and is_there(path):
        return load_preset(path).patch
    if is_there(path):
        return predicted_patch(predictor_of(map_name), path)[0]
    return _factory(source).patch


def sample_of(source: str) -> Sample | None:
    """The voice in a preset file (.json); None for everything else. Raises what loading raises."""
    path = Path(source)
    return load_preset(path).sample if path.suffix.lower() == ".json" and is_there(path) else None


def _factory(source: str) -> Preset:
    try:
        return find_factory(source)
    except PresetError as error:
        raise CommandFailed(
            f"{source!r} is neither a file nor a factory preset. `bouba presets` lists those."
        ) from error
