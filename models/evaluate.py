"""`python -m models.evaluate NAME --data DIR`: every figure of the training record for one recipe, as JSON."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np

from models.errors import ModelError
from models.recipes import load_recipe, recipe_names

PREDICTIONS = 200


def median_ms(predict: Callable[[], object], times: int = PREDICTIONS) -> float:
    """Median time of one call in milliseconds, after five that do not count."""
    for _ in range(5):
        predict()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        predict()
        taken.append(time.perf_counter() - began)
    return 1000.0 * float(np.median(taken))


def report_of(name: str, folder: Path, *, data: Path | None, sweeps: bool) -> dict[str, Any]:
    """Judge the best weights of a run in torch and ONNX Runtime, one thread each."""
    import torch
    from safetensors.torch import load_file

    from models.onnx_model import OnnxModel
    from models.sketch_to_patch.dataset import as_input, paper_split
    from models.sketch_to_patch.evaluate import judge
    from models.sketch_to_patch.export import write_model
    from models.sketch_to_patch.figures import human_set
    from models.sketch_to_patch.network import parameter_count
    from models.sketch_to_patch.sweeps import human_strokes, sweep
    from models.sketch_to_patch.train import as_tensor, build_network, predict

    torch.set_num_threads(1)
    config = load_recipe(name)
    network = build_network(config)
    network.load_state_dict(load_file(folder / "best.safetensors"))
    network.eval()
    _, _, held, figures = paper_split(config)
    report: dict[str, Any] = {"recipe": name, "parameters": parameter_count(network)}

    def in_torch(rasters: Any) -> Any:
        return predict(network, rasters, config=config, device="cpu")

    report |= judge(in_torch, held, figures, data=data)
    drawn, shown = human_set(config.seed + 1, 900)
    report["human_like"] = judge(in_torch, drawn, shown)
    if data is not None and sweeps:
        drawings = human_strokes(data)
        report["sweep"] = sweep(in_torch, drawings) | {"drawings": len(drawings)}
    one = as_tensor(as_input(held[:1], config.pixels), "cpu")
    with torch.inference_mode():
        report["torch_ms"] = median_ms(lambda: network(one))
    with TemporaryDirectory() as place:
        path = Path(place) / f"{name}.onnx"
        facts: dict[str, Any] = dict.fromkeys(("name", "task", "data", "licence", "command"), "")
        write_model(network, path, pixels=config.pixels, facts=facts | {"seed": config.seed})
        model = OnnxModel(path, use_gpu=False)
        report["onnx_bytes"] = path.stat().st_size
        batch = one.numpy()
        report["onnx_ms"] = median_ms(lambda: model.run(batch))
        with torch.inference_mode():
            report["onnx_against_torch"] = float(np.abs(model.run(batch)[0] - network(one).numpy()).max())
    return report


@click.command()
@click.argument("name", type=click.Choice(recipe_names()))
@click.option("--run", "folder", type=click.Path(path_type=Path), help="Run folder (default: runs/NAME).")
@click.option("--data", type=click.Path(path_type=Path), help="Folder with human drawings to be judged on.")
@click.option("--sweeps/--no-sweeps", default=True, help="Draw the human drawings at other places, sizes and widths.")
def main(name: str, *, folder: Path | None, data: Path | None, sweeps: bool) -> None:
    """Print the figures of the best network of a run."""
    try:
        click.echo(json.dumps(report_of(name, folder or Path("runs") / name, data=data, sweeps=sweeps), indent=1))
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    except ImportError as missing:
        raise click.ClickException(
            f"This needs the group `train` ({missing.name} is missing): see the README."
        ) from None
    except OSError as error:
        raise click.ClickException(f"The run {folder} cannot be read: {error}.") from None


if __name__ == "__main__":
    main()
