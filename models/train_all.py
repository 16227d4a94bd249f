"""Everything that sounds become pictures by, trained and exported in the order in which one needs the other."""

import time
from pathlib import Path
from typing import Final

import click

from models.errors import ModelError
from models.export import export_recipe
from models.learn import ASSETS, train_recipe
from models.paired.pack import open_paired
from models.training_state import CHECKPOINT

SHARES: Final = {
    "senses": 6.0,
    "judge_picture": 5.0,
    "judge_picture_2": 5.0,
    "judge_sound": 3.0,
    "judge_sound_2": 3.0,
    "picture_bouba": 34.0,
    "scene": 11.0,
    "audio2img": 11.0,
    "crossmodal": 8.0,
    "picture_shared": 6.0,
    "shared": 8.0,
}
"""Of the time, in the order of training: encoders and judges first. What one leaves over, the next ones have."""


def train_all(
    folder: Path, *, data: Path | None, minutes: float, device: str, resume: bool, assets: Path = ASSETS
) -> None:
    """Train each recipe into `folder`/NAME and export it. What was begun goes on with `resume`. Raises ModelError."""
    if data is None:
        raise ModelError("All of this learns from sounds and pictures: give their folder with --data.")
    from models.imagine.draws import rank_of

    if rank_of()[1] > 1:
        raise ModelError("`all` is for one process. Several train one painter together: name it.")
    until = time.monotonic() + 60.0 * minutes
    paired = open_paired(data)
    failed: list[str] = []
    for place, (name, share) in enumerate(SHARES.items()):
        left = max(0.0, (until - time.monotonic()) / 60.0)
        own = left * share / sum(list(SHARES.values())[place:])
        click.echo(f"{name}: {own:.1f} of {left:.1f} minutes")
        run = folder / name
        begun = (run / CHECKPOINT).is_file()
        try:
            train_recipe(name, run, data=paired, minutes=own, device=device, resume=resume and begun, assets=assets)
            export_recipe(name, run, data=paired, out=assets)
        except ModelError as error:  # the others still have their time
            click.echo(f"Error: {name}: {error}", err=True)
            failed.append(name)
    if failed:
        raise ModelError(f"Not trained: {', '.join(failed)}. The others are, and were exported.")
