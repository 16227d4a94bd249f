"""`python -m models.sound_to_patch.build_library`: draw and render the library that comes with the program."""

from pathlib import Path

import click

from models.sound_to_patch.library import LIBRARY_FILE, build_library, save_library
from synth.errors import FileWriteError


@click.command()
@click.option("--patches", type=click.IntRange(min=1), default=2800, show_default=True)
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=LIBRARY_FILE, show_default="beside the networks")
def main(patches: int, seed: int, out: Path) -> None:
    """Write the library file; the same for the same seed, number of patches and synth."""
    with click.progressbar(length=patches, label="Rendering") as bar:
        library = build_library(patches, seed=seed, progress=lambda done: bar.update(1))
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        save_library(out, library)
    except (FileWriteError, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{out}: {len(library)} patches, {out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
