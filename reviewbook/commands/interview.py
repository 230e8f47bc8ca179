"""Questions in a terminal about a new study, answered one by one."""

import shutil
import textwrap
from collections.abc import Callable, Mapping

import pandas as pd
import pandera.errors

from reviewbook.commands.new_study import TABLES, NewRow, as_name
from reviewbook.tables.dictionary import allowed_values, table_schema

WIDEST = 100
GLUE = "\N{NO-BREAK SPACE}"
HELP = (
    "Enter: not stated · ?: what is meant · back: the question before · quit: stop, nothing written"
)
HIDDEN = {
    "sources": {"source_id", "label", "year", "url", "chapters", "as_of"},
    "studies": {"study_id", "ref", "source_id", "place", "cohort_id"},
    "arms": {"arm_id", "study_id", "source_id", "place", "accepted"},
    "characteristics": {"characteristic_id", "arm_id", "source_id", "place", "accepted", "status"},
    "outcomes": {"outcome_id", "arm_id", "source_id", "place", "accepted", "status", "citations"},
    "effects": {"effect_id", "study_id", "comparison_id", "source_id", "place", "accepted"},
    "factors": {"factor_id", "study_id", "source_id", "place", "accepted", "status"},
}
"""Columns nobody is asked for: they follow from the rest, or come later."""
FIRST = {
    "sources": ["kind", "doi", "pmid", "citation"],
    "studies": ["author", "year", "journal"],
    "arms": ["label", "n", "treatment"],
}
ONLY_IF: dict[str, Callable[[Mapping[str, str]], bool]] = {
    "high": lambda cells: bool(cells.get("low")),
    "interval": lambda cells: bool(cells.get("low")),
    "level": lambda cells: cells.get("interval") == "confidence interval",
    "denominator": lambda cells: bool(cells.get("numerator")),
    "period_end": lambda cells: bool(cells.get("period_start")),
    "p_relation": lambda cells: bool(cells.get("p")),
    "p_sides": lambda cells: bool(cells.get("p")),
    "threshold_unit": lambda cells: bool(cells.get("threshold")),
    "relation": lambda cells: bool(cells.get("threshold")),
    "matched_on": lambda cells: "matched" in cells.get("allocation", "").split(),
    "comparison_id": lambda cells: cells.get("allocation") not in ("single arm", None),
}
"""Columns that are asked for only after certain answers."""
GROUPS = {
    "characteristics": "Describe the patients of this group: add a characteristic?",
    "outcomes": "Add an outcome of this group?",
}
WHOLE = {
    "effects": "Add a hazard ratio or another comparison?",
    "factors": "Add a prognostic factor?",
}


class Quit(Exception):
    """The author stops; nothing is written."""


class _Back(Exception):
    """The author wants the question before."""


class Interview:
    """Questions and answers; `read` and `write` stand for the terminal."""

    def __init__(self, dictionary: pd.DataFrame, read: Callable, write: Callable):
        """Ask about the columns a dictionary describes."""
        self.read, self.write = read, write
        self.columns = {
            name: _in_order(name, rows.to_dict("records"))
            for name, rows in dictionary[dictionary["table"].isin(TABLES)].groupby("table")
        }
        self.rows: list[NewRow] = []

    def study(self) -> list[NewRow]:
        """Ask for a whole study.

        Raises:
            Quit: the author stops.
        """
        self.write(HELP)
        for table, heading in (("sources", "Where it is reported"), ("studies", "The study")):
            while not self._form(table, heading):
                self.write("This is the first question of this part.")
        self._centre()
        study = next(row.cells for row in self.rows if row.table == "studies")
        while True:
            if self._form("arms", f"Group of patients {len(self._arms()) + 1}"):
                self._several(GROUPS, {"arm_id": self._name_group(study)})
            if not self._arms():
                self.write("A study has at least one group of patients.")
            elif not self.yes("Add another group of patients?"):
                break
        self._several(WHOLE, {})
        return self.rows

    def _arms(self) -> list[dict[str, str]]:
        return [row.cells for row in self.rows if row.table == "arms"]

    def _name_group(self, study: Mapping[str, str]) -> str:
        """Name the last group, so that its rows can refer to it."""
        arm = self._arms()[-1]
        arm["arm_id"] = as_name(study.get("author", ""), study.get("year", ""), arm["label"])
        return arm["arm_id"]

    def _several(self, tables: Mapping[str, str], cells: dict[str, str]) -> None:
        for table, question in tables.items():
            while self.yes(question):
                self._form(table, table.removesuffix("s").capitalize(), cells)

    def _centre(self) -> None:
        try:
            answer = self._ask_line("Centres, separated by ; (tells of overlapping patients)", "")
        except _Back:
            answer = ""
            self._open_again()
        study = self.rows[-1].cells
        if answer:
            study["note"] = f"Centre: {answer}. {study.get('note', '')}".strip()

    def _form(self, table: str, heading: str, cells: Mapping[str, str] | None = None) -> bool:
        """Ask for the cells of a row; False if its author went back before the first of them."""
        self.write(f"\n── {heading} " + "─" * max(3, 40 - len(heading)))
        given = dict(cells or {})
        asked: list[int] = []
        place, columns = 0, self.columns[table]
        while place < len(columns):
            column = columns[place]
            name = column["column"]
            if not ONLY_IF.get(name, lambda cells: True)(given):
                given.pop(name, None)
                place += 1
                continue
            try:
                answer = self._cell(column, given.get(name) or _suggested(table, name, given))
            except _Back:
                if not asked:
                    return False
                place = asked.pop()
                continue
            given[name] = answer
            asked.append(place)
            place += 1
        line = 2 + sum(row.table == table for row in self.rows)
        self.rows.append(NewRow(table, given, f"your answers, {table}.csv", line))
        return True

    def _cell(self, column: Mapping[str, str], default: str) -> str:
        allowed = allowed_values(column["allowed"])
        self._show(column, allowed)
        while True:
            answer = self._ask_line(self._prompt(column, default), default)
            if answer == "?":
                self.write(_wrap(column["meaning"]))
                continue
            if allowed and answer.isdigit() and answer not in allowed:
                answer = allowed[int(answer) - 1] if 0 < int(answer) <= len(allowed) else answer
            faults = _faults(column, answer)
            if not faults:
                return answer
            found = repr(answer) if answer else "nothing"
            self.write(_wrap(f"  {found} found, expected {' and '.join(faults)}"))

    def _show(self, column: Mapping[str, str], allowed: list[str]) -> None:
        if allowed:
            named = [f"{i} {value}".replace(" ", GLUE) for i, value in enumerate(allowed, start=1)]
            self.write(_wrap("  " + "  ".join(named)).replace(GLUE, " "))

    def _prompt(self, column: Mapping[str, str], default: str) -> str:
        must = " (needed)" if column["required"] == "yes" else ""
        meaning = column["meaning"].partition(";")[0]
        return f"{_words(column['column'])}{must} – {meaning}" + (
            f" [{default}]" if default else ""
        )

    def _ask_line(self, prompt: str, default: str) -> str:
        try:
            answer = self.read(f"{prompt}: ").strip()
        except EOFError:
            raise Quit from None
        if answer == "quit":
            raise Quit
        if answer == "back":
            raise _Back
        return "" if answer == "-" else answer or default

    def yes(self, question: str) -> bool:
        """Ask for yes or no; going back opens the last row again."""
        while True:
            try:
                answer = self._ask_line(f"{question} [y/N]", "").lower()
            except _Back:
                self._open_again()
                continue
            if answer in ("", "y", "yes", "n", "no"):
                return answer.startswith("y")
            self.write("  y or n")

    def _open_again(self) -> None:
        row = self.rows.pop()
        if self._form(row.table, f"Again: {row.table}", row.cells):
            return
        if row.table in ("sources", "studies", "arms"):
            self.rows.append(row)
        else:
            self.write("The row is dropped.")


def _in_order(table: str, columns: list[dict]) -> list[dict]:
    """Order the columns of a table as they are asked for: the number before its raw text."""
    shown = [column for column in columns if column["column"] not in HIDDEN[table]]
    names = [column["column"] for column in shown]
    if "raw" in names and "high" in names:
        names.remove("raw")
        names.insert(names.index("high") + 1, "raw")
    names = FIRST.get(table, []) + [name for name in names if name not in FIRST.get(table, [])]
    if "unit" in names and "value" in names:
        names.remove("unit")
        names.insert(names.index("value"), "unit")
    known = {column["column"]: column for column in shown}
    return [known[name] for name in names if name in known]


UNITS = {
    "median": "months",
    "mean": "months",
    "survival": "%",
    "proportion": "%",
    "count": "patients",
}


def _suggested(table: str, column: str, cells: Mapping[str, str]) -> str:
    """Suggest an answer that follows from those before."""
    if column == "time_zero":
        plain = cells.get("statistic") in ("proportion", "count")
        return "not applicable" if plain else "not stated"
    if column == "unit" and table == "outcomes":
        return UNITS.get(cells.get("statistic", ""), "")
    if column == "raw" and cells.get("value"):
        return _as_printed(cells)
    fixed = {
        "sources": {"kind": "abstract", "read_as": "abstract"},
        "arms": {"role": "series", "allocation": "single arm"},
        "effects": {"endpoint": "overall survival", "measure": "hazard ratio", "level": "95"},
        "outcomes": {"interval": "confidence interval", "level": "95"},
    }
    if table == "effects" and column in ("interval", "p_relation"):
        return {"interval": "confidence interval", "p_relation": "="}[column]
    return fixed.get(table, {}).get(column, "")


def _as_printed(cells: Mapping[str, str]) -> str:
    unit = cells.get("unit", "")
    ends = f" ({cells['low']}–{cells['high']})" if cells.get("low") and cells.get("high") else ""
    return f"{cells['value']}{unit if unit == '%' else f' {unit}'.rstrip()}{ends}"


def _faults(column: Mapping[str, str], answer: str) -> list[str]:
    """Hold an answer against the dictionary, as the loader does."""
    frame = pd.DataFrame({column["column"]: [answer]}, dtype=str)
    try:
        table_schema(pd.DataFrame([column])).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return list(dict.fromkeys(errors.failure_cases["check"]))
    return []


def _words(column: str) -> str:
    return {"n": "Patients", "doi": "DOI", "pmid": "PMID", "p": "p"}.get(
        column, column.replace("_", " ").capitalize()
    )


def _wrap(text: str) -> str:
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False)
