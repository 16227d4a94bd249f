"""Everything the engine remembers, as one structured record.

One record means one address: the compiled callback reaches it through a pointer, and nothing is
allocated while sound runs. Arrays of the same first axis belong together:
`S` voice slots, 3 oscillators, `U` unison voices, 2 filters, 2 channels.
"""

from typing import Final

import numpy as np

from synth.dsp import chorus, drive, limiter, reverb, sampler
from synth.dsp.tick import TICK
from synth.parameters import N_ALL

VOICES: Final = 16
"""Notes that may sound together."""
SLOTS: Final = 2 * VOICES
"""Voice slots: the sounding notes and those that fade after they were stolen, a whole chord of each."""
UNISON: Final = 8
"""Voices of one oscillator: one and at most seven extra."""

f8, f4, i8, u4 = np.float64, np.float32, np.int64, np.uint32

VOICE_FIELDS: Final = [
    ("stage", i8, (SLOTS,)),  # amplitude envelope stage, envelope.IDLE when the slot is free
    ("level", f8, (SLOTS,)),
    ("filter_stage", i8, (SLOTS, 2)),
    ("filter_level", f8, (SLOTS, 2)),
    ("note", i8, (SLOTS,)),
    ("velocity", f8, (SLOTS,)),  # 0 to 1
    ("key_down", i8, (SLOTS,)),
    ("fade", f8, (SLOTS,)),  # 1, or what is left of the fade of a stolen voice
    ("fading", i8, (SLOTS,)),
    ("age", i8, (SLOTS,)),  # value of the note counter when it began
    ("pitch", f8, (SLOTS,)),  # MIDI note with fraction, moving while it glides
    ("glide_step", f8, (SLOTS,)),  # semitones per tick
    ("gain", f8, (SLOTS,)),  # gain at the end of the last tick
    ("struck", i8, (SLOTS,)),  # 1 from a stroke to the next tick
    ("rest", f8, (SLOTS, 2)),  # smoothing stages: what the stroke before still adds to the gain
    ("fresh", i8, (SLOTS,)),  # 1 until the slot has its first coefficients
    ("phase", u4, (SLOTS, 3, UNISON)),
    ("random_voice", u4, (SLOTS, 3, UNISON)),
    ("sample_at", f8, (SLOTS, 2)),  # seconds into the recorded sound: where it reads, and where it read before a jump
    ("sample_fade", f8, (SLOTS,)),  # how much of the latter is still heard
    ("sample_sounds", i8, (SLOTS,)),
    ("z", f8, (SLOTS, 2, 2, 2)),  # filter, channel, state
    ("coefficients", f8, (SLOTS, 2, 3)),  # of the filters at the end of the last tick
    ("mix", f8, (SLOTS, 2, 3)),  # input, band, low: likewise
]

ENGINE_DTYPE: Final = np.dtype(
    [
        ("sample_rate_hz", f8),
        ("tick_rate_hz", f8),
        ("seed", u4),
        ("random", u4),
        ("target", f8, (N_ALL,)),  # where each parameter goes (cutoffs as natural logarithms, volume as a gain)
        ("stage_1", f8, (N_ALL,)),  # the first smoothing stage
        ("value", f8, (N_ALL,)),  # where it is: the second
        ("settled", i8),  # 1 when every value is where it goes
        ("wave", i8, (3, 2)),  # the wave that sounds and the one it fades to
        ("wave_fade", f8, (3, 2)),  # how far the latter is faded in at the beginning and the end of this tick
        ("type_fade", f8, (2, 5)),  # how far each filter type is faded in
        ("type_mix", f8, (2, 5)),  # its share in the sound
        ("unison_level", f8, (3, UNISON, 2)),  # gain left and right at the end of this tick
        ("unison_gain", f4, (3, UNISON, 2)),  # the same at its beginning,
        ("unison_gain_step", f4, (3, UNISON, 2)),  # and how it moves from sample to sample
        ("unison_highest", f8, (3,)),  # highest ratio of a voice that sounds, 0 when none does
        ("damping", f8, (2,)),  # 1/Q of the filters
        ("unison_ratio", f8, (3, UNISON)),  # frequency ratio to the note
        ("unison_here", f8, (3, UNISON, 2)),  # smoothing stages: 1 where a unison voice sounds,
        ("unison_place", f8, (3, UNISON, 2)),  # and where it stands between the outermost, -1 to 1
        ("pulse_offset", f8, (2,)),  # pulse width in phase units at the beginning and the end of this tick
        ("master", f8, (2,)),  # gain of the volume, likewise
        ("rates", f8, (3, 4)),  # envelope rates of filter 1, filter 2, amplitude
        ("sustain", i8),
        ("bend", f8, (2,)),  # smoothing stages
        ("bend_target", f8),
        ("modulation", f8, (2,)),
        ("modulation_target", f8),
        ("vibrato_phase", f8),
        ("wheels", f8),  # what bend and vibrato add to every pitch, in semitones
        ("counter", i8),
        ("held_since", i8, (128,)),  # note counter when each key went down, 0 when up
        ("last_pitch", f8),  # where the next note glides from; below 0 before the first
        ("bus_fade", f8),  # 1; goes to 0 and back on panic
        ("panic", i8),  # 1 while the bus fades out
        *VOICE_FIELDS,
        ("sampler", sampler.STATE),
        ("drive", drive.STATE),
        ("chorus", chorus.STATE),
        ("reverb", reverb.STATE),
        ("limiter", limiter.STATE),
        ("next_coefficients", f8, (2, 3)),
        ("next_mix", f8, (2, 3)),
        ("osc", f4, (2, TICK)),
        ("bus", f4, (2, TICK)),
        ("fifo_left", i8),  # samples of `bus` that were not yet given out
    ],
    align=True,
)
"""The whole engine; make one with `synth.engine.new_state`."""
