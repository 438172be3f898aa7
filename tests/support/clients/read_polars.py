"""Read every Parquet file with polars."""

import json
import sys
from pathlib import Path

import polars

counts = {}
for path in Path(sys.argv[1]).with_name("parquet").glob("*.parquet"):
    frame = polars.read_parquet(path)
    values = {name: len(frame) - frame[name].null_count() for name in frame.columns}
    counts[path.stem] = (len(frame), values)
print(json.dumps(counts))
