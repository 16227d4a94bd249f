"""Reading between the samples of a delay line."""

from numba import njit


@njit(nogil=True, cache=True, fastmath=True, inline="always")
def hermite(line, mask, position):
    """The value of a ring `line` (power-of-two length, `mask` = length - 1) at a fractional position.

    Third-order Hermite through four points: flat to 0.1 dB up to a fifth of the sample rate, where a
    straight line has lost 1.8 dB. Source: Niemitalo, "Polynomial Interpolators for High-Quality
    Resampling of Oversampled Audio" (2001). `position` may be negative.
    """
    whole = int(position + 1048576.0) - 1048576
    f = position - whole
    a = line[(whole - 1) & mask]
    b = line[whole & mask]
    c = line[(whole + 1) & mask]
    d = line[(whole + 2) & mask]
    c1 = 0.5 * (c - a)
    c2 = a - 2.5 * b + 2.0 * c - 0.5 * d
    c3 = 0.5 * (d - a) + 1.5 * (b - c)
    return ((c3 * f + c2) * f + c1) * f + b
