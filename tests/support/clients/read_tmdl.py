"""Read a semantic model of Power BI with a parser of TMDL, and print as JSON what the parser found."""

import json
import sys
from pathlib import Path

from coop_dax_review.parsers.syntax_validation import validate_dax_syntax
from coop_dax_review.parsers.tmdl import parse_tmdl_model

files = {str(path): path.read_text() for path in Path(sys.argv[1]).rglob("*.tmdl")}
model = parse_tmdl_model("model", files)
found = {
    "columns": {table.name: [column.name for column in table.columns] for table in model.tables},
    "measures": [[measure.table, measure.name] for measure in model.measures],
    "relations": [
        [one.from_table, one.from_column, one.to_table, one.to_column]
        for one in model.relationships
    ],
    "errors": [str(one) for one in [*model.diagnostics, *validate_dax_syntax([model])]],
}
print(json.dumps(found))
