"""`python -m models.ablation --data DIR`: what each part of Audio to Scene gives, in the order of its Table 4.

Every row is trained from the same seeds on as many pictures, and judged on the test split's sounds. The published
balance of steps, five of the generator for one of the critic, is one more row, and so is DiffAugment.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
import numpy as np
from tqdm import tqdm

from models.errors import ModelError
from models.imagine.config import CriticConfig, ImagineTrainConfig, Loss, Matching
from models.paired.pack import open_paired
from models.paired.paired_set import PairedSet
from models.recipes import load_recipe

SEEDS: Final = (1, 2, 3)
BESIDE: Final = "the same, "
"""So begin the rows that are not in the paper's table; they are trained when all others are."""


def smaller(base: ImagineTrainConfig, size: float) -> ImagineTrainConfig:
    """A recipe with both networks of a share of its width."""
    generator = replace(base.generator, top=max(16, round(base.generator.top * size)))
    return replace(
        base, generator=generator, critic=replace(base.critic, width=max(4, round(base.critic.width * size)))
    )


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
    steps[f"{BESIDE}with DiffAugment"] = replace(whole, augment=True)
    steps[f"{BESIDE}five steps of the generator"] = replace(whole, generator_steps=5)
    return steps


class Bench:
    """What all rows have in common: lessons heard once, and who judges."""

    def __init__(self, paired: PairedSet, *, device: str) -> None:
        from models.imagine.lessons import Lessons
        from models.imagine.listener import Listener
        from models.judging.pictures import EACH, PictureJudge

        listener = Listener()
        self._lessons = Lessons(paired, listener, seed=SEEDS[0], device=device)
        self._judge = PictureJudge(paired, listener)
        sounds = paired.sounds.of("test")
        rng = np.random.default_rng(SEEDS[0])
        rows = np.concatenate(
            [rng.choice(np.flatnonzero(sounds.labels == label), EACH) for label in np.unique(sounds.labels)]
        )
        self._heard, self._labels = listener.hear(sounds.inputs()).conditions[rows], sounds.labels[rows]
        self._device = device

    def judged(self, config: ImagineTrainConfig, *, images: int, seed: int) -> dict[str, float]:
        """Train one row on so many pictures and judge its averaged generator on the test split."""
        from models.imagine.play import Play
        from models.imagine.probe import painted

        config = replace(config, plan=replace(config.plan, images=images, seed=seed))
        play = Play(config, heard=self._lessons.heard, classes=self._lessons.classes, device=self._device)
        with tqdm(total=images, unit="img", leave=False, disable=None) as bar:
            while play.place.images < images:
                play.step(self._lessons)
                bar.update(config.plan.batch)
        pixels = painted(play.averaged, self._heard, seed=seed, device=self._device)
        return self._judge.brief(pixels, self._labels)


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
@click.option("--size", default=1.0, show_default=True, help="Width of both networks, as a share of the recipe's.")
@click.option("--device", type=click.Choice(("cpu", "cuda")), default="cpu", show_default=True)
@click.option("--out", type=click.Path(path_type=Path), default=Path("runs/ablation.json"), show_default=True)
def main(data: Path, images: int, size: float, device: str, out: Path) -> None:
    """Train and judge all rows with all seeds; what OUT has already is not done again."""
    try:
        paired = open_paired(data)
        done: dict[str, Any] = json.loads(out.read_text(encoding="utf-8")) if out.exists() else {}
        asked = {"images": images, "size": size, "data_sha256": paired.fingerprint}
        if any(done.get(key, value) != value for key, value in asked.items()):
            raise ModelError(f"{out} has rows of another budget or of other data. Choose another file.")
        found: dict[str, list[dict[str, float]]] = done.get("rows", {})
        bench = Bench(paired, device=device)
        wanted = rows(smaller(load_recipe("scene"), size))
        turns = [(place, name) for place in range(len(SEEDS)) for name in wanted]
        for place, name in sorted(turns, key=lambda turn: turn[1].startswith(BESIDE)):
            if len(found.get(name, [])) > place:
                continue
            result = bench.judged(wanted[name], images=images, seed=SEEDS[place])
            found.setdefault(name, []).append(result)
            out.parent.mkdir(parents=True, exist_ok=True)
            out.write_text(json.dumps(asked | {"rows": found}, indent=1), encoding="utf-8")
            click.echo(f"{name}, seed {SEEDS[place]}: {result}")
    except (ModelError, OSError, ValueError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(table(found))


if __name__ == "__main__":
    main()
