"""`python -m models.train NAME --data DIR --minutes N`: train the network of a recipe."""

from dataclasses import replace
from pathlib import Path

import click

from models.crossmodal.config import CrossmodalTrainConfig
from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.paired.pack import open_paired
from models.recipes import load_recipe, recipe_names
from models.recognise.config import RecogniserTrainConfig
from models.senses.config import SensesTrainConfig
from models.sketch_to_patch.map_config import MapTrainConfig
from models.sonify.config import SonifyTrainConfig


def pick_device(wanted: str) -> str:
    """The device to train on; "auto" takes the GPU when torch can use one. Raises ModelError for a missing GPU."""
    import torch

    there = torch.cuda.is_available()
    if wanted == "auto":
        return "cuda" if there else "cpu"
    if wanted == "cuda" and not there:
        raise ModelError("torch finds no GPU here. Train with --device cpu, or install torch for your GPU.")
    return wanted


@click.command()
@click.argument("name", type=click.Choice(recipe_names()))
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Folder with human drawings (sketch/*.npz) to judge by, or with sounds and pictures by class to learn from.",
)
@click.option("--minutes", default=600.0, show_default=True, help="Stop after the epoch that ends past this time.")
@click.option("--epochs", type=click.IntRange(min=1), help="Another number of epochs than the recipe's.")
@click.option("--device", type=click.Choice(("auto", "cpu", "cuda")), default="auto", show_default=True)
@click.option(
    "--sets",
    default=Path("runs/sets"),
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder with the measured drawings of a map of any drawing.",
)
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Run folder (default: runs/NAME).")
@click.option("--resume", is_flag=True, help="Go on from the run folder's checkpoint.")
@click.option("--threads", type=click.IntRange(min=0), default=0, help="Processor threads (default: torch's choice).")
def main(
    name: str,
    data: Path | None,
    *,
    sets: Path,
    minutes: float,
    epochs: int | None,
    device: str,
    folder: Path | None,
    resume: bool,
    threads: int,
) -> None:
    """Train NAME into a run folder; then export with `python -m models.export NAME`."""
    try:
        import torch

        from models.crossmodal.train import train_crossmodal
        from models.imagine.train import train_imagine
        from models.recognise.train import train_recogniser
        from models.senses.train import train_senses
        from models.sketch_to_patch.map_train import train_map
        from models.sketch_to_patch.train import train
        from models.sonify.train import train_sonify
    except ImportError as missing:
        raise click.ClickException(
            f"Training needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    if threads:
        torch.set_num_threads(threads)
    folder = folder or Path("runs") / name
    by_class = {
        RecogniserTrainConfig: train_recogniser,
        SensesTrainConfig: train_senses,
        ImagineTrainConfig: train_imagine,
        CrossmodalTrainConfig: train_crossmodal,
        SonifyTrainConfig: train_sonify,
    }
    try:
        config = load_recipe(name)
        if epochs is not None:
            config = replace(config, epochs=epochs)
        chosen = pick_device(device)
        if isinstance(config, MapTrainConfig):
            report = train_map(config, folder, sets=sets, minutes=minutes, device=chosen, resume=resume)
        elif type(config) in by_class:
            if data is None:
                raise ModelError(f"{name} learns from sounds and pictures: give their folder with --data.")
            learn = by_class[type(config)]
            report = learn(config, folder, paired=open_paired(data), minutes=minutes, device=chosen, resume=resume)
        else:
            report = train(config, folder, data=data, minutes=minutes, device=chosen, resume=resume)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The run folder {folder} cannot be written: {error}.") from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in report.items()))


if __name__ == "__main__":
    main()
