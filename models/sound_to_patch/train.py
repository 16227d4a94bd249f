"""`python -m models.sound_to_patch.train --minutes N`: train the network that hears a sound.

It needs no data: it listens to the synth. Then `python -m models.sound_to_patch.export`.
"""

from dataclasses import replace
from pathlib import Path

import click

from models.errors import ModelError
from models.training_device import pick_device


@click.command()
@click.option("--minutes", default=600.0, show_default=True, help="Stop after the round that ends past this time.")
@click.option("--rounds", type=click.IntRange(min=1), help="Another number of rounds than the usual one.")
@click.option("--device", type=click.Choice(("auto", "cpu", "cuda")), default="auto", show_default=True)
@click.option("--run", "folder", type=click.Path(path_type=Path), default=Path("runs/mimic"), show_default=True)
@click.option("--resume", is_flag=True, help="Go on from the run folder's checkpoint.")
@click.option("--threads", type=click.IntRange(min=0), default=0, help="Processor threads (default: torch's choice).")
@click.option("--workers", type=click.IntRange(min=1), help="Threads that render.")
def main(
    *, minutes: float, rounds: int | None, device: str, folder: Path, resume: bool, threads: int, workers: int | None
) -> None:
    """Train into a run folder."""
    try:
        import torch

        from models.sound_to_patch.loop import MimicConfig, train
    except ImportError as missing:
        raise click.ClickException(
            f"Training needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    if threads:
        torch.set_num_threads(threads)
    config = MimicConfig()
    config = replace(config, rounds=rounds or config.rounds, workers=workers or config.workers)
    try:
        report = train(config, folder, minutes=minutes, device=pick_device(device), resume=resume)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The run folder {folder} cannot be written: {error}.") from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in report.items()))


if __name__ == "__main__":
    main()
