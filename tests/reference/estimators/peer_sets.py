"""Data sets that tests/estimators/peer-sets.ts makes with the same bits: a small congruential generator and + - * / alone."""

import numpy

N_TRAIN, N_TEST = 1500, 1500


class Stream:
    """x' = 48271 x mod (2^31 - 1); a bell-shaped number is the sum of twelve uniform ones less 6."""

    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = self.state * 48271 % 2147483647
        return self.state / 2147483647

    def bell(self):
        total = 0.0
        for _ in range(12):
            total += self.uniform()
        return total - 6

    def below(self, n):
        return int(self.uniform() * n)


def features(stream, n, kinds):
    """Rows of numbers: 'bell', 'grid' (whole numbers 0 .. 19), a number n of categories, or 'gap' (bell, a fifth missing)."""
    rows = []
    for _ in range(n):
        row = []
        for kind in kinds:
            if kind == "bell":
                row.append(stream.bell())
            elif kind == "grid":
                row.append(float(stream.below(20)))
            elif kind == "gap":
                value = stream.bell()
                row.append(float("nan") if stream.uniform() < 0.2 else value)
            else:
                row.append(float(stream.below(kind)))
        rows.append(row)
    return rows


def effect(code):
    """A number between -1 and 1 that looks random."""
    return (code * 7919 + 13) % 101 / 50 - 1


def known(value, otherwise):
    return otherwise if value != value else value


def smooth(x, noise):
    return x[0] * x[1] + x[2] * x[2] + abs(x[3]) + 0.5 * x[4] + 0.5 * noise


def gaps(x, noise):
    return known(x[0], 2) + known(x[1], -1.5) * x[2] + 0.5 * noise


def categories(x, noise):
    return 2 * effect(x[0]) + effect(x[1]) * x[2] + (1 if x[3] == 2 else 0) + 0.5 * noise


def steps(x, noise):
    return (3 if x[0] > 9 else 0) + (x[1] - 10) * (0.3 if x[2] > 4 else -0.2) + noise


SETS = [
    ("smooth regression", "regression", ["bell"] * 6, smooth, []),
    ("smooth binary", "binary", ["bell"] * 6, smooth, [1.9]),
    ("smooth multiclass", "multiclass", ["bell"] * 6, smooth, [0.9, 1.9, 3.1]),
    ("regression with gaps", "regression", ["gap", "gap", "bell", "gap"], gaps, []),
    ("binary with gaps", "binary", ["gap", "gap", "bell", "gap"], gaps, [0.4]),
    ("regression on categories", "regression", [40, 12, "bell", 3], categories, []),
    ("binary on categories", "binary", [40, 12, "bell", 3], categories, [0.3]),
    ("multiclass on categories", "multiclass", [40, 12, "bell", 3], categories, [-0.6, 1]),
    ("regression on steps", "regression", ["grid"] * 5, steps, []),
    ("binary on steps", "binary", ["grid"] * 5, steps, [1.2]),
]


def make(index):
    name, task, kinds, signal, limits = SETS[index]
    stream = Stream(1000 + index)
    rows = features(stream, N_TRAIN + N_TEST, kinds)
    raw = [signal(row, stream.bell()) for row in rows]
    y = raw if task == "regression" else [float(sum(value > limit for limit in limits)) for value in raw]
    return name, task, kinds, numpy.array(rows), numpy.array(y)


def checksum(X, y):
    return float(numpy.nansum(X * numpy.arange(1, X.shape[1] + 1)) + y.sum() * 3)
