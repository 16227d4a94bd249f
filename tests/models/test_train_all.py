"""One command trains everything, in the order in which one needs the other, and each part has its share of the time."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="training needs the group `train`")
pytest.importorskip("safetensors", reason="training needs the group `train`")
pytest.importorskip("onnxscript", reason="exporting needs the group `train`")

from models import export as exporting  # noqa: E402
from models import learn, train_all  # noqa: E402
from models.errors import ModelError  # noqa: E402
from models.imagine.config import CriticConfig, GeneratorConfig, Plan  # noqa: E402
from models.imagine.imaginer import Imaginer  # noqa: E402
from models.imagine.listener import Listener  # noqa: E402
from models.recipes import load_recipe  # noqa: E402
from models.recognise.config import RecogniserConfig  # noqa: E402
from models.sonify.config import SonifyConfig  # noqa: E402
from models.sonify.voice import Voice  # noqa: E402
from tests.models.two_classes import two_classes  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")

PLAN = Plan(batch=8, images=16, probe_images=16, averaging_images=100, half=False)


def tiny(name: str) -> Any:
    """The recipe of a name, small enough for a test."""
    config = load_recipe(name)

    def small(network: RecogniserConfig) -> RecogniserConfig:
        return replace(network, channels=(8, 8, 8, 64), embedding=16)

    if name == "senses":
        return replace(
            config, sound=small(config.sound), picture=small(config.picture), epochs=2, sounds_a_batch=8,
            pictures_a_batch=8,
        )  # fmt: skip
    if name.startswith("judge"):
        return replace(config, network=small(config.network), epochs=1, batch=8)
    if name == "crossmodal":
        return replace(config, plan=PLAN, hidden=64, noise=4, width=4, layer_steps=5, critic_width=4, nearest_of=2)
    if name == "shared":
        critic = CriticConfig(channels=1, width=4, batch_norm=False, spread=True)
        return replace(
            config, plan=PLAN, network=SonifyConfig(detail=8, encoder_width=4, top=32), critic=critic, sharp_after=8
        )
    generator: GeneratorConfig = replace(config.generator, top=32, condition=8, noise=4)
    return replace(config, plan=PLAN, generator=generator, critic=replace(config.critic, width=4))


@pytest.fixture
def small_recipes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All recipes, tiny."""
    monkeypatch.setattr(learn, "load_recipe", tiny)
    monkeypatch.setattr(exporting, "load_recipe", tiny)
    yield


def test_all_is_trained_exported_and_goes_on(small_recipes: None, tmp_path: Path) -> None:
    data, assets, runs = tmp_path / "paired.npz", tmp_path / "assets", tmp_path / "runs"
    two_classes().save(data)
    train_all.train_all(runs, data=data, minutes=100.0, device="cpu", resume=False, assets=assets)
    listener = Listener(folder=assets / "senses")
    for name in ("bouba", "scene", "audio2img", "crossmodal", "shared"):
        assert Imaginer(name, listener, folder=assets / "pictures").noise > 0
    assert Voice(listener, folder=assets / "sounds").chance == 8
    assert len(list((assets / "judges").glob("*.onnx"))) == 4
    before = (assets / "pictures" / "scene.onnx").read_bytes()
    train_all.train_all(runs, data=data, minutes=100.0, device="cpu", resume=True, assets=assets)
    assert (assets / "pictures" / "scene.onnx").read_bytes() == before, "what was finished is as it was"


def test_time_is_shared_and_what_one_leaves_the_next_ones_have(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    clock = [0.0]
    given: dict[str, float] = {}

    def pretended(name: str, _: Path, *, minutes: float, **__: Any) -> dict[str, float]:
        given[name] = minutes
        clock[0] += 60.0 * (0.0 if name == "picture_bouba" else minutes)
        return {}

    monkeypatch.setattr(train_all, "open_paired", lambda _: two_classes())
    monkeypatch.setattr(train_all, "train_recipe", pretended)
    monkeypatch.setattr(train_all, "export_recipe", lambda *_, **__: {})
    monkeypatch.setattr(train_all.time, "monotonic", lambda: clock[0])
    train_all.train_all(tmp_path, data=tmp_path, minutes=100.0, device="cpu", resume=False)
    assert list(given) == list(train_all.SHARES)
    assert sum(train_all.SHARES.values()) == pytest.approx(100.0)
    assert given["picture_bouba"] == pytest.approx(train_all.SHARES["picture_bouba"])
    assert given["scene"] > 1.5 * train_all.SHARES["scene"], "it was left over"
    assert clock[0] == pytest.approx(60.0 * 100.0)


def test_one_failure_costs_only_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done: list[str] = []

    def pretended(name: str, *_: Any, **__: Any) -> dict[str, float]:
        if name == "scene":
            raise ModelError("It collapsed.")
        done.append(name)
        return {}

    monkeypatch.setattr(train_all, "open_paired", lambda _: two_classes())
    monkeypatch.setattr(train_all, "train_recipe", pretended)
    monkeypatch.setattr(train_all, "export_recipe", lambda *_, **__: {})
    with pytest.raises(ModelError, match="Not trained: scene"):
        train_all.train_all(tmp_path, data=tmp_path, minutes=1.0, device="cpu", resume=False)
    assert done == [name for name in train_all.SHARES if name != "scene"]


@pytest.mark.parametrize("name", ["picture_bouba", "crossmodal", "shared"])
def test_a_gpu_gets_larger_batches_and_rates_and_the_same_networks(name: str) -> None:
    config = load_recipe(name)
    large = learn.for_gpu(config)
    assert large.plan.batch == 8 * config.plan.batch
    assert large.learning_rate == 2.0 * config.learning_rate
    assert large.plan.images == config.plan.images
    same = replace(large, plan=config.plan, learning_rate=config.learning_rate)
    if hasattr(config, "critic_learning_rate"):
        same = replace(same, critic_learning_rate=config.critic_learning_rate)
    assert same == config


def test_without_data_a_sentence_says_what_is_needed(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="--data"):
        train_all.train_all(tmp_path, data=None, minutes=1.0, device="cpu", resume=False)
