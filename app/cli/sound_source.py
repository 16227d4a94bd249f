"""From what a person names on the command line to a patch: a picture, a preset file, a factory preset."""

from pathlib import Path

from app.cli import CommandFailed
from models.sketch_to_patch.picture import load_picture, picture_to_raster
from models.sketch_to_patch.predictor import SketchPredictor, available_maps
from synth.errors import PresetError
from synth.patch import Patch
from synth.presets import find_factory, load_preset


def predictor_of(map_name: str) -> SketchPredictor:
    """The network of a map, whatever the capitals of its name. Raises ModelFileError with the maps there are."""
    known = {name.casefold(): name for name in available_maps()}
    return SketchPredictor(known.get(map_name.casefold(), map_name))


def predicted_patch(predictor: SketchPredictor, picture: Path) -> Patch:
    """The patch the network sees in a picture file; performance values are the defaults."""
    return predictor.predict(picture_to_raster(load_picture(picture)))


def patch_of(source: str, map_name: str) -> Patch:
    """The patch of a preset file (.json), a picture file, or a factory preset by name.

    Raises CommandFailed when `source` is none of them, and what loading a preset or a picture raises.
    """
    path = Path(source)
    if path.suffix.lower() == ".json" and path.exists():
        return load_preset(path).patch
    if path.exists():
        return predicted_patch(predictor_of(map_name), path)
    try:
        return find_factory(source).patch
    except PresetError as error:
        raise CommandFailed(
            f"{source!r} is neither a file nor a factory preset. `bouba presets` lists those."
        ) from error
