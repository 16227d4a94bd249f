"""`python -m models.evaluate NAME --data DIR`: every figure of the training record for one run, as JSON."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
import numpy as np

from models.crossmodal.config import CrossmodalTrainConfig
from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.imagine.imaginer import ENGINES
from models.judging.report import as_table, picture_report
from models.paired.pack import open_paired
from models.paired.paired_set import PairedSet
from models.recipes import load_recipe, recipe_names
from models.recognise.config import RecogniserTrainConfig
from models.senses.config import SensesTrainConfig
from models.sketch_to_patch.map_config import MapTrainConfig
from models.sketch_to_patch.map_data import MapSet
from models.sonify.config import SonifyTrainConfig

SETS: Final = Path("runs/sets")
HUMAN_LIKE: Final = 900
"""Generated drawings, of a seed that no epoch uses, on which a network is judged too."""


def report_of(
    name: str, folder: Path, *, data: Path | None, split: str, sweeps: bool, sets: Path = SETS
) -> dict[str, Any]:
    """Judge the best weights of a run, and its ONNX file against torch."""
    from safetensors.torch import load_file

    from models.onnx_model import OnnxModel
    from models.sketch_to_patch.dataset import as_input, paper_split
    from models.sketch_to_patch.evaluate import judge
    from models.sketch_to_patch.export import write_unnamed
    from models.sketch_to_patch.hand import human_set
    from models.sketch_to_patch.map_train import map_report
    from models.sketch_to_patch.network import parameter_count
    from models.sketch_to_patch.sweeps import human_strokes, sweep
    from models.sketch_to_patch.train import as_tensor, build_network, predict

    config = load_recipe(name)
    if isinstance(config, RecogniserTrainConfig):
        return _recogniser_report(config, folder, data=data, split=split)
    if isinstance(config, SensesTrainConfig):
        return _senses_report(config, folder, data=data, split=split)
    if isinstance(config, SonifyTrainConfig):
        return _sonify_report(config, folder, data=data, split=split)
    if isinstance(config, MapTrainConfig):
        return map_report(config, folder, pictures=MapSet.load(sets / f"{split}.npz"), promises=sweeps)
    network = build_network(config)
    network.load_state_dict(load_file(folder / "best.safetensors"))
    _, _, held, figures = paper_split(config)
    report: dict[str, Any] = {"recipe": name, "parameters": parameter_count(network)}

    def in_torch(rasters: Any) -> Any:
        return predict(network, rasters, config=config, device="cpu")

    report |= judge(in_torch, held, figures, data=data, split=split)
    report["human_like"] = judge(in_torch, *human_set(config.seed + 1, HUMAN_LIKE))
    if data is not None and sweeps:
        drawings = human_strokes(data, split)
        report["sweep"] = sweep(in_torch, drawings) | {"drawings": len(drawings)}
    some = held[:64]
    expected = in_torch(some)
    with TemporaryDirectory() as place:
        path = Path(place) / f"{name}.onnx"
        write_unnamed(network, path, pixels=config.pixels)
        found = OnnxModel(path, use_gpu=False).run(as_tensor(as_input(some, config.pixels), "cpu").numpy())[0]
        report["onnx_bytes"] = path.stat().st_size
    report["onnx_against_torch"] = float(np.abs(found - expected).max())
    return report


def _recogniser_report(config: RecogniserTrainConfig, folder: Path, *, data: Path | None, split: str) -> dict[str, Any]:
    from models.recognise.train import best_network, check_data, examples, judged

    if data is None:
        raise ModelError("A recogniser is judged on sounds and pictures by class: give their folder with --data.")
    paired = open_paired(data)
    check_data(folder, paired)
    held = examples(paired, config.network.sense, split, "cpu")
    report = judged(best_network(config, folder, len(paired.classes)), held)
    return report | {"examples": len(held), "chance": 1.0 / len(paired.classes), "data_sha256": paired.fingerprint}


def _paired(data: Path | None, folder: Path) -> PairedSet:
    from models.recognise.train import check_data

    if data is None:
        raise ModelError("This is judged on sounds and pictures by class: give their folder with --data.")
    paired = open_paired(data)
    check_data(folder, paired)
    return paired


def _senses_report(config: SensesTrainConfig, folder: Path, *, data: Path | None, split: str) -> dict[str, Any]:
    from models.recognise.config import Sense
    from models.recognise.train import examples
    from models.senses.train import best_senses, senses_judged

    paired = _paired(data, folder)
    held = {sense: examples(paired, sense, split, "cpu") for sense in Sense}
    report = senses_judged(best_senses(config, folder, len(paired.classes)), held)
    return report | {"chance": 1.0 / len(paired.classes), "data_sha256": paired.fingerprint}


def _sonify_report(config: SonifyTrainConfig, folder: Path, *, data: Path | None, split: str) -> dict[str, Any]:
    from models.imagine.listener import Listener
    from models.judging.sounds import sound_report
    from models.sonify.export import best_sonifier

    paired, listener = _paired(data, folder), Listener()
    return sound_report(best_sonifier(config, folder, listener.heard - 1), paired, listener, split=split)


@click.command()
@click.argument("name", type=click.Choice(recipe_names()), required=False)
@click.option("--run", "given", type=click.Path(path_type=Path), help="Run folder (default: runs/NAME).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with what it is judged on.")
@click.option("--split", type=click.Choice(("train", "val", "test")), default="test", show_default=True)
@click.option(
    "--sweeps/--no-sweeps", default=True, help="Draw anew at other places, sizes and widths; render the sounds."
)
@click.option(
    "--sets",
    default=SETS,
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with the measured drawings of a map of any drawing.",
)
@click.option("--cas/--no-cas", default=True, help="Teach a classifier with the pictures of each engine too.")
@click.option(
    "--imagination",
    default=1.0,
    show_default=True,
    type=click.FloatRange(0.0, 2.0),
    help="How far the pictures of one sound differ; the page Scene begins with 0.7.",
)
@click.option("--sheets", type=click.Path(path_type=Path), help="Folder for pictures of samples, one an engine.")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object.")
def main(
    name: str | None,
    *,
    given: Path | None,
    data: Path | None,
    split: str,
    sweeps: bool,
    sets: Path,
    cas: bool,
    imagination: float,
    sheets: Path | None,
    as_json: bool,
) -> None:
    """Print the figures of the best network of a run; without NAME, those of all engines that paint sounds."""
    folder = given or Path("runs") / (name or "")
    try:
        if name is None or isinstance(load_recipe(name), ImagineTrainConfig | CrossmodalTrainConfig):
            if given is not None:
                raise ModelError("Engines are judged by their shipped files: leave --run out.")
            if data is None:
                raise ModelError("Engines are judged on sounds and pictures by class: give their folder with --data.")
            engines = ENGINES if name is None else (name.removeprefix("picture_"),)
            paired = open_paired(data)
            report = picture_report(paired, engines, with_cas=cas, imagination=imagination, sheets=sheets, split=split)
            click.echo(json.dumps(report, indent=1) if as_json else as_table(report))
            return
        click.echo(json.dumps(report_of(name, folder, data=data, split=split, sweeps=sweeps, sets=sets), indent=1))
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except ImportError as missing:
        raise click.ClickException(
            f"This needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    except OSError as error:
        raise click.ClickException(f"The run {folder} cannot be read: {error}.") from None


if __name__ == "__main__":
    main()
