"""The hearing network: its answers, its training and its file. What needs torch is skipped where it is missing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.card import ModelCard, file_sha256
from models.errors import ModelError, ModelFileError
from models.sound_to_patch.dataset import Batch, fresh_batch, heard_again
from models.sound_to_patch.heads import BINS, decode, heads, output_names, soft_targets
from models.sound_to_patch.hearing import RATE_HZ, Heard
from models.sound_to_patch.network_input import INPUT_SHAPE, network_input
from models.sound_to_patch.predictor import SoundPredictor
from models.sound_to_patch.prior import draw
from synth.parameters import INDEX, N_PREDICTED, PREDICTED
from synth.patch import Patch

SCORES = len(output_names())


def test_the_heads_cover_the_33_without_a_gap() -> None:
    assert [head.column for head in heads()] == list(range(N_PREDICTED))
    assert [head.start for head in heads()] == [sum(h.size for h in heads()[:i]) for i in range(N_PREDICTED)]
    assert sum(head.size for head in heads()) == SCORES == len(set(output_names()))
    for head in heads():
        row = PREDICTED[head.column]
        assert head.size == (len(row.choices) or (8 if row.id.endswith("extra") else BINS))


def test_targets_are_shares_and_certain_answers_say_the_values_again() -> None:
    rng = np.random.default_rng(0)
    units = np.stack([draw(rng) for _ in range(40)])
    targets = soft_targets(units)
    for head in heads():
        assert np.allclose(targets[:, head.scores].sum(axis=1), 1.0, atol=1e-6)
    for unit, target in zip(units, targets, strict=True):
        answer = decode(np.log(target + 1e-9), combinations=1)[0]
        assert np.abs(answer - unit).max() < 1e-3


def test_of_two_answers_that_are_far_apart_the_likelier_is_taken_and_not_their_mean() -> None:
    scores = np.full(SCORES, -9.0)
    head = heads()[INDEX["filter1_cutoff_hz"]]
    scores[head.start + 3], scores[head.start + 20] = 2.0, 1.0
    value = decode(scores)[0][head.column]
    assert value == pytest.approx(3 / (BINS - 1), abs=0.02)


def test_further_answers_change_the_least_certain_choice() -> None:
    scores = np.zeros(SCORES)
    for head in heads():
        scores[head.start] = 9.0
    wave = heads()[INDEX["osc1_wave"]]
    scores[wave.start + 4] = 8.5
    first, second, third = decode(scores, combinations=3)
    assert np.flatnonzero(first != second).tolist() == [wave.column]
    assert second[wave.column] == pytest.approx(4 / 5)
    assert (first != third).sum() == 1 and not np.array_equal(second, third)


def test_the_network_sees_the_shape_of_a_sound_and_its_note_but_not_its_level() -> None:
    sound = np.random.default_rng(0).standard_normal(RATE_HZ // 2)
    planes = network_input(sound, 64)
    assert planes.shape == INPUT_SHAPE and planes.dtype == np.float32
    assert planes[0].max() == pytest.approx(1.0) and planes[0].min() >= 0.0
    assert np.allclose(planes[1], 64 / 127.0)
    assert not planes[0, -10:].any()
    assert np.allclose(network_input(0.01 * sound, 64), planes, atol=1e-4)
    assert not network_input(np.zeros(2000), 0).any()


def test_a_batch_is_the_same_for_the_same_number_and_new_for_the_next() -> None:
    one, again, other = fresh_batch(1, 0, 3), fresh_batch(1, 0, 3), fresh_batch(1, 1, 3)
    assert np.array_equal(one.inputs, again.inputs) and np.array_equal(one.units, again.units)
    assert not np.array_equal(one.units, other.units)
    assert one.inputs.shape == (3, *INPUT_SHAPE)
    assert one.audible.shape == (3, N_PREDICTED)
    assert one.inputs[:, 0].max() == pytest.approx(1.0)


def test_a_sound_is_heard_again_among_others() -> None:
    fresh = [fresh_batch(3, index, 4) for index in range(3)]
    heard = list(heard_again(iter(fresh), 3, np.random.default_rng(0)))
    assert len(heard) == 9 and [heard[i] for i in (0, 3, 6)] == fresh
    known = {sound.tobytes(): (unit, audible) for batch in fresh for sound, unit, audible in _sounds(batch)}
    for again in (heard[i] for i in (1, 2, 4, 5, 7, 8)):
        for sound, unit, audible in _sounds(again):
            assert all(np.array_equal(*pair) for pair in zip(known[sound.tobytes()], (unit, audible), strict=True))
    last = {sound.tobytes() for batch in heard[7:] for sound in batch.inputs}
    assert any(sound.tobytes() in last for sound in np.concatenate([fresh[0].inputs, fresh[1].inputs]))


def _sounds(batch: Batch) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    return zip(batch.inputs, batch.units, batch.audible, strict=True)


def test_a_network_file_that_is_missing_or_of_another_kind_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "hearing.onnx"
    with pytest.raises(ModelFileError, match="missing"):
        SoundPredictor(path)
    path.write_bytes(b"no network")
    card = ModelCard(
        name="", task="", sha256=file_sha256(path), input_shape=INPUT_SHAPE, outputs=output_names(), parameters=0,
        data="", licence="", command="", seed=0,
    )  # fmt: skip
    path.with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        SoundPredictor(path)


class TestWithTorch:
    """A run of two tiny rounds, its checkpoint and its file."""

    @pytest.fixture(autouse=True)
    def needs_torch(self) -> None:
        for name in ("torch", "safetensors", "onnxscript"):
            pytest.importorskip(name, reason="training needs the group `train`")

    @pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")
    def test_a_run_learns_resumes_and_answers_from_its_file_as_in_torch(self, tmp_path: Path) -> None:
        import torch
        from safetensors.torch import load_file

        from models.sound_to_patch.loop import MimicConfig, build_network, train
        from models.sound_to_patch.onnx_file import write_network

        config = MimicConfig(rounds=2, steps_per_round=4, batch=6, held_out=6, workers=1, averaging=0.5)
        report = train(replace(config, rounds=1), tmp_path, minutes=10.0, device="cpu", resume=False)
        assert report["round"] == 1
        report = train(config, tmp_path, minutes=10.0, device="cpu", resume=True)
        assert report["round"] == 2
        lines = [json.loads(line) for line in (tmp_path / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
        assert [line["round"] for line in lines] == [1, 2]
        assert lines[1]["validation_error"] < lines[0]["validation_error"]

        card = write_network(tmp_path, tmp_path / "hearing.onnx", judged_on=4)
        assert 350_000 < card.parameters < 600_000
        assert (tmp_path / "hearing.onnx").stat().st_size < 1_300_000
        predictor = SoundPredictor(tmp_path / "hearing.onnx")
        sound = np.random.default_rng(1).standard_normal(RATE_HZ).astype(np.float32)
        units = predictor.predict_units(Heard(sound, 60, 0.9, True))
        assert units.shape == (3, N_PREDICTED)
        Patch.default().with_unit(units[0])
        network = build_network(config).eval()
        network.load_state_dict(load_file(tmp_path / "best.safetensors"))
        with torch.inference_mode():
            expected = network(torch.from_numpy(network_input(sound, 60))[None]).numpy()
        found = predictor._model.run(network_input(sound, 60)[None])[0]
        assert np.abs(found - expected).max() < 0.05

    def test_the_error_of_guessing_is_1_and_unheard_values_do_not_count(self) -> None:
        import torch

        from models.sound_to_patch.losses import score_error

        targets = torch.from_numpy(soft_targets(np.stack([draw(np.random.default_rng(0))])))
        everything, nothing = torch.ones(1, N_PREDICTED), torch.zeros(1, N_PREDICTED)
        assert float(score_error(torch.zeros(1, SCORES), targets, everything)) == pytest.approx(1.0, abs=1e-5)
        assert float(score_error(torch.zeros(1, SCORES), targets, nothing)) == 0.0
        wrong = torch.zeros(1, SCORES)
        head = heads()[INDEX["reverb_space"]]
        wrong[0, head.start : head.start + head.size] = torch.randn(head.size)
        unheard = everything.clone()
        unheard[0, head.column] = 0.0
        assert float(score_error(wrong, targets, unheard)) == pytest.approx(1.0, abs=1e-5)

    def test_there_is_nothing_to_write_or_resume_from_an_empty_folder(self, tmp_path: Path) -> None:
        from models.sound_to_patch.loop import MimicConfig, train
        from models.sound_to_patch.onnx_file import write_network

        with pytest.raises(ModelError, match="Train first"):
            write_network(tmp_path, tmp_path / "x.onnx")
        with pytest.raises(ModelError, match="nothing to resume"):
            train(MimicConfig(rounds=1), tmp_path, minutes=1.0, device="cpu", resume=True)
