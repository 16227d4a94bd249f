"""`python -m models.train NAME --data DIR --minutes N`: train the network of a recipe."""

from pathlib import Path

import click

from models.errors import ModelError
from models.recipes import load_recipe, recipe_names


def pick_device(wanted: str) -> str:
    """ "cuda" when asked for or there, else "cpu"."""
    import torch

    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    return wanted


@click.command()
@click.argument("name", type=click.Choice(recipe_names()))
@click.option(
    "--data", type=click.Path(path_type=Path), help="Folder with human drawings (sketch/*.npz) to be judged on."
)
@click.option("--minutes", default=600.0, show_default=True, help="Stop after this time; --resume goes on.")
@click.option("--epochs", type=int, help="Another number of epochs than the recipe's.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Run folder (default: runs/NAME).")
@click.option("--resume", is_flag=True, help="Go on from the run folder's checkpoint.")
@click.option("--threads", default=0, help="Processor threads (default: torch's choice).")
def main(name: str, data: Path | None, minutes: float, epochs: int | None, device: str, folder: Path | None, resume: bool, threads: int) -> None:  # fmt: skip
    """Train NAME into a run folder; then export with `python -m models.export NAME`."""
    try:
        import torch

        from models.sketch_to_patch.train import train, with_epochs
    except ImportError as missing:
        raise click.ClickException(
            f"Training needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    if threads:
        torch.set_num_threads(threads)
    try:
        config = with_epochs(load_recipe(name), epochs)
        report = train(config, folder or Path("runs") / name, data=data, minutes=minutes, device=pick_device(device), resume=resume)  # fmt: skip
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in report.items()))


if __name__ == "__main__":
    main()
