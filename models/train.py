"""`python -m models.train NAME --data DIR --minutes N`: train the network of a recipe."""

from pathlib import Path
from typing import Final

import click

from models.errors import ModelError
from models.learn import train_recipe
from models.recipes import recipe_names
from models.train_all import train_all
from models.training_device import start_torch

ALL: Final = "all"


@click.command()
@click.argument("name", type=click.Choice((*recipe_names(), ALL)))
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
    """Train NAME into a run folder; then export with `python -m models.export NAME`.

    `all` trains and exports everything that sounds become pictures by, each for its share of the minutes. Started by
    `torchrun`, several processes train together.
    """
    try:
        chosen = start_torch(device, threads)
        if name == ALL:
            train_all(folder or Path("runs"), data=data, minutes=minutes, device=chosen, resume=resume)
            return
        folder = folder or Path("runs") / name
        report = train_recipe(
            name, folder, data=data, minutes=minutes, device=chosen, resume=resume, epochs=epochs, sets=sets
        )
    except ImportError as missing:
        raise click.ClickException(
            f"Training needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The run folder {folder} cannot be written: {error}.") from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in report.items()))


if __name__ == "__main__":
    main()
