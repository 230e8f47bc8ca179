"""How the guards themselves were tried: tables spoiled by the thousand, the machine changed."""

from pathlib import Path

import pandas as pd

from reviewbook.page.table import Table
from reviewbook.tables.records.text import read_records

ALL = "all"


def spoiled_tables(folder: Path) -> Table:
    """Show what became of tables spoiled at random, by kind of spoiling, and in all.

    `folder` is that of the book; a run of the trial writes ``validation/fuzz.csv`` there.
    """
    rows = _with_sum(folder, "fuzz", "family")
    rows["missed"] = rows["unexplained"] + rows["fault"]
    columns = {
        "family": "Spoiled",
        "kinds": "Ways",
        "tried": "Tables",
        "refused": "Refused in words",
        "noticed": "Noticed by verify",
        "same": "Same in meaning",
        "accepted": "Accepted, for a stated reason",
        "missed": "Missed",
    }
    return Table(rows, _title("Tables spoiled at random", rows), columns, name="spoiled-tables")


def changed_machine(folder: Path) -> Table:
    """Show how many small changes of the machine its tests noticed, by room, and in all.

    `folder` is that of the book; a run of the trial writes ``validation/mutants.csv`` there.
    """
    rows = _with_sum(folder, "mutants", "room")
    rows["share"] = 100 * rows["noticed"] / (rows["tried"] - rows["excused"])
    columns = {
        "room": "Room",
        "possible": "Possible changes",
        "tried": "Drawn and tried",
        "noticed": "Noticed",
        "excused": "Without effect",
        "unnoticed": "Unnoticed",
        "share": "Noticed, %",
    }
    title = _title("Small changes of the machine", rows)
    return Table(rows, title, columns, {"share": ".1f"}, name="changed-machine")


def _with_sum(folder: Path, name: str, parts: str) -> pd.DataFrame:
    header, *cells = read_records(folder / "validation" / f"{name}.csv")
    rows = pd.DataFrame(cells, columns=header)
    for column in rows.columns.difference([parts, "date"]):
        rows[column] = rows[column].astype(int)
    whole = rows.select_dtypes("number").sum().to_dict() | {parts: ALL, "date": rows["date"].max()}
    return pd.concat([rows, pd.DataFrame([whole])], ignore_index=True)


def _title(what: str, rows: pd.DataFrame) -> str:
    return f"{what}, tried on {rows['date'].max()}"
