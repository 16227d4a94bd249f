"""`python -m models.alternatives --sets SETS`: what each choice of the map's training is good for.

Networks that differ in one choice learn from the same drawings for as many pictures each, and are judged on drawings
of the test split that none has seen. Prints a table.
"""

import json
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Final

import click
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.map_listening import heard
from models.sketch_to_patch.map_config import LossConfig, MapConfig, MapTrainConfig
from models.sketch_to_patch.map_data import MapSet, taught_units
from models.sketch_to_patch.map_judge import judge
from models.sketch_to_patch.promises import PROMISES
from models.sound_to_patch.distance import distance_db

PLAIN: Final = LossConfig(squared=True)
BARE: Final = LossConfig(masked=False, geometry=0.0, classes=0.0)
ALTERNATIVES: Final[dict[str, MapTrainConfig]] = {
    "paper": MapTrainConfig(network=MapConfig(heads="plain"), loss=PLAIN),
    "inception": MapTrainConfig(network=MapConfig(body="inception", heads="plain"), loss=PLAIN),
    "heads": MapTrainConfig(loss=BARE),
    "heads_hertz": MapTrainConfig(loss=replace(BARE, hertz=True)),
    "masked": MapTrainConfig(loss=replace(BARE, masked=True)),
    "bouba": MapTrainConfig(),
    "bouba_sound": MapTrainConfig(loss=LossConfig(sound=0.3)),
    "bouba_made": MapTrainConfig(human=False),
    "bouba_inception": MapTrainConfig(network=MapConfig(body="inception")),
}
WORDS: Final = {
    "paper": "compact, 33 sigmoids, mean square (the paper's loss)",
    "inception": "InceptionV3, 33 sigmoids, mean square (the paper)",
    "heads": "compact, heads that fit: cross-entropy for choices and switches",
    "heads_hertz": "the same, frequencies in hertz rather than octaves",
    "masked": "heads that fit, what cannot be heard left out",
    "bouba": "and geometry and kind as further questions: **ours**",
    "bouba_sound": "ours and a loss in sound space",
    "bouba_made": "ours without people's drawings",
    "bouba_inception": "ours with InceptionV3 in place of the compact body",
}
LISTENED: Final = 200
"""Drawings by people whose sounds are compared with the taught ones."""
MEASURED: Final = 400
"""Drawings by people on which the promises are measured."""


def sounds_off_db(units: NDArray[np.float64], taught: NDArray[np.float64]) -> float:
    """Mean distance of predicted and taught sounds (n, 33)."""
    return float(np.mean([distance_db(heard(one), heard(other)) for one, other in zip(units, taught, strict=True)]))


def some(drawings: MapSet, count: int, seed: int) -> MapSet:
    """Drawings at random."""
    return drawings.where(np.random.default_rng(seed).permutation(len(drawings))[:count])


def as_table(reports: dict[str, dict[str, float]]) -> str:
    """The measures of every alternative as a Markdown table."""
    lines = [
        "| network and loss | error, human | choices right, human | sound off, human (dB) | sweeps ≥ 0.9 | mean | "
        "human ≥ 0.6 | mean | numbers | s |",
        "|---|" + "---|" * 9,
    ]
    for name, r in reports.items():
        sweeps = [r[f"sweep_{promise.property}"] for promise in PROMISES]
        human = [r[f"human_{promise.property}"] for promise in PROMISES]
        lines.append(
            f"| {WORDS[name]} | {r['human_error']:.3f} | {r['human_choices_right']:.1%} | {r['sound_off_db']:.2f} | "
            f"{sum(v >= 0.9 for v in sweeps)} of {len(sweeps)} | {np.mean(sweeps):.2f} | "
            f"{sum(v >= 0.6 for v in human)} of {len(human)} | {np.mean(human):.2f} | {r['parameters']:,.0f} | "
            f"{r['seconds']:.0f} |"
        )
    return "\n".join(lines)


@click.command()
@click.option("--sets", type=click.Path(path_type=Path), default=Path("runs/sets"), show_default=True)
@click.option("--run", "folder", type=click.Path(path_type=Path), default=Path("runs/alternatives"), show_default=True)
@click.option("--drawings", default=10_000, show_default=True, help="To learn from.")
@click.option("--epochs", default=8, show_default=True)
@click.option("--only", multiple=True, type=click.Choice(tuple(ALTERNATIVES)), help="These alone.")
@click.option("--device", type=click.Choice(("cpu", "cuda")), default="cpu", show_default=True)
@click.option("--seed", default=2026, show_default=True)
def main(
    sets: Path, folder: Path, *, drawings: int, epochs: int, only: tuple[str, ...], device: str, seed: int
) -> None:
    """Train what is not trained yet in RUN, judge it, and print the table of all that is there."""
    try:
        from models.sketch_to_patch.map_train import fitted, predict
        from models.sketch_to_patch.network import parameter_count
    except ImportError as missing:
        raise click.ClickException(
            f"Training needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    try:
        whole, test = (MapSet.load(sets / f"{name}.npz") for name in ("train", "test"))
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    folder.mkdir(parents=True, exist_ok=True)
    drawn = some(test.where(test.human), LISTENED, 1)
    for name in only or tuple(ALTERNATIVES):
        path = folder / f"{name}.json"
        if path.exists():
            continue
        config = replace(ALTERNATIVES[name], epochs=epochs, seed=seed)
        began = time.monotonic()
        chosen = some(whole if config.human else whole.where(~whole.human), drawings, seed)
        network = fitted(config, chosen, device=device)
        seconds = time.monotonic() - began

        def predicted(rasters: NDArray[np.uint8]) -> NDArray[np.float64]:
            return predict(network, rasters, device)[0]  # noqa: B023 (used within this turn)

        report = judge(predicted, test, listened=MEASURED)
        taught = taught_units(drawn.measures, drawn.kinds).astype(np.float64)
        report |= {"sound_off_db": sounds_off_db(predicted(drawn.rasters), taught), "seconds": seconds}
        report["parameters"] = float(parameter_count(network))
        path.write_text(json.dumps(report | {"config": asdict(config), "drawings": drawings}, indent=1))
        click.echo(f"{name}: error on human drawings {report['human_error']:.4f}, {seconds:.0f} s", err=True)
    found = {name: folder / f"{name}.json" for name in ALTERNATIVES}
    click.echo(as_table({name: json.loads(path.read_text()) for name, path in found.items() if path.exists()}))


if __name__ == "__main__":
    main()
