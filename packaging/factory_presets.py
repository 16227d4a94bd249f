"""Makes the factory presets: python packaging/factory_presets.py, from the root of the checkout.

Paper 1 to 3 are Table I of Saldaña & Mendizabal-Ruiz, "Deep Learning for Image to Sound Synthesis"
(CCE 2020), value for value. The others are ours. Each has the drawing one would make for it: round
for soft sounds, angular for sharp ones (Köhler's maluma and takete; bouba and kiki). After them come
the things that people draw, whose sounds follow from their drawings by the rule of the map "Bouba":
their table is models/sketch_to_patch/anchor_instruments.py.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "packaging")]

from factory_drawings import DRAWINGS  # noqa: E402  (the path comes first)

from models.sketch_to_patch.anchor_presets import anchor_presets  # noqa: E402
from models.sketch_to_patch.stroke import Sketch  # noqa: E402
from synth.parameters import PREDICTED  # noqa: E402
from synth.patch import Patch  # noqa: E402
from synth.presets import FACTORY_FOLDER, Preset, save_preset  # noqa: E402

# Each line of the table: 33 values in the order of the parameter table.
PAPER = {
    "Paper 1": ("On Pulse 3 50 100 Pulse 0 50 100 Pulse 3 25 On Lowpass 2000 On 2000 Highpass 20 On 10000 "
                "On On On 3.7 2 48 On 250 50 On 120 45"),
    "Paper 2": ("On Sawtooth 5 50 100 Sawtooth 0 65 100 Sawtooth 0 50 On Lowpass 257.6 On 15.45 Lowpass 417.6 On 30.27 "
                "Off Off Off 0 0 0 Off 0 0 On 70 15"),
    "Paper 3": ("On Sawtooth 0 50 100 Sawtooth 0 50 100 Sawtooth 0 15 On Lowpass 4677 Off 0 None 0 Off 0 "
                "On On On 3.1 2 15 On 250 29 On 10 15"),
}  # fmt: skip

# Shared by all of ours, before their own values: one plain oscillator, no effect but a small room.
PLAIN: dict[str, float | str] = {
    "osc1_on": "On", "osc1_extra": 0, "osc1_amp": 50, "osc2_level": 0, "osc3_level": 0,
    "filters_on": "On", "filter1_type": "Lowpass", "filter2_type": "None", "filter2_cutoff_hz": 0,
    "effects_on": "On", "modulation_on": "On", "chorus_on": "Off", "reverb_on": "On", "reverb_space": 30,
    "reverb_mix": 12, "drive_db": 0, "key_track": 0,
}  # fmt: skip

OURS: dict[str, tuple[tuple[str, ...], str, dict[str, float | str]]] = {
    "Round Pad": (("pad", "soft", "warm"), "Slow and wide; it opens while the key is held.", {
        "osc1_wave": "Triangle", "osc1_extra": 4, "osc1_amp": 60,
        "osc2_level": 90, "osc2_wave": "Sine", "osc2_amp": 50, "osc2_semitones": -12,
        "osc3_level": 55, "osc3_wave": "Sawtooth", "osc3_extra": 3, "osc3_amp": 50,
        "filter1_cutoff_hz": 520, "filter1_env_on": "On", "filter1_env_hz": 1700, "filter1_resonance": 4,
        "filter1_attack_s": 1.6, "filter1_decay_s": 3.0, "filter1_sustain": 60, "filter1_release_s": 2.0,
        "amp_attack_s": 0.6, "amp_decay_s": 1.0, "amp_sustain": 90, "amp_release_s": 1.8,
        "chorus_on": "On", "chorus_delay_ms": 9, "chorus_rate_hz": 0.4, "chorus_depth": 45, "chorus_invert": "On",
        "chorus_low_cut_hz": 200, "chorus_mix": 45, "reverb_space": 88, "reverb_mix": 34, "spread": 90, "master_db": 4,
    }),
    "Kiki Lead": (("lead", "bright", "mono"), "One note at a time, sharp in front.", {
        "osc1_wave": "Sawtooth", "osc1_extra": 2, "osc1_amp": 60,
        "osc2_level": 80, "osc2_wave": "Pulse", "osc2_amp": 50, "osc2_semitones": 12, "pulse_width": 18,
        "filter1_cutoff_hz": 2600, "filter1_env_on": "On", "filter1_env_hz": 13000, "filter1_resonance": 28,
        "filter1_decay_s": 0.45, "filter1_sustain": 35,
        "filter2_type": "Highpass", "filter2_cutoff_hz": 180,
        "drive_db": 9, "drive_mix": 70, "detune_cents": 10, "glide_s": 0.05, "polyphony": 1,
        "amp_attack_s": 0.003, "amp_sustain": 90, "amp_release_s": 0.18, "reverb_space": 24, "reverb_mix": 12,
        "key_track": 40, "master_db": 0,
    }),
    "Soft Keys": (("keys", "soft"), "An electric piano without its piano.", {
        "osc1_wave": "Sine", "osc1_amp": 100, "osc2_level": 60, "osc2_wave": "Triangle", "osc2_amp": 90,
        "osc3_level": 22, "osc3_wave": "Sine", "osc3_amp": 60, "osc3_semitones": 24,
        "filter1_cutoff_hz": 1100, "filter1_env_on": "On", "filter1_env_hz": 4500, "filter1_decay_s": 0.5,
        "amp_attack_s": 0.003, "amp_decay_s": 1.6, "amp_sustain": 28, "amp_release_s": 0.45, "velocity_sens": 85,
        "chorus_on": "On", "chorus_delay_ms": 6, "chorus_rate_hz": 0.9, "chorus_depth": 30, "chorus_invert": "On",
        "chorus_mix": 40, "reverb_space": 45, "reverb_mix": 18, "key_track": 50, "master_db": 6,
    }),
    "Deep Bass": (("bass", "mono"), "Square an octave down, closed soon after the stroke.", {
        "osc1_wave": "Sawtooth", "osc1_amp": 60, "osc1_semitones": -12,
        "osc2_level": 90, "osc2_wave": "Square", "osc2_amp": 55, "osc2_semitones": -24,
        "filter1_cutoff_hz": 190, "filter1_env_on": "On", "filter1_env_hz": 1500, "filter1_resonance": 22,
        "filter1_attack_s": 0.002, "filter1_decay_s": 0.28, "filter1_sustain": 12,
        "amp_attack_s": 0.002, "amp_decay_s": 0.4, "amp_sustain": 80, "amp_release_s": 0.12,
        "polyphony": 1, "drive_db": 6, "drive_mix": 60, "reverb_on": "Off", "reverb_mix": 0, "master_db": 2,
    }),
    "Acid Zigzag": (("bass", "sharp", "mono"), "A resonant filter that bites and slides.", {
        "osc1_wave": "Square", "osc1_amp": 75,
        "filter1_cutoff_hz": 280, "filter1_env_on": "On", "filter1_env_hz": 4800, "filter1_resonance": 74,
        "filter1_attack_s": 0.002, "filter1_decay_s": 0.22, "filter1_sustain": 0,
        "amp_attack_s": 0.002, "amp_decay_s": 0.5, "amp_sustain": 70, "amp_release_s": 0.08,
        "drive_db": 14, "drive_mix": 85, "glide_s": 0.06, "polyphony": 1, "reverb_space": 12, "reverb_mix": 8,
        "master_db": -3,
    }),
    "Paper Pluck": (("pluck", "short"), "Short, dry strings of paper.", {
        "osc1_wave": "Pulse", "osc1_extra": 1, "osc1_amp": 65, "pulse_width": 30, "detune_cents": 7,
        "osc2_level": 60, "osc2_wave": "Triangle", "osc2_amp": 60, "osc2_semitones": 12,
        "filter1_cutoff_hz": 420, "filter1_env_on": "On", "filter1_env_hz": 7500, "filter1_resonance": 18,
        "filter1_attack_s": 0.001, "filter1_decay_s": 0.22, "filter1_sustain": 0,
        "amp_attack_s": 0.001, "amp_decay_s": 0.55, "amp_sustain": 0, "amp_release_s": 0.3,
        "reverb_space": 52, "reverb_mix": 22, "key_track": 60, "master_db": 4,
    }),
    "Cathedral Organ": (("organ", "wide"), "Three stops in a long nave.", {
        "osc1_wave": "Sine", "osc1_amp": 70, "osc2_level": 85, "osc2_wave": "Sine", "osc2_amp": 60,
        "osc2_semitones": 12, "osc3_level": 70, "osc3_wave": "Triangle", "osc3_amp": 45, "osc3_semitones": 19,
        "filter1_type": "None", "amp_attack_s": 0.03, "amp_decay_s": 0.1, "amp_sustain": 100, "amp_release_s": 0.18,
        "velocity_sens": 10, "chorus_on": "On", "chorus_delay_ms": 5, "chorus_rate_hz": 0.7, "chorus_depth": 18,
        "chorus_mix": 30, "reverb_space": 124, "reverb_mix": 36, "master_db": -2,
    }),
    "Glass Bell": (("bell", "bright"), "Struck once, it rings alone.", {
        "osc1_wave": "Sine", "osc1_amp": 100, "osc2_level": 60, "osc2_wave": "Sine", "osc2_amp": 75,
        "osc2_semitones": 19, "osc3_level": 45, "osc3_wave": "Triangle", "osc3_amp": 65, "osc3_semitones": 24,
        "filter1_type": "Highpass", "filter1_cutoff_hz": 110, "filter1_resonance": 0,
        "amp_attack_s": 0.001, "amp_decay_s": 3.2, "amp_sustain": 0, "amp_release_s": 2.4, "velocity_sens": 80,
        "chorus_on": "On", "chorus_delay_ms": 3, "chorus_rate_hz": 0.3, "chorus_depth": 15, "chorus_mix": 25,
        "reverb_space": 104, "reverb_mix": 34, "master_db": 5,
    }),
    "String Ensemble": (("strings", "wide"), "Many bows, none quite together.", {
        "osc1_wave": "Sawtooth", "osc1_extra": 5, "osc1_amp": 55, "osc2_level": 85, "osc2_wave": "Sawtooth",
        "osc2_extra": 4, "osc2_amp": 45, "osc2_semitones": 12, "osc3_level": 60, "osc3_wave": "Sawtooth",
        "osc3_extra": 3, "osc3_amp": 40, "osc3_semitones": -12,
        "filter1_cutoff_hz": 3200, "filter1_resonance": 2, "filter2_type": "Highpass", "filter2_cutoff_hz": 130,
        "amp_attack_s": 0.32, "amp_decay_s": 0.6, "amp_sustain": 88, "amp_release_s": 0.9,
        "chorus_on": "On", "chorus_delay_ms": 7, "chorus_rate_hz": 0.6, "chorus_depth": 40, "chorus_invert": "On",
        "chorus_low_cut_hz": 180, "chorus_mix": 48, "reverb_space": 76, "reverb_mix": 28,
        "detune_cents": 17, "spread": 95,
    }),
    "Wind": (("noise", "texture"), "Air through a gap in the window; keys choose the gap.", {
        "osc1_wave": "Noise", "osc1_amp": 100, "osc3_level": 100, "osc3_wave": "Noise", "osc3_amp": 100,
        "osc2_level": 100, "osc2_wave": "Noise", "osc2_amp": 100,
        "filter1_type": "Bandpass", "filter1_cutoff_hz": 480, "filter1_env_on": "On", "filter1_env_hz": 1300,
        "filter1_resonance": 30, "filter1_attack_s": 2.2, "filter1_decay_s": 3.5, "filter1_sustain": 30,
        "filter1_release_s": 2.5, "filter2_type": "Highpass", "filter2_cutoff_hz": 160,
        "amp_attack_s": 0.9, "amp_sustain": 90, "amp_release_s": 2.2, "key_track": 100,
        "reverb_space": 108, "reverb_mix": 40, "master_db": 6,
    }),
    "Hollow Flute": (("flute", "soft"), "A tube with a little breath in it.", {
        "osc1_wave": "Triangle", "osc1_amp": 80, "osc2_level": 14, "osc2_wave": "Noise", "osc2_amp": 40,
        "osc3_level": 40, "osc3_wave": "Sine", "osc3_amp": 50, "osc3_semitones": 12,
        "filter1_cutoff_hz": 1500, "filter1_resonance": 8, "filter2_type": "Highpass", "filter2_cutoff_hz": 110,
        "amp_attack_s": 0.07, "amp_decay_s": 0.3, "amp_sustain": 82, "amp_release_s": 0.16, "key_track": 70,
        "vibrato_hz": 4.8, "reverb_space": 64, "reverb_mix": 26, "glide_s": 0.02,
    }),
    "Warm Brass": (("brass",), "A section that swells into the note.", {
        "osc1_wave": "Sawtooth", "osc1_extra": 1, "osc1_amp": 65, "osc2_level": 90, "osc2_wave": "Sawtooth",
        "osc2_amp": 50, "osc3_level": 50, "osc3_wave": "Pulse", "osc3_amp": 40, "osc3_semitones": -12,
        "filter1_cutoff_hz": 420, "filter1_env_on": "On", "filter1_env_hz": 4200, "filter1_resonance": 6,
        "filter1_attack_s": 0.09, "filter1_decay_s": 0.7, "filter1_sustain": 62, "filter1_release_s": 0.25,
        "amp_attack_s": 0.045, "amp_decay_s": 0.4, "amp_sustain": 85, "amp_release_s": 0.22, "detune_cents": 9,
        "reverb_space": 58, "reverb_mix": 20, "drive_db": 3,
    }),
    "Super Saw": (("lead", "wide", "bright"), "Sixteen saws side by side.", {
        "osc1_wave": "Sawtooth", "osc1_extra": 7, "osc1_amp": 65, "osc2_level": 85, "osc2_wave": "Sawtooth",
        "osc2_extra": 7, "osc2_amp": 45, "osc2_semitones": 12,
        "filter1_cutoff_hz": 9500, "filter1_resonance": 6, "filter2_type": "Highpass", "filter2_cutoff_hz": 150,
        "amp_attack_s": 0.008, "amp_decay_s": 0.4, "amp_sustain": 85, "amp_release_s": 0.5,
        "detune_cents": 26, "spread": 100, "reverb_space": 66, "reverb_mix": 24, "master_db": -1,
    }),
    "Broken Radio": (("noise", "harsh", "texture"), "A station that is nearly there.", {
        "osc1_wave": "Square", "osc1_extra": 3, "osc1_amp": 60, "osc2_level": 55, "osc2_wave": "Noise",
        "osc2_amp": 70, "osc3_level": 80, "osc3_wave": "Pulse", "osc3_amp": 50, "osc3_semitones": 7,
        "filter1_type": "Bandpass", "filter1_cutoff_hz": 1300, "filter1_env_on": "On", "filter1_env_hz": 3800,
        "filter1_resonance": 45, "filter1_decay_s": 0.9, "filter1_sustain": 25,
        "filter2_type": "Notch", "filter2_cutoff_hz": 2200, "filter2_resonance": 30,
        "drive_db": 24, "drive_mix": 100, "detune_cents": 45, "pulse_width": 8, "reverb_space": 8, "reverb_mix": 10,
        "master_db": 6,
    }),
    "Chip Square": (("chip", "dry"), "One square and nothing else.", {
        "osc1_wave": "Square", "osc1_amp": 55, "filters_on": "Off", "filter1_type": "None", "filter1_cutoff_hz": 0,
        "effects_on": "Off", "modulation_on": "Off", "reverb_on": "Off", "reverb_mix": 0,
        "amp_attack_s": 0.001, "amp_decay_s": 0.08, "amp_sustain": 70, "amp_release_s": 0.03, "velocity_sens": 30,
    }),
}  # fmt: skip


def presets() -> list[Preset]:
    """All factory presets, in the order of the library."""
    result = []
    for name, line in PAPER.items():
        words = line.split()
        values = {row.id: word if row.choices else float(word) for row, word in zip(PREDICTED, words, strict=True)}
        shape = {"Paper 1": "circle", "Paper 2": "square", "Paper 3": "triangle"}[name]
        comment = f"Sound {name[-1]} of the paper's Table I, taught for the {shape}."
        result.append(_preset(name, {**values, "key_track": 0}, ("paper",), comment))
    for name, (tags, comment, values) in OURS.items():
        result.append(_preset(name, {**PLAIN, **values}, tags, comment))
    return [*result, *anchor_presets()]


def _preset(name: str, values: dict[str, float | str], tags: tuple[str, ...], comment: str) -> Preset:
    sketch = Sketch(strokes=DRAWINGS[name]()).to_json()
    return Preset(name=name, patch=Patch.of(values), sketch=sketch, tags=tags, author="Bouba", comment=comment)


def main() -> None:
    """Write every preset into the folder of the program."""
    FACTORY_FOLDER.mkdir(parents=True, exist_ok=True)
    for number, preset in enumerate(presets(), start=1):
        file_name = f"{number:02d}-{preset.name.lower().replace(' ', '-')}.json"
        save_preset(FACTORY_FOLDER / file_name, preset)
        print(f"{file_name}: {len(preset.sketch['strokes']) if preset.sketch else 0} strokes")


if __name__ == "__main__":
    main()
