"""`python -m models.ablation --data DIR`: what each part of Audio to Scene gives, in the order of its Table 4.

Every row is trained from the same seeds on as many pictures, and judged on the test split's sounds. The published
balance of steps, five of the generator for one of the critic, is one more row, and so is DiffAugment.
"""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
import numpy as np

from models.errors import ModelError
from models.imagine.config import CriticConfig, ImagineTrainConfig, Loss, Matching
from models.paired.pack import open_paired
from models.paired.paired_set import PairedSet
from models.recipes import load_recipe

SEEDS: Final = (1, 2, 3)


def rows(base: ImagineTrainConfig) -> dict[str, ImagineTrainConfig]:
    """The rows of the table, each with one thing more than the one before it."""
    plain = CriticConfig(
        width=base.critic.width, matching=Matching.JOINED, spectral_norm=False, batch_norm=True, classes=False
    )
    published = replace(base, augment=False, wrong=1.0, paler=False)
    steps = {
        "improved WGAN": replace(published, critic=replace(plain, batch_norm=False), loss=Loss.WASSERSTEIN),
        "conditional GAN": replace(published, critic=plain, loss=Loss.ENTROPY),
    }
    for name, change, loss in (
        ("+ spectral norm", {"spectral_norm": True}, Loss.ENTROPY),
        ("+ hinge loss", {}, Loss.HINGE),
        ("+ projection", {"matching": Matching.PROJECTION}, Loss.HINGE),
        ("+ auxiliary classifier", {"classes": True}, Loss.HINGE),
    ):
        before = list(steps.values())[-1]
        critic = replace(before.critic, **change)
        # Wrong pairs belong to the network before (Reed et al., 2016); the paper's own loss has none.
        wrong = 1.0 if critic.matching is Matching.JOINED else 0.0
        steps[name] = replace(before, critic=critic, loss=loss, wrong=wrong)
    whole = steps["+ auxiliary classifier"]
    steps["the same, five steps of the generator"] = replace(whole, generator_steps=5)
    steps["the same, with DiffAugment"] = replace(whole, augment=True)
    return steps


def judged_row(
    config: ImagineTrainConfig, paired: PairedSet, *, images: int, seed: int, device: str
) -> dict[str, float]:
    """Train one row and judge it on the test split."""
    import torch

    from models.imagine.export import best_generator
    from models.imagine.listener import Listener
    from models.imagine.probe import painted
    from models.imagine.train import train_imagine
    from models.judging.pictures import EACH, PictureJudge

    plan = replace(config.plan, images=images, probe_images=images, seed=seed)
    with TemporaryDirectory() as place:
        folder = Path(place)
        config = replace(config, plan=plan)
        speed = train_imagine(config, folder, paired=paired, minutes=1e6, device=device, resume=False)["images_per_s"]
        listener = Listener()
        generator = best_generator(config, folder, listener.heard)
    sounds = paired.sounds.of("test")
    heard = listener.hear(sounds.inputs()).conditions
    rng = np.random.default_rng(seed)
    places = np.concatenate([rng.choice(np.flatnonzero(sounds.labels == it), EACH) for it in np.unique(sounds.labels)])
    with torch.inference_mode():
        pixels = painted(generator, heard[places], seed=seed, device="cpu")
    return PictureJudge(paired, listener).brief(pixels, sounds.labels[places]) | {"images_per_s": speed}


def table(found: dict[str, list[dict[str, float]]]) -> str:
    """Mean and deviation over seeds, as Markdown."""
    keys = ("inception_score", "inception_score_ratio", "top1", "frechet")
    lines = [f"| | {' | '.join(keys)} | seeds |", "|---|---|---|---|---|---|"]
    for name, results in found.items():
        cells = [f"{np.mean(it):.3g} ± {np.std(it):.2g}" for it in ([row[key] for row in results] for key in keys)]
        lines.append(f"| {name} | {' | '.join(cells)} | {len(results)} |")
    return "\n".join(lines)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), required=True)
@click.option("--images", default=64_000, show_default=True, help="Real pictures shown in each training.")
@click.option("--device", type=click.Choice(("cpu", "cuda")), default="cpu", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs/ablation.json"), show_default=True)
def main(data: Path, images: int, device: str, out: Path) -> None:
    """Train and judge all rows with all seeds; what OUT has already is not done again."""
    try:
        paired = open_paired(data)
        done: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        if done.get("images", images) != images or done.get("data_sha256", paired.fingerprint) != paired.fingerprint:
            raise ModelError(f"{out} has rows of another budget or of other data. Choose another file.")
        found: dict[str, list[dict[str, float]]] = done.get("rows", {})
        for place, seed in enumerate(SEEDS):
            for name, config in rows(load_recipe("scene")).items():
                if len(found.get(name, [])) > place:
                    continue
                result = judged_row(config, paired, images=images, seed=seed, device=device)
                found.setdefault(name, []).append(result)
                out.parent.mkdir(parents=True, exist_ok=True)
                out.write_text(
                    json.dumps({"images": images, "data_sha256": paired.fingerprint, "rows": found}, indent=1)
                )
                click.echo(f"{name}, seed {seed}: {result}")
    except (ModelError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(table(found))


if __name__ == "__main__":
    main()
