"""`python -m models.sketch_map.deep_training --map IN.boubamap --out FOLDER`: refit the network under a map.

What happens is said on the standard output, one JSON object a line (`training_report`); what goes wrong is one
sentence on the error stream and exit code 1. Runs at low priority, beside whatever else the machine does.
"""

import contextlib
import ctypes
import os
import sys
import threading
from pathlib import Path
from typing import Final

import click

from models.errors import ModelError
from models.sketch_map.deep_config import DeepConfig
from models.sketch_map.map_file import load_map
from models.sketch_map.training_group import missing_group
from models.sketch_map.training_report import Progress
from models.training_device import pick_device

STANDARD_INPUT: Final = 0
NICE: Final = 15
BELOW_NORMAL: Final = 0x4000
"""BELOW_NORMAL_PRIORITY_CLASS of Windows."""


@click.command()
@click.option("--map", "source", type=click.Path(path_type=Path), required=True, help="Map file to train.")
@click.option("--out", "folder", type=click.Path(path_type=Path), required=True, help="Folder for the network.")
@click.option("--minutes", type=click.FloatRange(0.0, 1440.0), default=10.0, show_default=True)
@click.option("--epochs", type=click.IntRange(1), help="Another number of rounds than usual.")
@click.option("--device", type=click.Choice(("auto", "cpu", "cuda")), default="auto", show_default=True)
@click.option("--resume", is_flag=True, help="Go on from the folder's checkpoint.")
@click.option("--with-parent", is_flag=True, help="End as soon as the standard input is closed.")
def main(
    source: Path, folder: Path, *, minutes: float, epochs: int | None, device: str, resume: bool, with_parent: bool
) -> None:
    """Train the network of a map file into a folder; the map itself stays as it is."""
    if with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    _give_way()
    missing = missing_group()
    if missing:
        raise click.ClickException(missing)
    try:
        from models.sketch_map.deep_loop import train_deeply  # torch, which only training needs
    except (ImportError, OSError) as error:
        raise click.ClickException(f"Training cannot begin: a part of the group `train` is broken ({error}).") from None
    config = DeepConfig() if epochs is None else DeepConfig(epochs=epochs)
    try:
        opened = load_map(source)
        train_deeply(
            opened.sketch_map,
            folder,
            config=config,
            minutes=minutes,
            device=pick_device(device),
            resume=resume,
            tell=_tell,
        )
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The folder {folder} cannot be written: {error}.") from None
    except MemoryError:
        raise click.ClickException("There is not enough memory to train this map.") from None
    _tell(Progress(stage="done", share=1.0))


def _tell(progress: Progress) -> None:
    print(progress.to_line(), flush=True)


def _give_way() -> None:
    """Let everything else on the machine, the sound first of all, run before this."""
    with contextlib.suppress(OSError, AttributeError):
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            kernel.SetPriorityClass(kernel.GetCurrentProcess(), BELOW_NORMAL)
        else:
            os.nice(NICE)


def _end_with_parent() -> None:
    """Whoever started this holds the other end of the standard input: when it has gone, however, this ends too."""
    with contextlib.suppress(OSError):
        # Not through `sys.stdin`: its lock, held while this waits, would abort the interpreter at its end.
        while os.read(STANDARD_INPUT, 1):
            pass
    os._exit(1)


if __name__ == "__main__":
    main()
