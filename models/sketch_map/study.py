"""`python -m models.sketch_map.study --data DIR`: how well taught sounds carry over to other people's drawings.

`DIR/sketch/<class>.npz` holds `images` (n, 128, 128), white on black, and `split` ("train", "val", "test").
"""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from models.errors import ModelError
from models.sketch_map.embedding import ShapeEmbedding
from models.sketch_map.pixel_embedding import PixelEmbedding
from models.sketch_map.study_measures import MAP, SEED, TAUGHT_PER_CLASS, Classes, one_shape_alone, study
from models.sketch_to_patch.predictor import DEFAULT_MAP, SketchPredictor
from synth.presets import factory_presets

EMBEDDINGS: Final[Mapping[str, Callable[[], ShapeEmbedding]]] = {
    "bouba": partial(SketchPredictor, "bouba", use_gpu=False),
    "pixels": PixelEmbedding,
}
"""What places a drawing among others: the network of the map "Bouba", or plain pixels."""
FEWEST_TEST: Final = 4
"""Classes with fewer test drawings, or with fewer training drawings than are taught, are left out."""
MOST_TEST: Final = 40
"""Test drawings of a class, so that no class outweighs the others."""


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
    left = [f"{row['per_class']}: {row['left']:.1%}" for row in rows if row["way"] == MAP]
    return "\n".join([*lines, "", f"Drawings that the taught map leaves to its base: {', '.join(left)}."])


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True, help="Folder with human drawings.")
@click.option("--embedding", type=click.Choice(tuple(EMBEDDINGS)), default="bouba", show_default=True)
@click.option("--base", "base_name", default=DEFAULT_MAP, show_default=True, help="The map under the examples.")
@click.option("--per-class", multiple=True, type=click.IntRange(min=1), default=TAUGHT_PER_CLASS, show_default=True)
@click.option("--repetitions", type=click.IntRange(min=1), default=5, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=SEED, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of the table.")
def main(
    data: Path,
    embedding: str,
    base_name: str,
    per_class: tuple[int, ...],
    repetitions: int,
    seed: int,
    *,
    as_json: bool,
) -> None:
    """Teach sounds to human drawings and ask other people's drawings for them."""
    try:
        base = SketchPredictor(base_name, use_gpu=False)
        classes = read_classes(data, fewest_train=max(per_class), most=len(factory_presets()))
        rows = study(classes, EMBEDDINGS[embedding](), base, per_class=per_class, repetitions=repetitions, seed=seed)
        alone = one_shape_alone(classes, EMBEDDINGS[embedding](), seed=seed)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    facts = {"embedding": embedding, "base": base_name, "seed": seed, "repetitions": repetitions}
    drawn = {name: len(test) for name, (_, test) in classes.items()}
    if as_json:
        click.echo(json.dumps({**facts, "test_drawings": drawn, "measures": rows, "one_shape_alone": alone}, indent=1))
    else:
        said = ", ".join(f"{name} {value}" for name, value in facts.items())
        click.echo(f"{len(drawn)} classes, {sum(drawn.values())} test drawings; {said}\n\n{as_table(rows)}")
        click.echo(
            f"One drawing taught alone: its sound is taken by {alone['own_class']:.1%} of other people's drawings of "
            f"its class and by {alone['other_classes']:.1%} of other shapes."
        )


if __name__ == "__main__":
    main()
