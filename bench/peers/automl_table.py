"""The division of a set as data frames, and how a peer's model is asked: shared by the two AutoML peers."""
import json
import math
import os
import re
import resource
import statistics
import sys
import time

import pandas as pd

DATE = re.compile(r"\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}(:\d{2})?Z?)?")


def read_settings():
    """What bench/automl/peer.mjs wrote: paths, target, task, metric, budget in seconds, seed, threads."""
    return json.load(open(sys.argv[1]))


def read_tables(settings):
    """Train rows with the target, and test rows. Only an empty cell is missing; classes are texts; dates are dates."""
    options = dict(keep_default_na=False, na_values=[""], low_memory=False)
    types = {} if settings["task"] == "regression" else {settings["target"]: str}
    train = pd.read_csv(settings["train"], dtype=types, **options)
    test = pd.read_csv(settings["test"], **options)
    for name in test.columns:
        texts = train[name].dropna()
        if pd.api.types.is_numeric_dtype(texts) or pd.api.types.is_bool_dtype(texts):
            continue
        if len(texts) > 0 and all(DATE.fullmatch(str(text)) for text in texts):
            for table in (train, test):
                table[name] = pd.to_datetime(table[name], utc=True).dt.tz_localize(None)
    if settings.get("time"):
        train = train.sort_values(settings["time"], kind="stable").reset_index(drop=True)
    return train, test


def processor_seconds():
    """Of this process and of those that it started and that have ended."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(use.ru_utime + use.ru_stime for use in uses)


def timed(work):
    """The result, seconds and processor seconds."""
    started, busy = time.perf_counter(), processor_seconds()
    found = work()
    return found, time.perf_counter() - started, processor_seconds() - busy


def row_milliseconds(predict, test, seconds=8.0, most=200):
    """Median milliseconds to predict a table of one row, over different rows; the first calls are not counted."""
    rows = [test.iloc[[i % len(test)]] for i in range(most)]
    for row in rows[:3]:
        predict(row)
    times, until = [], time.perf_counter() + seconds
    for row in rows:
        started = time.perf_counter()
        predict(row)
        times.append(time.perf_counter() - started)
        if time.perf_counter() > until:
            break
    return 1000 * statistics.median(times)


def bytes_below(path):
    """Of a file, or of all files in a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path) for name in names)


def write_predictions(settings, values=None, labels=None, probabilities=None):
    """Of the test rows: numbers, or the probability of each label row by row."""
    if values is not None:
        found = dict(values=[float(value) for value in values])
    else:
        found = dict(labels=[str(label) for label in labels], probabilities=probabilities.tolist())
    json.dump(found, open(settings["predictions"], "w"))


def print_figures(**figures):
    """One line of JSON, in which what is not finite is null."""
    print(json.dumps(finite(figures), allow_nan=False))


def finite(value):
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    return None if isinstance(value, float) and not math.isfinite(value) else value
