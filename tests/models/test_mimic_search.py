"""The mimic finds a sound of the synth again; what it compares, what it begins with, and how it searches."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from models.audible import audible_mask
from models.errors import ModelError, ModelFileError
from models.sound_to_patch.candidate import PLAYED, Guess, changed, in_form, travel_of, turnable, with_travel
from models.sound_to_patch.distance import (
    RANGE_DB,
    distance_db,
    fingerprint,
    noise_floor_db,
    patch_distance_db,
    render_like,
)
from models.sound_to_patch.hearing import RATE_HZ, Heard, hear
from models.sound_to_patch.library import (
    EMBEDDING,
    NOTES,
    Library,
    build_library,
    embed,
    load_library,
    nearest_units,
    save_library,
)
from models.sound_to_patch.predictor import Memory, amplitude_envelope, open_memory
from models.sound_to_patch.prior import canonical, draw
from models.sound_to_patch.search import Budget, Mimicry, mimic
from synth.parameters import INDEX, N_PREDICTED, PREDICTED
from synth.patch import Patch
from synth.presets import Preset
from synth.render import render_note

TARGET = Patch.of(
    {"osc1_wave": "Square", "osc2_level": 100.0, "osc2_wave": "Sine", "osc2_amp": 30.0, "filter1_type": "Lowpass",
     "filter1_cutoff_hz": 1200.0, "reverb_on": "Off"}
)  # fmt: skip
NOTHING = Preset("Nothing near", Patch.of({"osc1_wave": "Noise", "filter1_cutoff_hz": 300.0}))


@pytest.fixture(scope="module")
def heard() -> Heard:
    """TARGET, played at A3 for a third of a second."""
    return hear(render_note(TARGET, 57, seconds=0.35, tail=0.2), 48_000)


@pytest.fixture(scope="module")
def library() -> Library:
    """Three patches at each note."""
    return build_library(3 * len(NOTES), seed=4)


def search(heard: Heard, library: Library, renders: int, *, seed: int = 0) -> Mimicry:
    seeds = [Patch.default().with_unit(unit) for unit in nearest_units(library, heard, 3)]
    return mimic(heard, seeds, [NOTHING], budget=Budget(renders=renders), fit="predicted", seed=seed)


def test_a_sound_of_the_synth_is_found_again(heard: Heard, library: Library) -> None:
    result = search(heard, library, 150)
    assert result.note == 57
    assert result.distance_db < 0.6 * result.start_distance_db
    assert result.distance_db < 0.3 * result.nearest_preset_distance_db
    assert result.nearest_preset == "Nothing near"
    found = render_like(result.patch, replace(heard, held_s=result.held_s), sample_rate_hz=48_000)
    assert distance_db(fingerprint(found), fingerprint(heard.sound)) == pytest.approx(result.distance_db)


def test_the_same_seed_finds_the_same_and_progress_only_goes_down(heard: Heard, library: Library) -> None:
    told: list[tuple[float, int]] = []
    seeds = [Patch.default().with_unit(unit) for unit in nearest_units(library, heard, 3)]

    def run() -> Mimicry:
        told.clear()
        return mimic(
            heard, seeds, [], budget=Budget(renders=30), seed=1,
            progress=lambda patch, distance, renders: told.append((distance, renders)),
        )  # fmt: skip

    assert run() == run()
    distances, counts = zip(*told, strict=True)
    assert list(distances) == sorted(set(distances), reverse=True)
    assert list(counts) == sorted(counts)


def test_only_the_33_change_where_only_they_are_fitted(heard: Heard, library: Library) -> None:
    assert search(heard, library, 40).patch.values[N_PREDICTED:] == Patch.default().values[N_PREDICTED:]


def test_a_search_can_be_cancelled_and_answers_with_what_it_has(heard: Heard, library: Library) -> None:
    renders: list[int] = []
    result = mimic(
        heard, [Patch.default()], [], budget=Budget(seconds=60.0),
        progress=lambda patch, distance, count: renders.append(count), cancelled=lambda: len(renders) >= 1,
    )  # fmt: skip
    assert result.renders < 10
    assert result.patch == in_form(Patch.default())


def test_without_anything_to_begin_with_or_to_end_by_it_says_so(heard: Heard) -> None:
    with pytest.raises(ModelError, match="nothing to begin with"):
        mimic(heard, [], [], budget=Budget(renders=5))
    with pytest.raises(ValueError, match="never ends"):
        Budget()


def test_a_preset_that_is_the_sound_is_kept(heard: Heard) -> None:
    result = mimic(heard, [Patch.default()], [Preset("It", TARGET), NOTHING], budget=Budget(renders=12))
    assert result.nearest_preset == "It"
    assert result.distance_db <= result.nearest_preset_distance_db


def test_a_sound_is_at_0_db_from_itself_and_the_more_it_differs_the_further(heard: Heard) -> None:
    target = fingerprint(heard.sound)
    assert distance_db(target, target) == 0.0
    cutoffs = (1200.0, 1800.0, 3000.0, 8000.0)
    distances = [patch_distance_db(TARGET.replace({"filter1_cutoff_hz": hz}), heard, target) for hz in cutoffs]
    assert distances == sorted(distances)
    assert distances[0] < 1.5 < 4.0 < distances[-1]
    assert all(part.max() - part.min() <= RANGE_DB + 1e-3 for part in target)
    with pytest.raises(ValueError, match="frames"):
        distance_db(target, fingerprint(heard.sound[: RATE_HZ // 10]))


def test_the_distance_leaves_out_what_a_source_could_not_hold(heard: Heard) -> None:
    rng = np.random.default_rng(0)
    hiss = heard.sound + np.diff(rng.standard_normal(len(heard.sound) + 1)).astype(np.float32)
    one, other = fingerprint(heard.sound), fingerprint(hiss)
    assert distance_db(one, other, highest_hz=800.0) < 0.7 * distance_db(one, other)


def test_noise_has_a_floor_that_a_plain_tone_has_not(heard: Heard) -> None:
    tone = Patch.of({"osc1_wave": "Square", "reverb_on": "Off"})
    assert noise_floor_db(tone, heard) < 0.01
    assert noise_floor_db(tone.replace({"osc1_wave": "Noise"}), heard) > 1.0


def test_the_canonical_form_sounds_the_same_and_is_its_own_form() -> None:
    twin = {"osc1_on": "Off", "osc2_level": 50.0, "osc2_amp": 40.0, "osc2_wave": "Sine", "osc3_level": 100.0,
            "osc3_wave": "Square", "osc3_amp": 60.0, "filter1_type": "None", "filter1_cutoff_hz": 90.0,
            "chorus_on": "On", "chorus_mix": 0.0, "reverb_on": "Off"}  # fmt: skip
    patch = Patch.of(twin)
    form = in_form(patch)
    assert form["osc1_wave"] == 3.0 and form["osc2_wave"] == 0.0 and form["osc3_level"] == 0.0
    assert form["osc2_amp"] / form["osc1_amp"] == pytest.approx(20.0 / 60.0)
    assert np.allclose(in_form(form).values, form.values, rtol=1e-9, atol=1e-9)
    as_played = Heard(np.zeros(RATE_HZ // 4, np.float32), 50, 0.2, True)
    sounds = [render_like(p, as_played) for p in (patch, form)]
    assert distance_db(*(fingerprint(sound) for sound in sounds)) < 0.5


def test_drawn_patches_are_in_canonical_form_and_can_be_heard() -> None:
    rng = np.random.default_rng(8)
    units = np.stack([draw(rng) for _ in range(200)])
    assert all(np.allclose(canonical(unit), unit) for unit in units)
    assert audible_mask(units)[:, INDEX["osc1_wave"]].all()
    gains = units[:, [INDEX["osc1_amp"], INDEX["osc2_amp"]]]
    both = units[:, INDEX["osc2_level"]] > 0.0
    assert both.any() and (gains[both, 0] >= gains[both, 1]).all()
    for id in ("osc1_wave", "filter1_type", "filter2_type"):
        row = PREDICTED[INDEX[id]]
        assert len(np.unique(units[:, INDEX[id]])) == len(row.choices)


def test_changes_stay_legal_in_form_and_reach_every_module() -> None:
    rng = np.random.default_rng(3)
    guess = Guess(in_form(TARGET), 57, 0.3)
    other = Guess(Patch.default().with_unit(draw(rng)), 57, 0.3)
    seen: set[str] = set()
    for _ in range(250):
        child = changed(guess, [other], rng, fit="all", voiced=True)
        assert np.allclose(in_form(child.patch).values, child.patch.values, rtol=1e-9, atol=1e-9)
        seen |= {row.id for row, a, b in zip(PREDICTED, child.patch.values, guess.patch.values, strict=False) if a != b}
        seen |= {id for id in PLAYED if child.patch[id] != guess.patch[id]}
    assert {"osc1_wave", "osc1_extra", "osc2_amp", "osc3_level", "filter1_type", "filter1_cutoff_hz", "filter1_env_on",
            "filter2_type", "chorus_on", "reverb_on", "amp_attack_s", "filter1_resonance"} <= seen  # fmt: skip


def test_only_what_is_heard_is_turned() -> None:
    def ids(patch: Patch) -> set[str]:
        rows = [*(row.id for row in PREDICTED), *PLAYED]
        return {rows[i] for i in turnable(patch, fit="all")}

    plain = in_form(Patch.of({"filters_on": "Off", "reverb_on": "Off"}))
    assert ids(plain) == {"osc1_amp", "amp_attack_s", "amp_decay_s", "amp_sustain", "amp_release_s"}
    assert "pulse_width" in ids(plain.replace({"osc1_wave": "Pulse"}))
    swept = ids(TARGET.replace({"filter1_env_on": "On", "filter1_env_hz": 9000.0}))
    assert {"filter1_env_hz", "filter1_decay_s", "filter1_resonance"} <= swept
    assert not any(id in PLAYED for id in np.array([row.id for row in PREDICTED])[turnable(TARGET, fit="predicted")])


def test_travel_of_a_patch_turns_back_into_it() -> None:
    patch = in_form(TARGET)
    back = with_travel(patch, travel_of(patch))
    assert np.allclose(back.values, patch.values, rtol=1e-9, atol=1e-9)


def test_the_library_finds_its_own_patches_at_any_note(library: Library) -> None:
    for i in (0, 7):
        patch = Patch.default().with_unit(library.units[i].astype(np.float64))
        audio = render_note(patch, int(library.notes[i]), seconds=0.9, tail=0.3, sample_rate_hz=RATE_HZ)
        sound = audio.mean(axis=1)
        heard = Heard((sound / np.sqrt(np.mean(sound**2))).astype(np.float32), int(library.notes[i]), 0.9, True)
        nearest = nearest_units(library, heard, 2)
        assert nearest.shape == (2, N_PREDICTED)
        assert np.abs(nearest[0] - library.units[i]).max() < 2e-3
        assert len(nearest_units(library, replace(heard, note=heard.note + 3), 99)) == 3


def test_a_library_is_the_same_for_the_same_seed_and_comes_back_from_its_file(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "library.npz"
    save_library(path, library)
    for other in (load_library(path), build_library(len(library), seed=4)):
        assert np.array_equal(other.units, library.units)
        assert np.array_equal(other.embeddings, library.embeddings)
        assert np.array_equal(other.notes, library.notes)
    assert open_memory(path, tmp_path / "none.onnx").network is None


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x80\x04\x95 pickle"])
def test_a_damaged_library_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "library.npz"
    path.write_bytes(content)
    with pytest.raises(ModelFileError, match="damaged"):
        load_library(path)
    with pytest.raises(ModelFileError, match="missing"):
        load_library(tmp_path / "nowhere.npz")


def test_a_library_of_other_shapes_or_with_objects_is_refused(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "library.npz"
    save_library(path, replace(library, units=library.units[:, :30]))
    with pytest.raises(ModelFileError, match="does not fit"):
        load_library(path)
    np.savez(path, units=np.array([{}], dtype=object), embeddings=library.embeddings, notes=library.notes)
    with pytest.raises(ModelFileError, match="damaged"):
        load_library(path)


def test_an_embedding_knows_the_moments_that_a_sound_has() -> None:
    noise = np.random.default_rng(0).standard_normal(RATE_HZ)
    assert embed(noise).shape == (EMBEDDING,)
    assert np.isfinite(embed(noise)).all()
    assert np.isnan(embed(noise[: RATE_HZ // 20])).any()
    assert np.abs(embed(0.01 * noise) - embed(noise)).max() < 0.01


def test_the_envelope_of_a_sound_is_a_first_guess() -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    plucked = amplitude_envelope(Heard((np.sin(2000.0 * t) * 10.0 ** (-2.0 * t)).astype(np.float32), 60, 1.0, True))
    assert plucked["amp_decay_s"] == pytest.approx(60.0 / 40.0, rel=0.1)
    assert plucked["amp_sustain"] == 0.0
    assert plucked["amp_attack_s"] < 0.02
    swelling = amplitude_envelope(
        Heard((np.sin(2000.0 * t) * np.minimum(1.0, 2.0 * t)).astype(np.float32), 60, 1.0, True)
    )
    assert swelling["amp_attack_s"] == pytest.approx(0.45, abs=0.1)
    assert swelling["amp_sustain"] == 100.0


def test_first_guesses_include_some_with_the_envelope_of_the_sound(heard: Heard, library: Library) -> None:
    memory = Memory(library)
    plain, more = memory.seeds(heard, with_envelopes=False), memory.seeds(heard, with_envelopes=True)
    assert more[: len(plain)] == plain
    assert len(more) > len(plain)
    assert more[len(plain)]["amp_release_s"] != plain[0]["amp_release_s"]


def test_fixed_values_stay_in_the_answer_and_in_all_that_is_told(heard: Heard, library: Library) -> None:
    told: list[Patch] = []
    seeds = [Patch.default().with_unit(unit) for unit in nearest_units(library, heard, 3)]
    found = mimic(
        heard, seeds, [NOTHING], budget=Budget(renders=60), fixed={"reverb_mix": 44.0, "amp_attack_s": 0.5},
        progress=lambda patch, *_: told.append(patch),
    )  # fmt: skip
    assert told
    for patch in (*told, found.patch):
        assert patch["reverb_mix"] == 44.0
        assert patch["amp_attack_s"] == 0.5
