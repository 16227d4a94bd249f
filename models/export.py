"""`python -m models.export NAME --run DIR --data DIR`: the best network of a run as ONNX, judged, with its card."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click

from models.card import ModelCard
from models.crossmodal.config import CrossmodalTrainConfig
from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.learn import ASSETS
from models.paired.pack import open_paired
from models.paired.paired_set import PairedSet
from models.recipes import load_recipe, recipe_names
from models.recognise.config import RecogniserTrainConfig
from models.senses.config import SensesTrainConfig
from models.sketch_to_patch.dataset import TrainConfig, paper_split
from models.sketch_to_patch.map_config import MapTrainConfig
from models.sonify.config import SonifyTrainConfig

LIMITS: Final = (
    "Taught circle, square and triangle alone; any other drawing gets a blend of their sounds. "
    "Judged for drawings whose longest side is 15 to 95 % of the canvas, anywhere on it, "
    "with lines of 0.8 to 8 % of the canvas and at most a quarter of the drawing."
)


def _command(name: str, *, epochs: int, usual: int) -> str:
    """What to type to make this network again."""
    shorter = f" --epochs {epochs}" if epochs != usual else ""
    return f"python -m models.train {name} --data DIR{shorter} && python -m models.export {name} --data DIR"


def _data(config: TrainConfig) -> str:
    """What a network of this config has learnt from, in words."""
    share = (
        f"{config.pictures:,} pictures generated as in the paper, {100.0 * config.training_share:.0f} % of them "
        "for training"
    )
    if not config.human_like_per_epoch:
        return f"{share}. No human drawing."
    return (
        f"{share}, and {config.human_like_per_epoch:,} fresh drawings each epoch, generated to look like people's. "
        "No human drawing: those only judge the finished network (metrics human_*, their test split)."
    )


def export_recipe(
    name: str, folder: Path, *, data: Path | PairedSet | None, out: Path = ASSETS, sets: Path = Path("runs/sets")
) -> dict[str, float]:
    """Write the files of a recipe from the best weights of a run folder; returns the figures of its card.

    Raises ModelError, or ImportError without the group `train`.
    """
    config = load_recipe(name)
    if isinstance(config, MapTrainConfig):
        from models.sketch_to_patch.map_export import export_map

        return export_map(name, config, folder, sets=sets, out=out).metrics
    if isinstance(config, TrainConfig):
        drawings = data if isinstance(data, Path) else None
        return _export_drawings(name, config, folder, data=drawings, out=out)
    if data is None:
        raise ModelError(f"{name} is judged on sounds and pictures: give their folder with --data.")
    paired = data if isinstance(data, PairedSet) else open_paired(data)
    return _export_paired(name, config, folder, paired=paired, out=out).metrics


def _export_paired(name: str, config: Any, folder: Path, *, paired: PairedSet, out: Path) -> ModelCard:
    """What learnt from sounds and pictures by class."""
    from models.crossmodal.export import write_crossmodal
    from models.imagine.export import write_generator
    from models.imagine.train import Known
    from models.recognise.export import write_recogniser
    from models.senses.export import write_senses
    from models.sonify.export import write_sonifier

    short = name.removeprefix("picture_")
    known = Known(senses=out / "senses", judges=out / "judges")
    match config:
        case RecogniserTrainConfig():
            return write_recogniser(name, config, folder, out / "judges" / f"{name}.onnx", paired=paired)
        case SensesTrainConfig():
            return write_senses(config, folder, out / "senses", paired=paired)[0]
        case SonifyTrainConfig():
            path = out / "sounds" / f"{name}.onnx"
            return write_sonifier(name, config, folder, path, paired=paired, known=known)
        case CrossmodalTrainConfig():
            path = out / "pictures" / f"{name}.onnx"
            return write_crossmodal(name, config, folder, path, paired=paired, known=known)
        case ImagineTrainConfig():
            path = out / "pictures" / f"{short}.onnx"
            return write_generator(name, config, folder, path, paired=paired, known=known)
    raise ModelError(f"There is no file for the recipe {name}.")


def _export_drawings(name: str, config: TrainConfig, folder: Path, *, data: Path | None, out: Path) -> dict[str, float]:
    from safetensors.torch import load_file

    from models.sketch_to_patch.evaluate import judge
    from models.sketch_to_patch.export import write_card, write_model
    from models.sketch_to_patch.predictor import SketchPredictor
    from models.sketch_to_patch.sweeps import human_strokes, sweep
    from models.sketch_to_patch.train import build_network

    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    network = build_network(config)
    network.load_state_dict(load_file(folder / "best.safetensors"))
    facts = {
        "name": name.capitalize(),
        "task": "sketch_to_patch",
        "data": _data(config),
        "licence": "MIT",
        "command": _command(name, epochs=run["config"]["epochs"], usual=config.epochs),
        "seed": config.seed,
        "limits": LIMITS,
        "versions": {key: str(run[key]) for key in ("python", "torch", "numpy") if run.get(key)},
    }
    card = write_model(network, out / f"{name}.onnx", pixels=config.pixels, facts=facts)
    _, _, held, figures = paper_split(config)
    predict = SketchPredictor(name, folder=out, use_gpu=False).predict_unit
    metrics = judge(predict, held, figures, data=data)
    if data is not None:
        swept = sweep(predict, human_strokes(data))
        metrics |= {"human_sweep": swept.pop("all"), "human_sweep_worst": min(swept.values())}
    write_card(out / f"{name}.onnx", replace(card, metrics={key: round(value, 6) for key, value in metrics.items()}))
    return metrics


@click.command()
@click.argument("name", type=click.Choice(recipe_names()))
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Run folder (default: runs/NAME).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with what the network is judged on.")
@click.option("--out", type=click.Path(path_type=Path), default=ASSETS, show_default=True)
@click.option(
    "--sets",
    default=Path("runs/sets"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with the measured drawings of a map of any drawing.",
)
def main(name: str, *, folder: Path | None, data: Path | None, out: Path, sets: Path) -> None:
    """Write the network of NAME and its card below OUT, from the best weights of the run."""
    folder = folder or Path("runs") / name
    try:
        metrics = export_recipe(name, folder, data=data, out=out, sets=sets)
    except ImportError as missing:
        raise click.ClickException(
            f"Exporting needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The run {folder} cannot be exported: {error}.") from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in metrics.items()))


if __name__ == "__main__":
    main()
