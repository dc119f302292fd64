"""Makes elementary.json and elementary.bin: exact values of exp, expm1, log, log1p, sigmoid and pow on points that are hard for them.

elementary.bin holds, for each function in the order of elementary.json, little-endian arrays one after the other: its arguments
(float64, one array each), the exact value rounded to the nearest double (float64), and what the rounding took away, in units
in the last place (float32). Run with Python 3 and the packages named in the output's "versions".
"""

import json
import math
import pathlib
import random

import mpmath
import numpy

COUNT = 10_000
mpmath.mp.prec = 400
generator = random.Random(20260301)


def from_bits(bits):
    return float(numpy.uint64(bits).view(numpy.float64))


def around(x):
    """x or a double a few steps from it."""
    for _ in range(generator.randrange(4)):
        x = math.nextafter(x, generator.choice([-math.inf, math.inf]))
    return x


def spread(low, high):
    """A number of either sign whose exponent to base 2 is uniform."""
    return generator.choice([-1, 1]) * math.ldexp(generator.uniform(1, 2), generator.randint(low, high))


def positive():
    return from_bits(generator.randrange(1, 0x7FF0000000000000))


def subnormal():
    return from_bits(generator.randrange(1, 0x0010000000000000))


def exponent_point(lowest, highest):
    """Arguments of exp and its kin: the whole range, near 0, halves, and where the reduction by ln 2 / 128 changes its mind."""
    step = math.log(2) / 128
    return generator.choice(
        [
            lambda: generator.uniform(lowest, highest),
            lambda: generator.uniform(-2, 2),
            lambda: spread(-1074, 2),
            lambda: spread(-60, -1),
            lambda: generator.randint(math.ceil(2 * lowest), math.floor(2 * highest)) / 2,
            lambda: around((generator.randint(int(lowest / step), int(highest / step)) + 0.5) * step),
            lambda: around(generator.randint(int(lowest / step), int(highest / step)) * step),
            lambda: around(generator.choice([-1, 1]) / 64),
            lambda: spread(-7, -5),
            lambda: generator.uniform(lowest, lowest + 45),
            lambda: generator.uniform(highest - 2, highest),
        ]
    )()


def log_point():
    """Arguments of log: all magnitudes, near 1, powers of two, and where the intervals of its table meet."""
    return generator.choice(
        [
            positive,
            subnormal,
            lambda: generator.uniform(0.5, 2),
            lambda: 1 + spread(-53, -2),
            lambda: around(1.0),
            lambda: around(math.ldexp(1, generator.randint(-1070, 1023))),
            lambda: around(math.ldexp(1 + (generator.randint(0, 127) + 0.5) / 128, generator.randint(-3, 3))),
            lambda: around(1 + 53.5 / 128),
            lambda: generator.randint(1, 2000) / 2,
        ]
    )()


def log1p_point():
    x = generator.choice(
        [
            lambda: spread(-1074, 3),
            lambda: spread(-60, -1),
            lambda: spread(-9, -7),
            lambda: around(generator.choice([-1, 1]) / 256),
            lambda: spread(-8, -8),
            lambda: -1 + math.ldexp(generator.uniform(1, 2), generator.randint(-53, -1)),
            positive,
            lambda: generator.uniform(-1, 4),
            lambda: around(math.ldexp(1, generator.randint(-3, 60))),
            lambda: around((generator.randint(0, 127) + 0.5) / 128),
        ]
    )()
    return x if x > -1 else -0.5


def sigmoid_point():
    """As for exp, and where e^x is just above a power of two and the result just below it, so that errors weigh most."""
    if generator.randrange(3):
        return exponent_point(-744, 60)
    k = generator.randint(2, 12)
    return math.log(math.ldexp(1 + math.ldexp(generator.random(), -k), -k))


def pow_point():
    """Pairs whose power is a double: any base, bases near 1 with large exponents, small whole and half exponents, negative bases."""

    def with_result(base):
        target = generator.choice([generator.uniform(-745, 709.7), generator.uniform(-745, -708), generator.uniform(-5, 5)])
        return base, target / float(mpmath.log(base)) if base != 1 else 3.0

    return generator.choice(
        [
            lambda: with_result(positive()),
            lambda: with_result(subnormal()),
            lambda: with_result(1 + spread(-52, -5)),
            lambda: with_result(around(1 + (generator.randint(0, 127) + 0.5) / 128)),
            lambda: (math.ldexp(generator.uniform(1, 2), generator.randint(-30, 30)), generator.randint(-20, 20)),
            lambda: (-math.ldexp(generator.uniform(1, 2), generator.randint(-30, 30)), generator.randint(-20, 20)),
            lambda: (generator.uniform(0, 100), generator.randint(-20, 20) / 2),
            lambda: (generator.randint(1, 100), generator.randint(-20, 20)),
            lambda: (positive(), spread(-80, -10)),
        ]
    )()


def rounded(exact):
    """The nearest double and the rest in its last place; None where that is no finite number above 0."""
    value = float(exact)  # mpmath rounds to nearest, ties to even, also below the normal numbers
    if value == 0 or math.isinf(value) or abs(exact) < mpmath.ldexp(1, -1074):
        return None
    return value, float((exact - mpmath.mpf(value)) / mpmath.mpf(math.ulp(value)))


FUNCTIONS = {
    "exp": (lambda: (exponent_point(-744.4, 709.78),), mpmath.exp),
    "expm1": (lambda: (exponent_point(-50, 709.78),), lambda x: mpmath.expm1(x)),
    "log": (lambda: (log_point(),), mpmath.log),
    "log1p": (lambda: (log1p_point(),), lambda x: mpmath.log1p(x)),
    "sigmoid": (lambda: (sigmoid_point(),), lambda x: 1 / (1 + mpmath.exp(-x))),
    "pow": (pow_point, lambda x, y: mpmath.power(x, y)),
}

arrays = []
for name, (draw, exact) in FUNCTIONS.items():
    points, values, rests = [], [], []
    while len(values) < COUNT:
        point = tuple(float(x) for x in draw())
        # e^x - 1 and log(1 + x) of the smallest numbers need as many bits as lie between them and 1.
        with mpmath.workprec(2300 if name in ("expm1", "log1p") else 400):
            result = rounded(exact(*(mpmath.mpf(x) for x in point)))
        if result is None:
            continue
        points.append(point)
        values.append(result[0])
        rests.append(result[1])
    for column in zip(*points):
        arrays.append(numpy.array(column, "<f8").tobytes())
    arrays.append(numpy.array(values, "<f8").tobytes())
    arrays.append(numpy.array(rests, "<f4").tobytes())

here = pathlib.Path(__file__)
here.with_name("elementary.bin").write_bytes(b"".join(arrays))
description = {
    "versions": {"mpmath": mpmath.__version__, "numpy": numpy.__version__},
    "count": COUNT,
    "functions": [{"name": name, "arguments": 2 if name == "pow" else 1} for name in FUNCTIONS],
}
here.with_name("elementary.json").write_text(json.dumps(description, indent=2) + "\n")
