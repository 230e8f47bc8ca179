"""The second reading of the book's tables, for tests that reckon from it and not from the data."""

from collections import defaultdict

from books import BOOK, ROOT

from reviewbook.guard.second_reading import second_reading

READINGS = second_reading(ROOT / "data", BOOK.evidence)
PRINTED = ("Table 1", "Table 2")


def printed_in_tables() -> dict[str, dict[str, tuple[float, str]]]:
    """The numbers of the review's tables: by column and reference the number and its row.

    A column is called as the names of its rows end; the size of the series is ``n``.
    """
    arms = BOOK.evidence.printed["arms"].set_index("arm_id")["study_id"]
    found = defaultdict(dict)
    for table in ("arms", "characteristics", "outcomes"):
        rows = BOOK.evidence.printed[table]
        for name, arm in zip(rows.iloc[:, 0], rows["arm_id"], strict=True):
            row = READINGS[table].rows[name]
            number = row["n"] if table == "arms" else row["value"]
            if number and row["place"] in PRINTED:
                column = name.removeprefix(f"{arm}-") if name != arm else "n"
                ref = READINGS["studies"].rows[arms[arm]]["ref"]
                found[column][ref] = (float(number), name)
    return found
