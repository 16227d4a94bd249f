"""A patch: one natural value for every row of the parameter table, frozen."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.errors import ParameterError
from synth.parameters import ALL, INDEX, N_PREDICTED, PREDICTED, parameter


@dataclass(frozen=True, slots=True)
class Patch:
    """Natural values in table order: 33 predicted ones, then the performance values.

    Values outside a row's range are moved to the nearest legal one. Build with `Patch.default()`,
    `Patch.of(...)`, `replace(...)` or `from_unit(...)`; compare with `==`.
    """

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.values) != len(ALL):
            raise ParameterError(f"A patch has {len(ALL)} values, not {len(self.values)}.")
        legal = tuple(row.clamp(float(value)) for row, value in zip(ALL, self.values, strict=True))
        object.__setattr__(self, "values", legal)

    @classmethod
    def _legal(cls, values: tuple[float, ...]) -> "Patch":
        """A patch of values that are known to be legal, without the time to look at each."""
        patch = object.__new__(cls)
        object.__setattr__(patch, "values", values)
        return patch

    @classmethod
    def default(cls) -> "Patch":
        """Every row at its default."""
        return cls(tuple(row.default for row in ALL))

    @classmethod
    def of(cls, values: Mapping[str, float | str | bool]) -> "Patch":
        """Defaults, changed by natural values, choice names ("Pulse") or switches, by id.

        Raises ParameterError for an unknown id or choice.
        """
        return cls.default().replace(values)

    def __getitem__(self, id: str) -> float:
        parameter(id)
        return self.values[INDEX[id]]

    def replace(self, changes: Mapping[str, float | str | bool]) -> "Patch":
        """A copy with other values for some ids."""
        values = list(self.values)
        for id, value in changes.items():
            row = parameter(id)
            values[INDEX[id]] = row.parse(value) if isinstance(value, str) else float(value)
        return Patch(tuple(values))

    def as_array(self) -> NDArray[np.float64]:
        """Natural values, shape (N_ALL,), float64: what the engine takes."""
        return np.array(self.values, dtype=np.float64)

    def to_unit(self) -> NDArray[np.float64]:
        """The 33 predicted values as knob travel, shape (33,), 0 to 1: what a network predicts."""
        return np.array([row.to_unit(v) for row, v in zip(PREDICTED, self.values, strict=False)])

    def with_unit(self, unit: NDArray[np.floating]) -> "Patch":
        """A copy whose 33 predicted values come from knob travel of shape (33,); performance stays."""
        if np.shape(unit) != (N_PREDICTED,):
            raise ParameterError(f"A prediction has {N_PREDICTED} values, not {np.shape(unit)}.")
        predicted = tuple(row.from_unit(float(u)) for row, u in zip(PREDICTED, unit, strict=True))
        return Patch._legal(predicted + self.values[N_PREDICTED:])

    def with_predicted(self, other: "Patch", *, keep: Collection[str] = ()) -> "Patch":
        """A copy with the 33 predicted values of another patch, but for the ids to keep."""
        values = list(other.values[:N_PREDICTED] + self.values[N_PREDICTED:])
        for id in keep:
            values[INDEX[id]] = self.values[INDEX[id]]
        return Patch._legal(tuple(values))

    def distance(self, other: "Patch") -> float:
        """Root mean square distance of the 33 predicted values in knob travel, 0 (same) to 1."""
        return float(np.sqrt(np.mean((self.to_unit() - other.to_unit()) ** 2)))


def random_patch(rng: np.random.Generator) -> Patch:
    """Every row uniformly random in knob travel: for tests and data, not for ears."""
    return Patch(tuple(row.from_unit(float(rng.random())) for row in ALL))
