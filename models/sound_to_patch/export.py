"""`python -m models.sound_to_patch.export --run DIR`: the best network of a run as ONNX, with its card."""

from pathlib import Path

import click

from models.errors import ModelError


@click.command()
@click.option("--run", "folder", type=click.Path(path_type=Path), default=Path("runs/mimic"), show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("assets/models/mimic"), show_default=True)
def main(folder: Path, out: Path) -> None:
    """Write OUT/hearing.onnx and OUT/hearing.json."""
    try:
        from models.sound_to_patch.onnx_file import write_network
    except ImportError as missing:
        raise click.ClickException(
            f"Exporting needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    try:
        card = write_network(folder, out / "hearing.onnx")
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"The network cannot be written to {out}: {error}.") from None
    click.echo("\n".join(f"{key}: {value:.5g}" for key, value in card.metrics.items()))


if __name__ == "__main__":
    main()
