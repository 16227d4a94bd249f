"""`python -m models.latency`: time of one prediction on one processor core, in torch and ONNX Runtime, as JSON.

The paper names 0.16 s for a prediction of its InceptionV3 (Saldaña & Mendizabal-Ruiz, CCE 2020). Weights do
not change the time, so both networks are measured as they are before training.
"""

import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
import numpy as np

from models.recipes import load_recipe

PAPER_MS: Final = 160.0
RECIPES: Final = {"compact": "paper", "InceptionV3": "paper_inception"}
UNCOUNTED: Final = 10


def times_ms(call: Callable[[], object], times: int) -> dict[str, float]:
    """Median and 95th percentile of `times` calls in milliseconds, after some that do not count."""
    for _ in range(UNCOUNTED):
        call()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        taken.append(1000.0 * (time.perf_counter() - began))
    return {"median": round(float(np.median(taken)), 3), "p95": round(float(np.percentile(taken, 95)), 3)}


def use_one_core() -> None:
    """Stay on one core, where the system can be asked for that, with one thread."""
    import torch

    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    torch.set_num_threads(1)


def latency_of(recipe: str, times: int) -> dict[str, Any]:
    """Time of one picture through the network of a recipe, with what it weighs."""
    import torch

    from models.onnx_model import OnnxModel
    from models.sketch_to_patch.export import write_unnamed
    from models.sketch_to_patch.network import parameter_count
    from models.sketch_to_patch.train import build_network

    config = load_recipe(recipe)
    network = build_network(config).eval()
    report: dict[str, Any] = {"parameters": parameter_count(network), "pixels": config.pixels}
    picture = torch.rand(1, 1, config.pixels, config.pixels)
    with torch.inference_mode():
        report["torch_ms"] = times_ms(lambda: network(picture), times)
    with TemporaryDirectory() as place:
        path = Path(place) / "network.onnx"
        write_unnamed(network, path, pixels=config.pixels)
        model = OnnxModel(path, use_gpu=False)
        batch = picture.numpy()
        report["onnx_ms"] = times_ms(lambda: model.run(batch), times)
        report["onnx_bytes"] = path.stat().st_size
    return report


@click.command()
@click.option("--times", type=click.IntRange(min=1), default=200, show_default=True, help="Predictions to measure.")
def main(times: int) -> None:
    """Measure both networks of the map "Paper" on this machine."""
    try:
        use_one_core()
        report: dict[str, Any] = {label: latency_of(recipe, times) for label, recipe in RECIPES.items()}
    except ImportError as missing:
        raise click.ClickException(
            f"This needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    click.echo(json.dumps({**report, "paper_ms": PAPER_MS}, indent=1))


if __name__ == "__main__":
    main()
