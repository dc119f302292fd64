"""The tables that both sides read; bench/data/table-file.mjs tells what they are."""
import json

import numpy as np

TYPES = {"f32": np.float32, "f64": np.float64, "u8": np.uint8}


def read_table_file(path, layout="rows", dtype=None):
    """The description, the features (row by row in memory, or sparse) and the target as float64."""
    described = json.load(open(f"{path}.json"))
    stored = np.memmap(f"{path}.bin", dtype=TYPES[described["dtype"]], mode="r")
    stored = stored.reshape(len(described["columns"]) + 1, described["rows"])
    y = stored[-1].astype(np.float64)
    if layout == "sparse":
        import scipy.sparse

        return described, scipy.sparse.csr_matrix(stored[:-1].T, dtype=np.float32), y
    X = np.empty((described["rows"], len(described["columns"])), dtype=dtype or stored.dtype)
    for j in range(X.shape[1]):
        X[:, j] = stored[j]
    return described, X, y


def categorical_of(described):
    """Numbers of the columns that hold codes of categories."""
    return [j for j, column in enumerate(described["columns"]) if column.get("categories")]
