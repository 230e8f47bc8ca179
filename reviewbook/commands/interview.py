"""Questions in a terminal about a new study, answered one by one."""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import pandera.errors
import questionary

from reviewbook.commands.study import (
    LED_TO,
    NOT_STATED,
    NewRow,
    as_name,
    columns_of_studies,
    complete_source,
    keys_of,
    the_study,
)
from reviewbook.tables.dictionary import allowed_values, table_schema
from reviewbook.tables.load import Evidence

WIDEST = 100
GLUE = "\N{NO-BREAK SPACE}"
HELP = (
    "Enter: not stated, or what stands in [brackets] · -: not stated · ?: what is meant · "
    "back: the question before · quit: stop, nothing written. On a terminal, choices are picked "
    "with the arrow keys; typing narrows them."
)
FOLLOWING = {"place", "cohort_id", "accepted", "judged", "ref", "citations"}
"""Columns nobody is asked for: they follow from the rest, or belong to judged documents."""
AFTER = {
    "high": "low",
    "interval": "low",
    "level": "interval",
    "denominator": "numerator",
    "period_end": "period_start",
    "p_relation": "p",
    "p_sides": "p",
    "threshold_unit": "threshold",
    "relation": "threshold",
}
"""Columns that are asked for only where another one was answered."""
OTHERWISE = {
    "not stated": "-",
    "what is meant?": "?",
    "back: the question before": "back",
    "quit: stop, nothing written": "quit",
}
"""What stands below the choices on a terminal, and what is typed for it elsewhere."""
MOST = 0.9
FIRST_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Quit(Exception):
    """The author stops; nothing is written."""


class _Back(Exception):
    """The author wants the question before."""


class Interview:
    """Questions and answers; `ask` (as the function of this name) and `write` stand for whom."""

    def __init__(self, evidence: Evidence, ask: Callable, write: Callable):
        """Ask about the columns the dictionary describes; suggest what the tables usually hold."""
        self.evidence, self.ask, self.write = evidence, ask, write
        self.tables = columns_of_studies(evidence.printed["dictionary"])
        self.rows: list[NewRow] = []

    def study(self) -> list[NewRow]:
        """Ask for a whole study.

        Raises:
            Quit: the author stops.
        """
        self.write(_wrap(HELP))
        self._must("studies", "The study", {})
        study = the_study(self.rows).cells
        source: dict[str, str] = {}
        complete_source(source, study, self.evidence)
        self._must("sources", "Where it is reported", source)
        while True:
            if self._form("arms", f"Group of patients {len(self._arms()) + 1}"):
                arm = self._arms()[-1]
                arm["arm_id"] = as_name(study["author"], study["year"], arm["label"])
                for table in self._leading_to("arms"):
                    self._several(table, "of this group", {"arm_id": arm["arm_id"]})
            if not self._arms():
                self.write("A study has at least one group of patients.")
            elif not self.yes("Add another group of patients?"):
                break
        for table in self._leading_to("studies"):
            self._several(table, "of the study", {})
        return self.rows

    def _must(self, table: str, heading: str, cells: dict[str, str]) -> None:
        while not self._form(table, heading, cells):
            self.write("This is the first question of this part.")

    def _arms(self) -> list[dict[str, str]]:
        return [row.cells for row in self.rows if row.table == "arms"]

    def _leading_to(self, target: str) -> list[str]:
        """Name the tables whose rows belong to a study, or else to a group of patients."""
        leading = {
            table: set(keys_of(columns).values()) & {"studies", "arms"}
            for table, columns in self.tables.items()
            if table != "arms"
        }
        return [table for table, targets in leading.items() if max(targets, default="") == target]

    def _several(self, table: str, whose: str, cells: dict[str, str]) -> None:
        while self.yes(f"Add to {table} {whose}?"):
            self._form(table, table.removesuffix("s").capitalize(), cells)

    def _form(self, table: str, heading: str, cells: Mapping[str, str] | None = None) -> bool:
        """Ask for the cells of a row; False if its author went back before the first of them."""
        self.write(f"\n── {heading} " + "─" * max(3, 40 - len(heading)))
        given, place = dict(cells or {}), 0
        asked: list[int] = []
        columns = [column for column in self.tables[table] if _asked(column)]
        while place < len(columns):
            name = columns[place]["column"]
            if name in AFTER and not given.get(AFTER[name]):
                given.pop(name, None)
                place += 1
                continue
            try:
                suggested = given.get(name) or self._suggested(table, columns[place], given)
                given[name] = self._cell(columns[place], suggested)
            except _Back:
                if not asked:
                    return False
                place = asked.pop()
                continue
            asked.append(place)
            place += 1
        line = 2 + sum(row.table == table for row in self.rows)
        self.rows.append(NewRow(table, given, f"your answers, {table}.csv", line))
        return True

    def _suggested(self, table: str, column: Mapping[str, str], cells: Mapping[str, str]) -> str:
        """Suggest the first number printed, or what nearly every row with such answers has."""
        name = column["column"]
        if name == "value":
            printed = FIRST_NUMBER.search(cells.get("raw", ""))
            return printed[0] if printed else ""
        choices = [c["column"] for c in self.tables[table] if c["type"] == "choice"]
        answered = [each for each in choices if cells.get(each)]
        for asked in (answered[:2], answered[:1]) if name in choices and answered else ():
            rows = self.evidence.printed[table]
            for each in asked:
                rows = rows[rows[each] == cells[each]]
            share = rows[name].value_counts(normalize=True)
            if len(rows) > 1 and share.iloc[0] >= MOST:
                return share.index[0]
        must = column["required"] == "yes" and NOT_STATED in allowed_values(column["allowed"])
        return NOT_STATED if must else ""

    def _cell(self, column: Mapping[str, str], default: str) -> str:
        allowed = allowed_values(column["allowed"])
        while True:
            answer = self._ask_line(_prompt(column, default), default, allowed)
            if answer == "?":
                self.write(_wrap(column["meaning"]))
                continue
            faults = _faults(column, answer)
            if not faults:
                return answer
            found = repr(answer) if answer else "nothing"
            self.write(_wrap(f"  {found} found, expected {' and '.join(faults)}"))

    def _ask_line(self, prompt: str, default: str, choices: Sequence[str] = ()) -> str:
        try:
            answer = self.ask(f"{prompt}: ", choices, default).strip()
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


def ask(prompt: str, choices: Sequence[str] = (), default: str = "") -> str:
    """Ask one question: on a terminal choices are picked with arrows, elsewhere all is typed.

    Raises:
        EOFError: there are no more answers.
        KeyboardInterrupt: the author stops.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return typed(prompt, choices, input, print)
    if not choices:
        return questionary.text(prompt.strip(), qmark="").unsafe_ask()
    others = [questionary.Choice(title, value) for title, value in OTHERWISE.items()]
    return questionary.select(
        prompt.strip(),
        [*choices, questionary.Separator(), *others],
        default=default if default in choices else others[0],
        qmark="",
        use_search_filter=True,
        use_jk_keys=False,
    ).unsafe_ask()


def typed(prompt: str, choices: Sequence[str], read: Callable, write: Callable) -> str:
    """Read a line; choices are shown with numbers before, and a number stands for its choice."""
    if choices:
        named = [f"{i} {value}".replace(" ", GLUE) for i, value in enumerate(choices, start=1)]
        write(_wrap("  " + "  ".join(named)).replace(GLUE, " "))
    answer = read(prompt).strip()
    if choices and answer.isdigit() and answer not in choices and 0 < int(answer) <= len(choices):
        return choices[int(answer) - 1]
    return answer


def _asked(column: Mapping[str, str]) -> bool:
    target, _, identifier = column["references"].partition(".")
    led = target in LED_TO and identifier == column["column"]
    told = column["column"] == "status" and NOT_STATED in allowed_values(column["allowed"])
    return not (led or told or column["type"] == "identifier" or column["column"] in FOLLOWING)


def _prompt(column: Mapping[str, str], default: str) -> str:
    name = column["column"]
    words = name.upper() if name in ("doi", "pmid") else name.replace("_", " ").capitalize()
    must = " (needed)" if column["required"] == "yes" else ""
    meaning = column["meaning"].partition("; ")[0]
    return f"{words}{must} – {meaning}" + (f" [{default}]" if default else "")


def _faults(column: Mapping[str, str], answer: str) -> list[str]:
    """Hold an answer against the dictionary, as the loader does."""
    frame = pd.DataFrame({column["column"]: [answer]}, dtype=str)
    try:
        table_schema(pd.DataFrame([column])).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        return list(dict.fromkeys(errors.failure_cases["check"]))
    return []


def _wrap(text: str) -> str:
    width = min(shutil.get_terminal_size((80, 24)).columns, WIDEST)
    return textwrap.fill(text, width, subsequent_indent="  ", break_on_hyphens=False)
