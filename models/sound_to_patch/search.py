"""From a sound to the patch that comes nearest: first guesses, then a local search among renders.

The search keeps a few guesses and, render by render, replaces the worst by a changed copy of a good one
when that is nearer ((mu + 1) evolution with step sizes that are handed on and changed: Beyer & Schwefel,
"Evolution strategies", Natural Computing 1, 2002). It needs no gradient, so it works on the real synth.
"""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from models.errors import ModelError
from models.sound_to_patch.candidate import Fit, Guess, changed, in_form
from models.sound_to_patch.distance import FINAL_RATE_HZ, Fingerprint, fingerprint, patch_distance_db
from models.sound_to_patch.hearing import LONGEST_S, NOTES, RATE_HZ, Heard
from synth.patch import Patch
from synth.presets import Preset

POPULATION: Final = 6
PRESETS_TRIED: Final = 3
"""So many of the nearest presets are first guesses too."""
OCTAVES: Final = (-12, 12, 24)
"""Where else the best first guess is tried: the octave of a sound is easily mistaken, mostly for a lower one."""
HELD_RATIOS: Final = (0.7, 0.85, 1.15)
"""How the key might have been held instead: the length that was heard is an estimate."""
Progress = Callable[[Patch, float, int], None]


@dataclass(frozen=True, slots=True)
class Mimicry:
    """What came out: `patch` played at the MIDI key `note` for `held_s` is `distance_db` from the sound.

    `start_distance_db` is the nearest first guess, before the search; `nearest_preset` the preset that comes
    nearest as it is. All three distances are measured at FINAL_RATE_HZ. `renders` is how many sounds were made.
    """

    patch: Patch
    note: int
    distance_db: float
    start_distance_db: float
    renders: int
    nearest_preset: str
    nearest_preset_distance_db: float
    held_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """When to stop: after so many renders or seconds, whichever comes first; one of them is needed.

    Presets, one first guess and the finalists are heard in any case. The answer is the same for the same
    seed when only renders are counted.
    """

    renders: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.renders is None and self.seconds is None:
            raise ValueError("A search without a budget never ends.")


class _Trial:
    """Hears guesses, counts them, and says when the budget is spent."""

    def __init__(
        self,
        heard: Heard,
        budget: Budget,
        progress: Progress | None,
        cancelled: Callable[[], bool],
        fixed: Mapping[str, float],
    ) -> None:
        self.heard, self.target, self.fixed = heard, fingerprint(heard.sound), fixed
        self.renders, self.best_db = 0, math.inf
        self._budget, self._progress, self._cancelled = budget, progress, cancelled
        self._began = time.monotonic()

    @property
    def over(self) -> bool:
        seconds, renders = self._budget.seconds, self._budget.renders
        if seconds is not None and time.monotonic() - self._began >= seconds:
            return True
        return self._cancelled() or (renders is not None and self.renders >= renders)

    def listen(self, guess: Guess, *, sample_rate_hz: int = RATE_HZ, told: bool = True) -> Guess:
        """The guess with its distance; one that is better than all before is told, unless it is no answer."""
        self.renders += 1
        if told and self.fixed:
            guess = replace(guess, patch=guess.patch.replace(self.fixed))
        distance = guess_distance_db(guess, self.heard, self.target, sample_rate_hz=sample_rate_hz)
        if told and sample_rate_hz == RATE_HZ and distance < self.best_db:
            self.best_db = distance
            if self._progress is not None:
                self._progress(guess.patch, distance, self.renders)
        return replace(guess, distance_db=distance)


def guess_distance_db(guess: Guess, heard: Heard, target: Fingerprint, *, sample_rate_hz: int = RATE_HZ) -> float:
    """How far a guess, played its own way, is from a sound whose fingerprint is `target`."""
    played = replace(heard, note=guess.note, held_s=min(guess.held_s, heard.seconds))
    return patch_distance_db(guess.patch, played, target, sample_rate_hz=sample_rate_hz)


def mimic(
    heard: Heard,
    seeds: Iterable[Patch],
    presets: Iterable[Preset],
    *,
    budget: Budget,
    fit: Fit = "all",
    fixed: Mapping[str, float] | None = None,
    seed: int = 0,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Mimicry:
    """Search for the patch that comes nearest to a sound, from `seeds` (patches in any order) and presets.

    `fit` says whether envelopes, resonance and pulse width are fitted beside the 33 values; `fixed` values, by id,
    stay as they are in every guess. `progress` gets the best patch so far, its distance and the number of renders
    after each improvement; when `cancelled` says so, the best so far is the answer. Raises ModelError when there is
    neither a seed nor a preset. Thread: any; both functions are called in it.
    """
    trial = _Trial(heard, budget, progress, cancelled, fixed or {})
    rng = np.random.default_rng(seed)
    # As they are, presets are answers only where everything may be fitted; otherwise they are a measure.
    is_free = fit == "all" and not fixed
    played = ((Guess(preset.patch, heard.note, heard.held_s), preset.name) for preset in presets)
    shown = [(trial.listen(guess, told=is_free), name) for guess, name in played]
    shown.sort(key=lambda pair: pair[0].distance_db)
    guesses = _first_guesses(trial, seeds, [guess for guess, _ in shown[:PRESETS_TRIED]], is_free=is_free, fit=fit)
    if not guesses:
        raise ModelError("There is nothing to begin with: neither the sound library nor a preset was found.")
    start = guesses[0]
    guesses = _evolved(trial, _played_otherwise(trial, guesses), rng, fit=fit)
    finalists = [trial.listen(guess, sample_rate_hz=FINAL_RATE_HZ) for guess in (start, *guesses[:3])]
    best = min(finalists, key=lambda guess: guess.distance_db)
    preset = trial.listen(shown[0][0], sample_rate_hz=FINAL_RATE_HZ, told=False) if shown else None
    return Mimicry(
        patch=best.patch,
        note=best.note,
        distance_db=best.distance_db,
        start_distance_db=finalists[0].distance_db,
        renders=trial.renders,
        nearest_preset=shown[0][1] if shown else "",
        nearest_preset_distance_db=preset.distance_db if preset else math.inf,
        held_s=best.held_s,
    )


def _first_guesses(
    trial: _Trial, seeds: Iterable[Patch], presets: list[Guess], *, is_free: bool, fit: Fit
) -> list[Guess]:
    """Seeds and presets, heard, the nearest first; of presets the 33 values alone where only those are fitted."""
    guesses: list[Guess] = []
    for patch in seeds:
        if guesses and trial.over:
            break
        guesses.append(trial.listen(Guess(in_form(patch), trial.heard.note, trial.heard.held_s)))
    for guess in presets:
        if is_free:
            guesses.append(guess)
        elif not trial.over or not guesses:
            as_seed = guess.patch if fit == "all" else in_form(Patch.default().with_predicted(guess.patch))
            guesses.append(trial.listen(replace(guess, patch=as_seed)))
    return sorted(guesses, key=lambda guess: guess.distance_db)


def _played_otherwise(trial: _Trial, guesses: list[Guess]) -> list[Guess]:
    """The first guesses, with the best one an octave off (pitch is easily mistaken so) or held longer or shorter."""
    best = guesses[0]
    octaves = [best.note + octave for octave in OCTAVES] if trial.heard.voiced else []
    others = [replace(best, note=note) for note in octaves if NOTES[0] <= note <= NOTES[1]]
    others += [replace(best, held_s=min(LONGEST_S, ratio * best.held_s)) for ratio in HELD_RATIOS]
    heard = [trial.listen(guess) for guess in others if not trial.over]
    better = min([best, *heard], key=lambda guess: guess.distance_db)
    return [better, *(guess for guess in guesses if guess is not better)][:POPULATION]


def _evolved(trial: _Trial, guesses: list[Guess], rng: np.random.Generator, *, fit: Fit) -> list[Guess]:
    """The guesses after the rest of the budget, the nearest first."""
    while not trial.over:
        # Good ones have more children: the first of six has twice as many as the fourth.
        rank = min(int(rng.exponential(2.0)), len(guesses) - 1)
        others = [guess for i, guess in enumerate(guesses) if i != rank]
        child = trial.listen(changed(guesses[rank], others, rng, fit=fit, voiced=trial.heard.voiced))
        if len(guesses) < POPULATION or child.distance_db < guesses[-1].distance_db:
            guesses = sorted([*guesses, child], key=lambda guess: guess.distance_db)[:POPULATION]
    return guesses
