"""Read every Parquet file with pandas."""

import json
import sys
from pathlib import Path

import pandas

counts = {}
for path in Path(sys.argv[1]).with_name("parquet").glob("*.parquet"):
    frame = pandas.read_parquet(path)
    values = {name: int(count) for name, count in frame.notna().sum().items()}
    counts[path.stem] = (len(frame), values)
print(json.dumps(counts))
