"""The predictor on tiny networks made here, and every way a network file can be wrong."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from models.card import ModelCard, file_sha256, read_card
from models.errors import ModelFileError
from models.onnx_model import OnnxModel
from models.sketch_to_patch.predictor import SketchPredictor, available_maps, nearest
from synth.parameters import PREDICTED
from synth.patch import Patch

IDS = tuple(row.id for row in PREDICTED)


def make_map(
    folder: Path,
    values: np.ndarray | None = None,
    *,
    ids: tuple[str, ...] = IDS,
    pixels: int = 128,
    card_pixels: int | None = None,
) -> Path:
    """A network that answers `values` for black, and adds the mean brightness to the first of them."""
    values = np.full(len(ids), 0.25, np.float32) if values is None else values
    first = np.zeros((1, len(values)), np.float32)
    first[0, 0] = 1.0
    nodes = [
        helper.make_node("ReduceMean", ["picture", "axes"], ["mean"], keepdims=0),
        helper.make_node("Unsqueeze", ["mean", "axis"], ["column"]),
        helper.make_node("MatMul", ["column", "first"], ["brightness"]),
        helper.make_node("Add", ["brightness", "values"], ["unit"]),
    ]
    weights = [
        numpy_helper.from_array(np.array([1, 2, 3]), "axes"),
        numpy_helper.from_array(np.array([1]), "axis"),
        numpy_helper.from_array(first, "first"),
        numpy_helper.from_array(values.astype(np.float32), "values"),
    ]
    picture = helper.make_tensor_value_info("picture", TensorProto.FLOAT, ["n", 1, pixels, pixels])
    unit = helper.make_tensor_value_info("unit", TensorProto.FLOAT, ["n", len(values)])
    graph = helper.make_graph(nodes, "tiny", [picture], [unit], weights)
    path = folder / "tiny.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), path)
    card = ModelCard(
        name="Tiny",
        task="sketch_to_patch",
        sha256=file_sha256(path),
        input_shape=(1, card_pixels or pixels, card_pixels or pixels),
        outputs=ids,
        parameters=1,
        data="none",
        licence="MIT",
        command="none",
        seed=0,
    )
    path.with_suffix(".json").write_text(card.to_json(), encoding="utf-8")
    return path


def load(folder: Path) -> SketchPredictor:
    return SketchPredictor("tiny", folder=folder, use_gpu=False)


def test_the_numbers_of_the_network_become_the_values_of_a_patch(tmp_path: Path) -> None:
    taught = Patch.of({"osc1_wave": "Pulse", "filter1_cutoff_hz": 2000.0, "reverb_space": 120.0})
    make_map(tmp_path, taught.to_unit())
    found = load(tmp_path).predict(np.zeros((128, 128), np.uint8))
    assert found["filter1_cutoff_hz"] == pytest.approx(2000.0, rel=1e-4)
    assert found.distance(taught) < 1e-6
    assert found["osc1_wave"] == taught["osc1_wave"]


def test_performance_values_are_those_of_the_patch_one_plays(tmp_path: Path) -> None:
    make_map(tmp_path)
    mine = Patch.of({"amp_release_s": 3.0, "master_db": -12.0})
    found = load(tmp_path).predict(np.zeros((128, 128), np.uint8), mine)
    assert found["amp_release_s"] == 3.0
    assert found["master_db"] == -12.0
    assert found["osc1_amp"] == pytest.approx(25.0)


def test_outputs_are_found_by_name_whatever_their_order(tmp_path: Path) -> None:
    values = np.linspace(0.0, 1.0, len(IDS), dtype=np.float32)
    make_map(tmp_path, values[::-1].copy(), ids=IDS[::-1])
    unit = load(tmp_path).predict_unit(np.zeros((1, 128, 128), np.uint8))[0]
    assert unit == pytest.approx(values, abs=1e-6)


def test_the_network_sees_ink_as_one_and_its_answer_stays_in_range(tmp_path: Path) -> None:
    make_map(tmp_path)
    rasters = np.stack([np.full((128, 128), level, np.uint8) for level in (0, 51, 255)])
    first = load(tmp_path).predict_unit(rasters)[:, 0]
    assert first == pytest.approx([0.25, 0.45, 1.0], abs=1e-4)


def test_a_raster_of_another_size_or_kind_is_an_error_of_the_caller(tmp_path: Path) -> None:
    make_map(tmp_path)
    predictor = load(tmp_path)
    for wrong in (np.zeros((64, 64), np.uint8), np.zeros((128, 128), np.float32)):
        with pytest.raises(ValueError, match="A raster is uint8"):
            predictor.predict(wrong)


def test_a_map_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    make_map(tmp_path)
    assert available_maps(tmp_path) == ("tiny",)
    with pytest.raises(ModelFileError, match=r"no map 'other'. Maps that are there: tiny"):
        SketchPredictor("other", folder=tmp_path)


def test_a_changed_network_file_is_refused_by_its_checksum(tmp_path: Path) -> None:
    path = make_map(tmp_path)
    data = bytearray(path.read_bytes())
    data[-20] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelFileError, match="checksum differs"):
        load(tmp_path)


def test_a_file_that_is_no_network_is_refused_even_with_the_right_checksum(tmp_path: Path) -> None:
    path = make_map(tmp_path)
    path.write_bytes(b"this is no network")
    card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    path.with_suffix(".json").write_text(json.dumps(card | {"sha256": file_sha256(path)}), encoding="utf-8")
    with pytest.raises(ModelFileError, match="cannot be loaded"):
        load(tmp_path)


def test_a_huge_network_file_is_refused_unread(tmp_path: Path) -> None:
    path = make_map(tmp_path)
    with path.open("r+b") as file:
        file.truncate(65_000_000)  # sparse: nothing is really written
    with pytest.raises(ModelFileError, match=r"tiny.onnx has 65.0 MB; at most 64.0 MB are read"):
        load(tmp_path)


def test_a_missing_network_or_card_is_said(tmp_path: Path) -> None:
    path = make_map(tmp_path)
    path.unlink()
    with pytest.raises(ModelFileError, match=r"tiny.onnx is missing"):
        OnnxModel(path)
    path.with_suffix(".json").unlink()
    with pytest.raises(ModelFileError, match=r"tiny.json is missing"):
        OnnxModel(path)


def test_card_and_network_must_agree_on_the_picture(tmp_path: Path) -> None:
    make_map(tmp_path, pixels=64, card_pixels=128)
    with pytest.raises(ModelFileError, match=r"\(1, 64, 64\), its card says \(1, 128, 128\)"):
        load(tmp_path)
    make_map(tmp_path, pixels=64)
    with pytest.raises(ModelFileError, match="this version draws"):
        load(tmp_path)


def test_a_network_for_other_parameters_does_not_fit(tmp_path: Path) -> None:
    make_map(tmp_path, ids=("osc9_on", *IDS[1:]))
    with pytest.raises(ModelFileError, match="does not know osc1_on"):
        load(tmp_path)
    make_map(tmp_path, ids=(*IDS, IDS[0]))
    with pytest.raises(ModelFileError, match="named twice"):
        load(tmp_path)


def test_a_network_with_fewer_numbers_than_names_or_no_numbers_is_refused(tmp_path: Path) -> None:
    make_map(tmp_path, np.zeros(20, np.float32))
    with pytest.raises(ModelFileError, match="gives"):
        load(tmp_path)
    make_map(tmp_path, np.full(33, np.nan, np.float32))
    with pytest.raises(ModelFileError, match="what is not numbers"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"version": 1}', "\xff", '{"version": 1, "input_shape": 3}', "[" * 5000]
)
def test_a_damaged_card_is_one_sentence(text: str, tmp_path: Path) -> None:
    path = tmp_path / "card.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ModelFileError, match=r"The model card card\.json"):
        read_card(path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 3),
        ("sha256", None),
        ("parameters", "many"),
        ("metrics", [1.0]),
        ("metrics", {"a": "b"}),
        ("versions", 1),
    ],
)
def test_a_card_with_a_field_of_another_kind_is_damaged(field: str, value: object, tmp_path: Path) -> None:
    path = make_map(tmp_path).with_suffix(".json")
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | {field: value}), encoding="utf-8")
    with pytest.raises(ModelFileError, match=r"The model card tiny\.json is damaged"):
        read_card(path)


def test_a_network_cut_short_is_refused_in_one_sentence_wherever_it_was_cut(tmp_path: Path) -> None:
    path = make_map(tmp_path)
    whole = path.read_bytes()
    for kept in (0, 1, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:kept])
        with pytest.raises(ModelFileError, match=r"tiny\.onnx is not the one its card describes"):
            load(tmp_path)
    # Nor does a card help that knows the damage.
    card = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    for kept in (0, 1, len(whole) // 2):
        path.write_bytes(whole[:kept])
        path.with_suffix(".json").write_text(json.dumps(card | {"sha256": file_sha256(path)}), encoding="utf-8")
        with pytest.raises(ModelFileError, match=r"The network .*tiny"):
            load(tmp_path)


def test_a_card_that_is_too_large_or_no_file_is_refused_unread(tmp_path: Path) -> None:
    path = make_map(tmp_path).with_suffix(".json")
    path.write_bytes(b" " * 300_000)
    with pytest.raises(ModelFileError, match=r"tiny\.json has 0\.3 MB; at most 0\.2 MB"):
        read_card(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(ModelFileError, match="is a folder and not a file"):
        read_card(path)


def test_a_card_of_a_newer_version_is_named_as_such(tmp_path: Path) -> None:
    path = make_map(tmp_path).with_suffix(".json")
    path.write_text(path.read_text(encoding="utf-8").replace('"version": 1', '"version": 2'), encoding="utf-8")
    with pytest.raises(ModelFileError, match="has version 2; this program reads 1"):
        read_card(path)


def test_a_card_survives_its_file(tmp_path: Path) -> None:
    path = make_map(tmp_path).with_suffix(".json")
    card = read_card(path)
    assert card.to_json() == path.read_text(encoding="utf-8")
    assert card.outputs == IDS


def test_the_nearest_preset_comes_first_and_a_preset_is_nearest_to_itself() -> None:
    base = Patch.default()
    near, far = base.replace({"osc1_amp": 60.0}), base.replace({"osc1_amp": 100.0})
    found = nearest(base, [("far", far), ("same", base), ("near", near)], n=2)
    assert found == [("same", 0.0), ("near", pytest.approx(0.1 / np.sqrt(33)))]
