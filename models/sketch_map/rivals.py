"""Plain ways to learn sounds from examples, which teaching is compared with.

Every one takes taught points (n, d), their knob travel (n, 33) and new points (m, d), and gives (m, 33).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.spatial.distance import cdist

RIDGES: Final = (0.001, 0.01, 0.1, 1.0, 10.0)
"""Penalties of ridge regression; the one that predicts left-out examples best is taken."""
JITTER: Final = 1e-6

Array = NDArray[np.float64]


def nearest_neighbour(points: Array, units: Array, places: Array) -> Array:
    """The sound of the nearest example."""
    return np.asarray(units[cdist(places, points).argmin(axis=1)])


def ridge_regression(points: Array, units: Array, places: Array) -> Array:
    """Linear regression with the penalty that predicts each example best from the others.

    Leave-one-out errors in closed form: T. Hastie, R. Tibshirani and J. Friedman, "The Elements of Statistical
    Learning", 2009, section 7.10.
    """
    middle, mean = points.mean(axis=0), units.mean(axis=0)
    left, values, right = np.linalg.svd(points - middle, full_matrices=False)
    aligned = left.T @ (units - mean)
    best, least = np.zeros((points.shape[1], units.shape[1])), np.inf
    for ridge in RIDGES:
        kept = values**2 / (values**2 + ridge)
        leverage = (left**2) @ kept + 1.0 / len(points)
        missed = (units - mean - left @ (kept[:, None] * aligned)) / np.maximum(1.0 - leverage, 1e-6)[:, None]
        error = float(np.mean(missed**2))
        if error < least:
            best, least = right.T @ ((values / (values**2 + ridge))[:, None] * aligned), error
    return np.asarray(np.clip(mean + (places - middle) @ best, 0.0, 1.0))


def radial_functions(points: Array, residuals: Array, places: Array, reach: float) -> Array:
    """What to add to the base: Wendland's C2 function with solved coefficients, zero beyond `reach`.

    H. Wendland, "Scattered Data Approximation", 2005, section 9.4: (1 - r)^4 (4 r + 1), which is positive definite
    in up to three dimensions; where the matrix is not, its diagonal grows until it is. The residuals (n, 33) are
    what the taught sounds differ by from the base.
    """
    matrix = _wendland(cdist(points, points) / reach)
    jitter = JITTER
    while True:
        try:
            factor = cho_factor(matrix + jitter * np.eye(len(points)))
            break
        except np.linalg.LinAlgError:
            jitter *= 10.0
    return np.asarray(_wendland(cdist(places, points) / reach) @ cho_solve(factor, residuals))


def _wendland(r: Array) -> Array:
    return np.asarray(np.clip(1.0 - r, 0.0, None) ** 4 * (4.0 * r + 1.0))
