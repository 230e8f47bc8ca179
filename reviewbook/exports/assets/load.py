"""Read every table of this folder with its types: python load.py."""

import json
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
TYPES = {"number": "float64", "integer": "Int64", "year": "Int64"}

package = json.loads((HERE / "datapackage.json").read_text(encoding="utf-8"))
tables = {
    resource["name"]: pd.read_csv(
        HERE / resource["path"],
        dtype={f["name"]: TYPES.get(f["type"], "string") for f in resource["schema"]["fields"]},
        keep_default_na=False,
        na_values=[""],
    )
    for resource in package["resources"]
}

for name, table in tables.items():
    print(f"{name}: {len(table)} rows, {len(table.columns)} columns")
