"""Numbers as JSON that loses nothing, and rows at which models are likely to differ."""
import numpy as np


def plain(value):
    """A float as its shortest exact digits, or a name where JSON has none."""
    value = float(value)
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return repr(value)
    return "-0" if value == 0 and np.signbit(value) else value


def matrix(rows):
    return [[plain(value) for value in row] for row in np.atleast_2d(rows)]


def edge_rows(X, thresholds, rng, infinite):
    """Some rows of X with special values and with thresholds and their neighbours put in.

    thresholds: for each feature the numbers at which the model splits it.
    """
    special = [np.nan, 0.0, -0.0, 1e-36, -1e-36, float(np.float32(1e-35)), 1e-34, -1e-34, 1e300, -1e300]
    if infinite:
        special += [np.inf, -np.inf]
    else:
        special = [value for value in special if abs(value) < 1e38 or value != value]
    rows = [row.copy() for row in X[:5]]
    for value in special:
        rows.append(np.full(X.shape[1], value))
        mixed = X[rng.integers(len(X))].copy()
        mixed[rng.integers(X.shape[1])] = value
        rows.append(mixed)
    for feature, values in enumerate(thresholds):
        for value in values[:2]:
            single = np.float32(value)
            below = np.nextafter(single, np.float32(-np.inf))
            nearby = [value, np.nextafter(value, np.inf), np.nextafter(value, -np.inf), single, below,
                      np.nextafter(float(below), np.inf), np.nextafter(single, np.float32(np.inf))]
            for near in nearby:
                row = X[rng.integers(len(X))].copy()
                row[feature] = near
                rows.append(row)
    return np.array(rows, dtype=np.float64)
