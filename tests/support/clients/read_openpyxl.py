"""Read every sheet of a workbook with openpyxl."""

import json
import sys

import openpyxl

book = openpyxl.load_workbook(sys.argv[1], read_only=True)
counts = {}
for sheet in book:
    header, *rows = sheet.iter_rows(values_only=True)
    values = {
        name: sum(row[position] is not None for row in rows) for position, name in enumerate(header)
    }
    counts[sheet.title] = (len(rows), values)
print(json.dumps(counts))
