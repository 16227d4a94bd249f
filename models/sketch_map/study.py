"""`python -m models.sketch_map.study --data DIR`: how well taught sounds carry over to other people's drawings.

Every class of human drawings gets a factory sound of its own. k drawings of each are taught, and drawings of the
test split, by other people, are answered by the map and by plain ways to learn. Right is an answer whose nearest
taught sound is that of its class; the distance to that sound is `Patch.distance`, root mean square of knob travel.

`DIR/sketch/<class>.npz` holds `images` (n, 128, 128), white on black, and `split` ("train", "val", "test").
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from numpy.typing import NDArray

from models.errors import ModelError
from models.sketch_map.embedding import ShapeEmbedding, Spread, measured_spread
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.rivals import nearest_neighbour, radial_functions, ridge_regression
from models.sketch_map.taught import answer, automatic_reach, fit, natural_reach
from models.sketch_map.taught_predictor import BasePredictor
from models.sketch_to_patch.predictor import DEFAULT_MAP, SketchPredictor
from synth.patch import Patch
from synth.presets import factory_presets

EMBEDDINGS: Final[Mapping[str, Callable[[], ShapeEmbedding]]] = {"pixels": PixelEmbedding}
TAUGHT_PER_CLASS: Final = (1, 3, 10, 30)
FEWEST_TEST: Final = 4
"""Classes with fewer test drawings, or with fewer training drawings than are taught, are left out."""
MOST_TEST: Final = 40
"""Test drawings of a class, so that no class outweighs the others."""
SEED: Final = 18

Rasters = NDArray[np.uint8]
Array = NDArray[np.float64]
Classes = Mapping[str, tuple[Rasters, Rasters]]
"""Training and test drawings of each class."""


@dataclass(frozen=True, slots=True, eq=False)
class Drawings:
    """Rasters (n, 128, 128), their class (n,), their points (n, d) and what the base says of them (n, 33)."""

    rasters: Rasters
    classes: NDArray[np.intp]
    points: Array
    base: Array

    def some(self, chosen: NDArray[np.bool_]) -> "Drawings":
        """Those that are chosen, by a mask (n,)."""
        return Drawings(self.rasters[chosen], self.classes[chosen], self.points[chosen], self.base[chosen])


def read_classes(data: Path, *, fewest_train: int, most: int) -> Classes:
    """Human drawings of up to `most` classes with enough of them, by name. Raises ModelError when there are none."""
    classes = {}
    for path in sorted((data / "sketch").glob("*.npz")):
        with np.load(path, allow_pickle=False) as file:
            images, split = file["images"], file["split"]
        train, test = images[split == "train"], images[split == "test"]
        if len(train) >= fewest_train and len(test) >= FEWEST_TEST:
            classes[path.stem] = (train, test[:: max(1, len(test) // MOST_TEST)][:MOST_TEST])
    if len(classes) < 2:
        raise ModelError(f"There are no two classes of human drawings in {data / 'sketch'}: name another folder.")
    return dict(sorted(classes.items(), key=lambda entry: -len(entry[1][0]))[:most])


def drawings(rasters: Sequence[Rasters], embedding: ShapeEmbedding, base: BasePredictor) -> Drawings:
    """Drawings of every class, one after the other."""
    together = np.concatenate(rasters)
    classes = np.repeat(np.arange(len(rasters)), [len(some) for some in rasters])
    return Drawings(together, classes, embedding.embed(together), base.predict_unit(together))


def answers(taught: Drawings, sounds: Array, test: Drawings, spread: Spread) -> dict[str, Array]:
    """Knob travel (m, 33) that each way to learn gives for the test drawings; `sounds` is one row a class."""
    units = sounds[taught.classes]
    reach = automatic_reach(taught.points, units, natural_reach(spread.alike, spread.unlike))
    map_of_them = fit(taught.points, units, np.ones(len(units)), reach=reach)
    residuals = units - taught.base
    return {
        "taught map": answer(map_of_them, test.points, test.base),
        "nearest neighbour": nearest_neighbour(taught.points, units, test.points),
        "ridge regression": ridge_regression(taught.points, units, test.points),
        "radial functions": np.clip(
            test.base + radial_functions(taught.points, residuals, test.points, 2.0 * reach), 0.0, 1.0
        ),
        "nearest neighbour on pixels": units[_nearest_picture(taught.rasters, test.rasters)],
        "base alone": test.base,
    }


def _nearest_picture(taught: Rasters, test: Rasters) -> NDArray[np.intp]:
    one, other = (some.reshape(len(some), -1).astype(np.float32) / 255.0 for some in (test, taught))
    return np.asarray(((other**2).sum(axis=1) - 2.0 * (one @ other.T)).argmin(axis=1))


def judge(unit: Array, sounds: Array, classes: NDArray[np.intp]) -> tuple[float, float]:
    """Share of answers (m, 33) whose nearest taught sound is the right one, and their median distance to that."""
    heard = np.array([Patch.default().with_unit(row).to_unit() for row in unit])
    distance = np.sqrt(np.mean((heard[:, None] - sounds[None]) ** 2, axis=2))
    right = distance.argmin(axis=1) == classes
    return float(right.mean()), float(np.median(distance[np.arange(len(classes)), classes]))


def study(
    classes: Classes,
    embedding: ShapeEmbedding,
    base: BasePredictor,
    *,
    per_class: Sequence[int] = TAUGHT_PER_CLASS,
    repetitions: int = 5,
    seed: int = SEED,
) -> list[dict[str, Any]]:
    """Measures of every way to learn for every k: means and standard deviations over the repetitions.

    A repetition draws the taught examples and which class gets which sound. Fewer examples are part of the more.
    """
    spread = measured_spread(embedding)
    presets = np.array([preset.patch.to_unit() for preset in factory_presets()])
    test = drawings([test for _, test in classes.values()], embedding, base)
    found: dict[tuple[int, str], list[tuple[float, float]]] = {}
    for repetition in range(repetitions):
        rng = np.random.default_rng([seed, repetition])
        sounds = presets[rng.permutation(len(presets))[: len(classes)]]
        chosen = [train[rng.permutation(len(train))[: max(per_class)]] for train, _ in classes.values()]
        pool = drawings(chosen, embedding, base)
        place = np.concatenate([np.arange(len(some)) for some in chosen])
        for k in per_class:
            for name, unit in answers(pool.some(place < k), sounds, test, spread).items():
                found.setdefault((k, name), []).append(judge(unit, sounds, test.classes))
    rows = []
    for (k, name), measures in found.items():
        (right, distance), (right_sd, distance_sd) = np.mean(measures, axis=0), np.std(measures, axis=0)
        rows.append({"per_class": k, "way": name, "right": float(right), "right_sd": float(right_sd)})
        rows[-1] |= {"distance": float(distance), "distance_sd": float(distance_sd)}
    return rows


def as_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """The measures as a Markdown table: share right in percent and median distance, mean ± standard deviation."""
    per_class = sorted({row["per_class"] for row in rows})
    head = "| way to learn |" + "".join(f" {k} a class: right, distance |" for k in per_class)
    lines = [head, "|---|" + "---:|" * len(per_class)]
    for way in dict.fromkeys(row["way"] for row in rows):
        cells = [
            f" {row['right']:.1%} ± {row['right_sd']:.1%}, {row['distance']:.3f} ± {row['distance_sd']:.3f} |"
            for row in rows
            if row["way"] == way
        ]
        lines.append(f"| {way} |" + "".join(cells))
    return "\n".join(lines)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder with human drawings.")
@click.option("--embedding", type=click.Choice(tuple(EMBEDDINGS)), default="pixels", show_default=True)
@click.option("--base", "base_name", default=DEFAULT_MAP, show_default=True, help="The map under the examples.")
@click.option("--repetitions", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def main(data: Path, embedding: str, base_name: str, repetitions: int, seed: int, *, as_json: bool) -> None:
    """Teach sounds to human drawings and ask other people's drawings for them."""
    try:
        base = SketchPredictor(base_name, use_gpu=False)
        classes = read_classes(data, fewest_train=max(TAUGHT_PER_CLASS), most=len(factory_presets()))
        rows = study(classes, EMBEDDINGS[embedding](), base, repetitions=repetitions, seed=seed)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    facts = {"embedding": embedding, "base": base_name, "seed": seed, "repetitions": repetitions}
    drawn = {name: len(test) for name, (_, test) in classes.items()}
    if as_json:
        click.echo(json.dumps({**facts, "test_drawings": drawn, "measures": rows}, indent=1))
    else:
        said = ", ".join(f"{name} {value}" for name, value in facts.items())
        click.echo(f"{len(drawn)} classes, {sum(drawn.values())} test drawings; {said}\n\n{as_table(rows)}")


if __name__ == "__main__":
    main()
