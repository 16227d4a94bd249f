"""Each feature hears what it is named after, and little else."""

from functools import lru_cache

import numpy as np
import pytest

from models.sound_features import FEATURES, HELD_S, RATE_HZ, SoundFeatures, features_of, measure_sound
from synth.patch import Patch

BASE = Patch.of(
    {"osc1_wave": "Sawtooth", "osc1_amp": 60.0, "filter1_cutoff_hz": 2000.0, "chorus_on": True, "chorus_mix": 30.0,
     "chorus_rate_hz": 2.0, "chorus_depth": 15.0, "chorus_delay_ms": 7.0, "chorus_invert": True, "reverb_mix": 15.0}
)  # fmt: skip


@lru_cache(maxsize=64)
def heard(**changes: float | str | bool) -> SoundFeatures:
    return features_of(BASE.replace(changes))


def test_a_sine_by_hand_has_the_features_of_a_sine() -> None:
    time_s = np.arange(round((HELD_S + 2.0) * RATE_HZ)) / RATE_HZ
    tone = 0.5 * np.sin(2.0 * np.pi * 200.0 * time_s) * (time_s < HELD_S)
    sound = np.stack([tone, tone], axis=1)
    held = sound[: round(HELD_S * RATE_HZ)]
    found = measure_sound(sound, held, held, held, f0_hz=200.0)
    assert found.level_db == pytest.approx(20.0 * np.log10(0.5 / np.sqrt(2.0)), abs=0.01)
    assert found.centroid_hz == pytest.approx(200.0, rel=0.1)
    assert found.width_db < -80.0
    assert found.bass_db > 60.0
    assert found.opening_octaves == pytest.approx(0.0, abs=0.01)
    assert found.bass_onset_db == pytest.approx(0.0, abs=1.0)
    assert found.noise_db < -60.0
    assert found.wet_db < -80.0


def test_silence_has_finite_features() -> None:
    assert np.isfinite(features_of(BASE.replace({"osc1_amp": 0.0})).as_array()).all()


@pytest.mark.parametrize(
    ("feature", "more", "least"),
    [
        ("centroid_hz", {"filter1_cutoff_hz": 8000.0}, 500.0),
        ("bite_db", {"filter1_env_on": True, "filter1_env_hz": 12000.0}, 6.0),
        ("noise_db", {"osc3_wave": "Noise", "osc3_level": 50.0}, 6.0),
        ("ensemble", {"osc1_extra": 6.0}, 2.0),
        ("movement_hz", {"chorus_rate_hz": 6.0}, 2.0),
        ("width_db", {"chorus_mix": 50.0}, 2.0),
        ("decay_s", {"reverb_space": 110.0}, 1.0),
        ("wet_db", {"reverb_mix": 40.0}, 4.0),
        ("level_db", {"osc1_amp": 100.0}, 4.0),
    ],
)
def test_feature_grows_with_what_it_is_named_after(
    feature: str, more: dict[str, float | str | bool], least: float
) -> None:
    assert getattr(heard(**more), feature) - getattr(heard(), feature) > least


def test_even_partials_tell_a_saw_from_a_square() -> None:
    assert heard().even_db > heard(osc1_wave="Square").even_db + 15.0


def test_a_highpass_takes_the_bass_and_its_envelope_delays_it() -> None:
    cut = heard(filter2_type="Highpass", filter2_cutoff_hz=500.0)
    late = heard(filter2_type="Highpass", filter2_cutoff_hz=30.0, filter2_env_on=True, filter2_env_hz=2500.0)
    assert cut.bass_db < heard().bass_db - 8.0
    assert late.bass_onset_db < heard().bass_onset_db - 6.0
    assert late.bass_db == pytest.approx(heard().bass_db, abs=3.0)


def test_an_opening_filter_opens_and_a_closing_one_closes() -> None:
    opening = heard(filter1_env_on=True, filter1_env_hz=300.0)
    closing = heard(filter1_env_on=True, filter1_env_hz=12000.0)
    assert opening.opening_octaves > 0.3
    assert closing.opening_octaves < -0.3


def test_names_are_those_of_the_array() -> None:
    assert len(FEATURES) == len(heard().as_array())
