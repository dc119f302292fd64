"""What a data scientist does first: read the file, describe every column, count its values."""
import sys

import pandas as pd

frame = pd.read_parquet(sys.argv[1])
description = frame.describe(include="all")
counts = {name: frame[name].value_counts() for name in frame.columns}
print(len(description), sum(len(count) for count in counts.values()))
