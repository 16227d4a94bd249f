"""Generators: each structure plays, resumes, is the same on two processes; parts do what they are named for."""

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from safetensors import safe_open  # noqa: E402

from models.ablation import rows  # noqa: E402
from models.errors import ModelError, ModelFileError  # noqa: E402
from models.imagine.config import CriticConfig, GeneratorConfig, ImagineTrainConfig, Loss, Matching, Plan, Rising  # noqa: E402
from models.imagine.critic import Critic  # noqa: E402
from models.imagine.diff_augment import diff_augment  # noqa: E402
from models.imagine.draws import Draws  # noqa: E402
from models.imagine.export import best_generator, put_to_use, write_generator  # noqa: E402
from models.imagine.focus import Focus, kind_means  # noqa: E402
from models.imagine.generator import Generator  # noqa: E402
from models.imagine.imaginer import Imaginer  # noqa: E402
from models.imagine.lessons import Lessons, vivid  # noqa: E402
from models.imagine.listener import Listener, conditions_of, levels, presence  # noqa: E402
from models.imagine.losses import condition_divergence, critic_loss, generator_loss, gradient_penalty  # noqa: E402
from models.imagine.play import Play, critic_of, eyes_for  # noqa: E402
from models.imagine.probe import Judgement, Probe  # noqa: E402
from models.imagine.projected_critic import ProjectedCritic  # noqa: E402
from models.imagine.train import Known, _kept, train_imagine  # noqa: E402
from models.onnx_model import OnnxModel  # noqa: E402
from models.paired.paired_set import PairedSet  # noqa: E402
from models.recipes import load_recipe  # noqa: E402
from models.recognise.stages_of_file import picture_stages  # noqa: E402
from models.sketch_to_patch.network import parameter_count  # noqa: E402
from models.training_state import BEST, CHECKPOINT  # noqa: E402
from tests.models.known_two import known_two  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

HEARD = 17
TINY = ImagineTrainConfig(
    generator=GeneratorConfig(top=32, condition=8, noise=4),
    critic=CriticConfig(width=4),
    plan=Plan(batch=8, images=32, probe_images=16, averaging_images=100, half=False),
)
OURS = replace(
    TINY,
    generator=GeneratorConfig(
        top=32, rising=Rising.NEAREST, features_at_full_size=True, condition=8, noise=4, sampled_condition=True,
        conditioned_norm=True, refined=True,
    ),
    critic=CriticConfig(width=4, spectral_norm=False, batch_norm=False, spread=True, projected=True, eyes=0.25),
    loss=Loss.ENTROPY,
    slope_of_real=1.0,
    wrong=1.0,
    seen=0.5,
    redrawn=0.5,
    classes_ramp=100,
    focus=0.5,
)  # fmt: skip
STACKED = replace(
    TINY,
    generator=GeneratorConfig(
        top=32, rising=Rising.NEAREST, features_at_full_size=True, condition=8, noise=4, sampled_condition=True
    ),
    critic=CriticConfig(width=4, matching=Matching.JOINED, spectral_norm=False, classes=False),
    loss=Loss.ENTROPY,
    wrong=1.0,
)
WASSERSTEIN = replace(
    TINY,
    critic=CriticConfig(width=4, matching=Matching.JOINED, spectral_norm=False, batch_norm=False, classes=False),
    loss=Loss.WASSERSTEIN,
    generator_steps=2,
)


def of_noise(lessons: Lessons) -> Lessons:
    """With pictures of noise: what is drawn again of plain ones is all rounding once it is normalised."""
    noise = torch.randint(256, lessons._pixels.shape, generator=torch.Generator().manual_seed(0))
    lessons._pixels = noise.to(lessons._pixels.dtype)
    return lessons


KINDS = {"scene": TINY, "ours": OURS, "stacked": STACKED, "wasserstein": WASSERSTEIN}


@pytest.fixture(scope="module")
def paired() -> PairedSet:
    """Two classes that nobody can confuse."""
    return two_classes()


@pytest.fixture(scope="module")
def places(paired: PairedSet, tmp_path_factory: pytest.TempPathFactory) -> Known:
    """Encoders and a judge that know the two classes."""
    return known_two(paired, tmp_path_factory.mktemp("known"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_structure_paints_pictures_and_scores_them(kind: str, places: Known) -> None:
    config = KINDS[kind]
    generator = Generator(config.generator, HEARD).eval()
    critic = critic_of(config.critic, heard=HEARD, classes=3, eyes=eyes_for(config, places.senses))
    x = torch.randn(3, generator.inputs)
    pictures = generator(x)
    assert pictures.shape == (3, 3, 64, 64)
    assert pictures.abs().max() <= 1.0
    assert (generator(torch.randn(3, generator.inputs)) - pictures).abs().max() > 1e-4
    score, told = critic(pictures, x[:, :HEARD])
    assert len(score) == 3
    assert (told is None) == (not config.critic.classes)
    other, _ = critic(pictures, x[:, :HEARD].flip(0))
    assert (score - other).abs().max() > 1e-7, "the critic does not hear"


def test_the_eyes_of_a_critic_see_what_the_file_of_the_encoder_sees(paired: PairedSet, places: Known) -> None:
    pixels, _ = paired.pictures.rgb("test")
    eyes = picture_stages(places.senses / "picture.onnx")
    seen = eyes(torch.from_numpy(pixels).permute(0, 3, 1, 2) / 127.5 - 1.0).numpy()
    assert np.abs(seen - Listener(folder=places.senses).places(pixels)).max() < 1e-4
    with pytest.raises(ModelFileError, match="not a picture encoder"):
        picture_stages(places.judges / "nothing.onnx")
    with pytest.raises(ModelFileError, match="not a picture encoder"):
        picture_stages(places.senses / "sound.onnx")


def test_a_projected_critic_looks_at_pixels_and_features_and_changes_no_encoder(places: Known) -> None:
    eyes = picture_stages(places.senses / "picture.onnx")
    before = {name: value.clone() for name, value in eyes.state_dict().items()}
    critic = ProjectedCritic(OURS.critic, eyes, heard=HEARD, classes=2)
    pictures = torch.rand(4, 3, 64, 64).requires_grad_(True)
    score, _ = critic(pictures, torch.randn(4, HEARD))
    by_heads, by_pixels = score.tensor_split((score.shape[1] // 4,), 1)
    assert by_heads.shape[1] == 4 * 2 * 16, "a quarter, as the recipe says"
    assert torch.equal(by_pixels, by_pixels[:, :1].expand_as(by_pixels))
    for some in (by_heads, by_pixels):
        (slope,) = torch.autograd.grad(some.sum(), pictures, retain_graph=True)
        assert (slope != 0.0).flatten(1).any(1).all()
    assert not any(weight.requires_grad for weight in eyes.parameters())
    assert not [name for name, _ in critic.named_parameters() if "eyes" in name]
    critic.requires_grad_(True)
    torch.optim.SGD(critic.parameters(), 1.0).step()
    assert all(torch.equal(value, before[name]) for name, value in eyes.state_dict().items())


def test_a_sampled_condition_without_jitter_is_its_mean() -> None:
    generator = Generator(STACKED.generator, HEARD).eval()
    x = torch.randn(2, generator.inputs)
    x[:, -STACKED.generator.condition :] = 0.0
    mean, log_deviation, drawn = generator.parts(x)
    assert torch.equal(drawn[:, :8], mean)
    assert torch.equal(drawn[:, 8:], x[:, HEARD : HEARD + 4])
    assert condition_divergence(torch.zeros(4, 8), torch.zeros(4, 8)) == 0.0
    gaussians = torch.distributions.Normal(mean, log_deviation.exp()), torch.distributions.Normal(0.0, 1.0)
    expected = torch.distributions.kl_divergence(*gaussians).mean()
    assert float(condition_divergence(mean, log_deviation)) == pytest.approx(float(expected), abs=1e-5)


@pytest.mark.parametrize(
    ("name", "generator_millions", "critic_millions"),
    [("scene", 1.3, 0.8), ("scene_paper", 34.0, 33.0), ("audio2img", 1.4, 1.6), ("audio2img_paper", 10.1, 5.7)],
)
def test_recipes_have_the_sizes_of_what_they_are_named_after(
    name: str, generator_millions: float, critic_millions: float
) -> None:
    config = load_recipe(name)
    generator = Generator(config.generator, 129)
    critic = Critic(config.critic, heard=129, classes=18)
    assert parameter_count(generator) / 1e6 == pytest.approx(generator_millions, rel=0.4)
    assert parameter_count(critic) / 1e6 == pytest.approx(critic_millions, rel=0.4)


def test_each_row_of_the_ablation_has_one_thing_more_than_the_one_before() -> None:
    table = list(rows(load_recipe("scene")).items())
    assert [name for name, _ in table[:6]] == [
        "improved WGAN", "conditional GAN", "+ spectral norm", "+ hinge loss", "+ projection", "+ auxiliary classifier",
    ]  # fmt: skip
    for (_, before), (name, after) in pairwise(table[1:6]):
        changed = {
            it.name for it in fields(after.critic) if getattr(after.critic, it.name) != getattr(before.critic, it.name)
        }
        changed |= {
            it.name
            for it in fields(after)
            if it.name not in ("critic", "wrong") and getattr(after, it.name) != getattr(before, it.name)
        }
        assert len(changed) == 1, name
    assert table[5][1].critic.classes
    assert not table[4][1].critic.classes
    assert table[6][1].augment
    assert table[7][1].generator_steps == 5


def test_losses_by_hand() -> None:
    real, made = torch.tensor([2.0, 0.5]), torch.tensor([-2.0, 0.5])
    assert critic_loss(Loss.HINGE, real, [made]) == pytest.approx(0.25 + 0.75)
    assert critic_loss(Loss.HINGE, real, [made, made - 9.0]) == pytest.approx(0.25 + 0.375)
    assert critic_loss(Loss.WASSERSTEIN, real, [made]) == pytest.approx(-0.75 - 1.25)
    even = torch.zeros(2)
    assert critic_loss(Loss.ENTROPY, even, [even]) == pytest.approx(2.0 * np.log(2.0))
    assert generator_loss(Loss.ENTROPY, even) == pytest.approx(np.log(2.0))
    assert generator_loss(Loss.HINGE, made) == pytest.approx(0.75)


def test_a_slope_of_one_costs_nothing() -> None:
    class Plane(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, slope: float) -> None:
            super().__init__()
            self.slope = slope

        def forward(self, pictures: torch.Tensor, heard: torch.Tensor) -> tuple[torch.Tensor, None]:
            return self.slope * pictures[:, 0, 0, 0], None

    pictures, share = torch.randn(4, 3, 8, 8), torch.rand(4, 1, 1, 1)
    for slope, penalty in ((1.0, 0.0), (3.0, 4.0)):
        found = gradient_penalty(Plane(slope), pictures, pictures.flip(0), torch.zeros(4, 2), share)
        assert float(found) == pytest.approx(penalty, abs=1e-5)


def test_what_the_critic_sees_is_changed_and_the_generator_still_learns_from_it() -> None:
    pictures = torch.rand(16, 3, 64, 64).requires_grad_(True)
    shown = diff_augment(pictures, Draws(0, 0, 16))
    assert shown.shape == pictures.shape
    hidden = (shown == 0.0).all(1).float().mean((1, 2))
    assert 0.05 < hidden.mean() < 0.45
    shown.sum().backward()
    assert (pictures.grad != 0.0).any(3).any(2).any(1).all()
    assert torch.equal(shown, diff_augment(pictures, Draws(0, 0, 16)))
    assert not torch.equal(shown, diff_augment(pictures, Draws(0, 1, 16)))


def test_softer_sounds_go_with_paler_pictures_and_usual_ones_stay() -> None:
    pictures = torch.rand(5, 3, 8, 8) * 2.0 - 1.0
    level = torch.tensor([-6.0, -2.0, 0.0, 1.0, 3.0])
    contrast = vivid(pictures[:1].expand(5, -1, -1, -1), level).std((1, 2, 3))
    assert torch.equal(contrast, contrast.sort().values)
    assert torch.equal(vivid(pictures, torch.zeros(5)), pictures)


def test_levels_follow_the_gain_of_a_sound_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    inputs = rng.uniform(0.5, 0.6, (1, 216, 128)).astype(np.float32)
    louder = inputs + np.float32(12.0 / 120.0)
    assert levels(louder)[0] - levels(inputs)[0] == pytest.approx(2.0, abs=1e-3)
    silent = levels(np.zeros((1, 216, 128), dtype=np.float32))
    assert presence(silent)[0] == 0.0
    assert presence(levels(inputs))[0] == 1.0
    assert conditions_of(np.ones((1, 4)), silent)[0, -1] == -6.0
    rolled = np.roll(inputs, 50, axis=1)
    assert levels(rolled)[0] == pytest.approx(float(levels(inputs)[0]), abs=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_a_training_plays_and_goes_on_as_if_it_had_not_stopped(
    kind: str, paired: PairedSet, places: Known, tmp_path: Path
) -> None:
    config = KINDS[kind]
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    first = train_imagine(config, whole, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    half = replace(config, plan=replace(config.plan, images=16))
    train_imagine(half, parts, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    second = train_imagine(config, parts, paired=paired, minutes=5.0, device="cpu", resume=True, known=places)
    assert second["images"] == first["images"] == 32.0
    assert second["generator"] == pytest.approx(first["generator"], abs=2e-3)
    assert second["frechet"] == pytest.approx(first["frechet"], rel=2e-2)
    assert len((parts / "metrics.jsonl").read_text().splitlines()) == 2
    assert (parts / BEST).is_file()
    assert (parts / CHECKPOINT).is_file()
    assert len(list((parts / "sheets").iterdir())) == 2
    facts = json.loads((whole / "run.json").read_text())
    assert facts["data_sha256"] == paired.fingerprint
    assert len(facts["judge_picture"]) == len(facts["listener"]) == 64


@pytest.mark.parametrize("kind", ["scene", "ours", "stacked"])
def test_the_file_of_a_generator_paints_what_torch_paints(
    kind: str, paired: PairedSet, places: Known, tmp_path: Path
) -> None:
    config = KINDS[kind]
    train_imagine(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    path = tmp_path / "out" / "it.onnx"
    card = write_generator("it", config, tmp_path, path, paired=paired, known=places)
    assert card.outputs == ("low", "high")
    assert "non-commercial" in card.licence
    listener = Listener(folder=places.senses)
    imaginer = Imaginer("it", listener, folder=path.parent)
    generator = best_generator(config, tmp_path, listener.heard)
    whole = put_to_use(generator, config, paired=paired, listener=listener)
    assert (whole is not generator) == bool(config.focus)
    heard = listener.hear(paired.sounds.of("test").inputs())
    noise = np.random.default_rng(0).standard_normal((6, imaginer.noise), dtype=np.float32)
    with torch.inference_mode():
        expected = whole(torch.from_numpy(np.concatenate([heard.conditions, noise], axis=1))).numpy()
    found = OnnxModel(path, use_gpu=False).run(np.concatenate([heard.conditions, noise], axis=1))[0]
    assert np.abs(found - expected).max() < 1e-3
    assert imaginer.paint(heard, noise).shape == (6, 64, 64, 3)
    with pytest.raises(ModelError, match="Train first"):
        write_generator("it", config, tmp_path / "nowhere", path, paired=paired, known=places)


def test_a_focus_brings_what_is_heard_nearer_to_its_kind_and_leaves_the_rest() -> None:
    kinds = np.eye(4, 16, dtype=np.float32) * 3.0
    own = torch.from_numpy(kinds).repeat(50, 1)
    draw = torch.Generator().manual_seed(1)
    heard = own + 0.5 * torch.randn(own.shape, generator=draw)
    x = torch.cat([heard, torch.randn(len(heard), 5, generator=draw)], 1)
    cosines = []
    for share in (0.0, 0.4, 0.8):
        nearer = Focus(kinds, share=share, nearness=0.1)(x)
        assert torch.equal(nearer[:, 16:], x[:, 16:]), "level and noise are no part of it"
        assert torch.allclose(nearer[:, :16].norm(dim=1), heard.norm(dim=1), rtol=1e-5), "it stays as long as it was"
        cosines.append(torch.cosine_similarity(nearer[:, :16], own))
    assert torch.allclose(cosines[0], torch.cosine_similarity(heard, own), atol=1e-5)
    assert (cosines[1] > cosines[0]).all() and (cosines[2] > cosines[1]).all()
    between = torch.from_numpy(np.concatenate([kinds[0] + kinds[1], np.zeros(5, np.float32)]))[None]
    undecided = Focus(kinds, share=1.0, nearness=0.1)(between)
    assert torch.allclose(undecided, between, atol=0.01), "halfway between two kinds it stays there"
    away = Focus(kinds, share=1.0, nearness=100.0)(x)[:, :16]
    assert torch.cosine_similarity(away, torch.ones(4) @ torch.from_numpy(kinds)[None]).min() > 0.999, "all kinds count"


def test_the_means_of_kinds_are_those_of_what_their_training_sounds_mean(paired: PairedSet, places: Known) -> None:
    listener = Listener(folder=places.senses)
    kinds = kind_means(paired, listener)
    sounds = paired.sounds.of("train")
    meaning = listener.hear(sounds.inputs()).conditions[:, :-1]
    assert kinds.shape == (len(paired.classes), meaning.shape[1])
    shares = np.bincount(sounds.labels) / len(sounds)
    assert np.allclose(shares @ kinds, meaning.mean(0), atol=1e-4)
    assert np.array_equal((meaning @ kinds.T).argmax(1), sounds.labels), "each sound lies nearest to its own kind"


def test_a_generator_learns_what_is_plain(paired: PairedSet, places: Known, tmp_path: Path) -> None:
    plan = replace(TINY.plan, images=4800, probe_images=1600, batch=16)
    critic = replace(TINY.critic, spectral_norm=False, batch_norm=False)
    config = replace(
        TINY, plan=plan, critic=critic, loss=Loss.ENTROPY, slope_of_real=1.0, beta2=0.99, learning_rate=2e-3,
        critic_learning_rate=2e-3,
    )  # fmt: skip
    train_imagine(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    looks = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    best = min(looks, key=lambda look: look["error"])
    assert best["top1"] > 0.9


def test_real_pictures_are_drawn_again_the_better_the_longer(
    paired: PairedSet, places: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.imagine.train.SMALLEST_SPREAD", 0.0)  # so small a training swings
    plan = replace(OURS.plan, images=1600, probe_images=400, batch=16)
    config = replace(OURS, plan=plan, learning_rate=2e-3, critic_learning_rate=2e-3, classes_ramp=0)
    train_imagine(config, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    looks = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text().splitlines()]
    assert looks[-1]["redrawn"] < 0.7 * looks[0]["redrawn"]
    assert looks[-1]["redrawn_features"] < 0.8 * looks[0]["redrawn_features"]


def test_a_training_that_began_without_redrawing_goes_on_with_it(
    paired: PairedSet, places: Known, tmp_path: Path
) -> None:
    before = replace(OURS, redrawn=0.0, plan=replace(OURS.plan, images=16))
    train_imagine(before, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    report = train_imagine(OURS, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=True, known=places)
    assert report["images"] == 32.0
    assert report["redrawn"] > 0.0


def test_what_is_drawn_again_goes_with_what_it_means_itself(paired: PairedSet, places: Known) -> None:
    listener = Listener(folder=places.senses)
    lessons = Lessons(paired, listener, seed=0, device="cpu", seen=True)
    drawn = lessons.draw(Draws(1, 2, 8), redrawn=0.5)
    assert drawn.own.tolist() == [1, 3, 5, 7]
    pixels = ((drawn.pictures + 1.0) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    means = torch.from_numpy(listener.see(pixels).conditions[:, :-1])
    apart = (drawn.heard[:, :-1] - means).abs().amax(1)
    assert (apart[1::2] < 1e-3).all()
    assert (apart[::2] > 1e-2).all(), "the others are heard"
    with pytest.raises(ValueError, match="what pictures mean"):
        Lessons(paired, listener, seed=0, device="cpu").draw(Draws(1, 2, 8), redrawn=0.5)


def test_a_collapse_goes_back_with_smaller_steps_and_ends_with_a_sentence(
    paired: PairedSet, places: Known, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([Judgement(1.0, 1.0, {}), *[Judgement(0.9, 0.2, {})] * 4])
    monkeypatch.setattr(Probe, "judge", lambda *_: next(looks))
    with pytest.raises(ModelError, match="collapsed again and again"):
        train_imagine(TINY, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    assert next(looks, None) is None
    assert len((tmp_path / "metrics.jsonl").read_text().splitlines()) == 1
    assert (tmp_path / BEST).is_file()


def test_a_run_is_not_resumed_with_other_encoders_and_tells_another_recipe(
    paired: PairedSet, places: Known, tmp_path: Path
) -> None:
    half = replace(TINY, plan=replace(TINY.plan, images=16))
    train_imagine(half, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    train_imagine(TINY, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=True, known=places)
    facts = json.loads((tmp_path / "run.json").read_text())
    assert facts["config"]["plan"]["images"] == 16
    assert [(it["images"], it["config"]["plan"]["images"]) for it in facts["changed"]] == [(16, 32)]
    (tmp_path / "run.json").write_text(json.dumps(facts | {"listener": "other"}))
    with pytest.raises(ModelError, match="other encoders or judges"):
        train_imagine(TINY, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=True, known=places)


def test_a_new_training_takes_nothing_of_an_earlier_one(paired: PairedSet, places: Known, tmp_path: Path) -> None:
    train_imagine(TINY, tmp_path, paired=paired, minutes=5.0, device="cpu", resume=False, known=places)
    train_imagine(TINY, tmp_path, paired=paired, minutes=0.0, device="cpu", resume=False, known=places)
    assert not (tmp_path / BEST).exists()
    assert not list((tmp_path / "sheets").iterdir())


def test_a_batch_that_processes_cannot_share_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.imagine.draws.rank_of", lambda: (0, 3))
    with pytest.raises(ModelError, match="batch of 8 cannot be shared by 3"):
        Draws(0, 0, 8)


def test_other_classes_than_the_encoders_know_are_refused(paired: PairedSet, places: Known) -> None:
    with pytest.raises(ModelError, match="other classes"):
        Lessons(
            replace(paired, classes=("deep", "high")),
            Listener(folder=places.senses),
            seed=0,
            device="cpu",
        )


def test_draws_of_two_processes_are_the_halves_of_one(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Draws(3, 5, 8)
    expected = (whole.normal(4), whole.uniform(2), whole.once(), whole.places(torch.full((8,), 1000)))
    expected = (*expected, whole.evenly(0.5))
    halves = []
    for rank in range(2):
        monkeypatch.setattr("models.imagine.draws.rank_of", lambda rank=rank: (rank, 2))
        part = Draws(3, 5, 8)
        assert part.n == 4
        drawn = (part.normal(4), part.uniform(2), part.once(), part.places(torch.full((8,), 1000)))
        halves.append((*drawn, part.evenly(0.5)))
    for place in (0, 1, 3, 4):
        assert torch.equal(expected[place], torch.cat([half[place] for half in halves]))
    assert halves[0][2] == halves[1][2] == expected[2]
    assert [int(half[4].sum()) for half in halves] == [2, 2]
    with pytest.raises(ModelError, match="no whole number"):
        whole.evenly(0.4)
    with pytest.raises(ModelError, match="no whole number"):
        whole.evenly(0.05)


def test_of_looks_that_are_alike_the_later_is_kept_and_patience_counts_from_the_best(tmp_path: Path) -> None:
    play = Play(TINY, heard=HEARD, classes=2, device="cpu")
    for images, error, spread in ((10, 1.0, 0.9), (20, 0.99, 0.8), (30, 1.0, 0.1), (40, 1.02, 0.1)):
        play.place.images = images
        _kept(play, tmp_path, Judgement(error=error, spread=spread, figures={}), {})
    with safe_open(tmp_path / BEST, "pt") as file:
        assert file.metadata() == {"images": "30"}
    assert (play.place.best_images, play.place.best_error, play.place.best_spread) == (20, 0.99, 0.8)


@pytest.mark.parametrize("kind", ["scene", "ours"])
def test_two_processes_learn_what_one_does(kind: str, paired: PairedSet, places: Known, tmp_path: Path) -> None:
    lessons = of_noise(Lessons(paired, Listener(folder=places.senses), seed=0, device="cpu", seen=True))
    eyes = eyes_for(KINDS[kind], places.senses)
    play = Play(KINDS[kind], heard=lessons.heard, classes=2, device="cpu", eyes=eyes)
    play.step(lessons)
    play.save(tmp_path / "one.safetensors")
    paired.save(tmp_path / "paired.npz")
    program = Path(__file__).parent / "two_processes.py"
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", str(program)]
    surroundings = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "OMP_NUM_THREADS": "1"}
    subprocess.run([*command, str(tmp_path), str(places.senses), kind], env=surroundings, check=True, timeout=120)
    from safetensors.torch import load_file

    one, two = load_file(tmp_path / "one.safetensors"), load_file(tmp_path / "two.safetensors")
    slopes = [name for name in one if name.startswith("adam") and name.endswith("exp_avg")]
    assert len(slopes) > 20
    for name in slopes:
        # After more steps Adam makes of a rounding whatever it likes.
        assert (one[name] - two[name]).norm() <= 0.005 * one[name].norm() + 1e-7, name
