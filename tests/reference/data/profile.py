"""Figures of pandas for real files, to compare the profile with. Run from the repository's root; writes profile.json beside itself."""

import json
import pathlib
import platform

import numpy
import pandas

here = pathlib.Path(__file__).parent
data = pathlib.Path("node_modules/vega-datasets/data")
# The texts that modelwright takes as missing; pandas would also take "None", which here is a class.
tokens = ["", "NA", "N/A", "NaN", "nan", "null", "NULL"]
levels = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]


def figures(frame):
    columns = {}
    for name in frame.columns:
        column = frame[name]
        entry = {"missing": int(column.isna().sum()), "distinct": int(column.nunique())}
        if pandas.api.types.is_numeric_dtype(column) and column.dtype != bool:
            column = column.astype(float)
            entry |= {
                "min": column.min(),
                "max": column.max(),
                "mean": column.mean(),
                "sd": column.std(),
                "quantiles": [column.quantile(level) for level in levels],
            }
        else:
            entry["counts"] = sorted((int(count) for count in column.value_counts()), reverse=True)[:10]
        columns[name] = entry
    numeric = frame.select_dtypes("number")
    pairs = numeric.corr()
    correlations = {f"{a} / {b}": pairs.loc[a, b] for i, a in enumerate(pairs) for b in list(pairs)[i + 1 :]}
    return {"rows": len(frame), "columns": columns, "correlations": correlations}


result = {
    "versions": {"python": platform.python_version(), "pandas": pandas.__version__, "numpy": numpy.__version__},
    "penguins.json": figures(pandas.read_json(data / "penguins.json")),
    "birdstrikes.csv": figures(pandas.read_csv(data / "birdstrikes.csv", keep_default_na=False, na_values=tokens)),
}
(here / "profile.json").write_text(json.dumps(result, indent=1) + "\n")
