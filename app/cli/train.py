"""`bouba train`: refit the network of a map file on its drawings, into another map file."""

from pathlib import Path

import click

from app.cli import CommandFailed
from app.cli.places import check_place
from app.cli.words import FiniteRange
from app.training_child import TrainingChild
from models.sketch_map.map_file import SUFFIX, load_map, save_map
from models.sketch_map.training_check import Verdict
from models.sketch_map.training_group import missing_group
from models.sketch_map.training_report import Progress

PARTS = 1000


@click.command()
@click.argument("source", type=click.Path(path_type=Path), metavar=f"MAP{SUFFIX}")
@click.argument("out", type=click.Path(path_type=Path), metavar=f"OUT{SUFFIX}")
@click.option("--minutes", type=FiniteRange(0.0, 1440.0), default=10.0, show_default=True, help="At most so long.")
@click.option("--device", type=click.Choice(("auto", "cpu", "cuda")), default="auto", show_default=True)
def command(*, source: Path, out: Path, minutes: float, device: str) -> None:
    """Refit the network of a map on its drawings; it is written only when its check passes."""
    check_place(out, "OUT", endings=(SUFFIX,), sources=(source,))
    missing = missing_group()
    if missing:
        raise CommandFailed(missing)
    opened = load_map(source)
    for sentence in (*opened.skipped, *opened.notes):
        click.echo(f"Note: {sentence}", err=True)
    child = TrainingChild()
    try:
        with click.progressbar(length=PARTS, label="training", item_show_func=_words) as bar:
            trained = child.run(
                opened.sketch_map,
                lambda it: bar.update(max(0, round(PARTS * it.share) - bar.pos), it),
                minutes=minutes,
                device=device,
            )
    except KeyboardInterrupt:
        child.cancel()
        raise
    if not trained.verdict.passed:
        raise CommandFailed(f"{trained.verdict.problem} {out.name} was not written.")
    save_map(out, opened.sketch_map.trained(trained.network, trained.card))
    click.echo("\n".join((f"{out}: trained and checked", *_measured(trained.verdict))))


def _words(progress: Progress | None) -> str:
    if progress is None or progress.stage != "training":
        return progress.stage if progress else ""
    return f"error {100.0 * progress.held_error:.1f} %, other drawings moved {100.0 * progress.moved:.1f} %"


def _measured(verdict: Verdict) -> tuple[str, ...]:
    return (
        f"  redrawn drawings, error         {100 * verdict.redrawn_error:.1f} % (before "
        f"{100 * verdict.redrawn_error_before:.1f} %) of a knob's travel",
        f"  all waves and switches right    {100 * verdict.right:.0f} % (before {100 * verdict.right_before:.0f} %)",
        f"  other drawings moved            {100 * verdict.moved:.1f} %",
    )
