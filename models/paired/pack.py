"""`python -m models.paired.pack --data DIR --out FILE`: read a folder of sounds and pictures once, into one file."""

from pathlib import Path

import click
import numpy as np

from models.errors import ModelError
from models.paired.class_folder import SPLITS, read_folder
from models.paired.paired_set import PairedSet, read_paired


def open_paired(data: Path) -> PairedSet:
    """A folder of sounds and pictures, or the pack that was made of one. Raises ModelError."""
    return PairedSet.load(data) if data.is_file() else read_paired(read_folder(data))


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder of sounds and pictures by class.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs/paired.npz"), show_default=True)
def main(data: Path, out: Path) -> None:
    """Read DATA, say what was found and skipped, and write OUT."""
    try:
        paired = open_paired(data)
        out.parent.mkdir(parents=True, exist_ok=True)
        paired.save(out)
    except (ModelError, OSError) as error:
        raise click.ClickException(str(error)) from None
    for sentence in paired.skipped:
        click.echo(sentence, err=True)
    for label, name in enumerate(paired.classes):
        counts = [
            "/".join(str(int(np.sum((it.labels == label) & (it.splits == split)))) for split in range(len(SPLITS)))
            for it in (paired.sounds, paired.pictures)
        ]
        click.echo(f"{name}: {counts[0]} sounds, {counts[1]} pictures ({', '.join(SPLITS)})")
    click.echo(f"{out}: {out.stat().st_size / 1e6:.1f} MB, {len(paired.skipped)} files skipped")
    click.echo(f"fingerprint {paired.fingerprint}")


if __name__ == "__main__":
    main()
