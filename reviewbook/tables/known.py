"""The tables and columns that the machine reads: one that a book does without is empty."""

import sys
from collections.abc import (
    Callable,
    Collection,
    ItemsView,
    Iterator,
    KeysView,
    Mapping,
    ValuesView,
)

import pandas as pd

TABLE_USED = "reviewbook.table"
"""The event by which `Tables` say that a table was asked for, with its name."""

_ROW = "source_id place accepted note"
_NUMBER = "raw value low high interval unit"

KNOWN = {
    name: tuple(columns.split())
    for name, columns in {
        "sources": "source_id kind judged label citation year doi pmid url read_as as_of chapters",
        "studies": "study_id author year ref period_start period_end source_id place",
        "arms": f"arm_id study_id label role n {_ROW}",
        "characteristics": f"characteristic_id arm_id measure statistic {_NUMBER} numerator "
        f"denominator {_ROW}",
        "outcomes": f"outcome_id arm_id outcome statistic time_months time_zero {_NUMBER} level "
        f"approximate numerator denominator citations {_ROW}",
        "effects": "effect_id study_id exposed reference endpoint measure time_months raw value "
        f"low high interval level p p_relation {_ROW}",
        "factors": f"factor_id study_id factor relation threshold unit raw {_ROW}",
        "guidance": f"guidance_id quantity relation value unit raw {_ROW}",
        "facts": f"fact_id study_id chapter wording statistic {_NUMBER} source_id place note",
        "claims": f"claim_id chapter wording statistic {_NUMBER} approximate numerator "
        f"denominator k refs reason {_ROW}",
        "checks": "check_id entry_id check inputs note instead",
        "observations": "observation_id source_id place chapter entry_id severity wording instead",
        "corrections": "correction_id entry_id other_id use relation why",
        "cohorts": "member_id cohort_id study_id arm_id whole_arm_id overlap why",
        "endpoints": "endpoint short within why",
        "figure_rows": "row_id figure panel label series entry_id",
        "chapters": "chapter name shows layer",
        "moves": "chapter section to_chapter to_section",
        "changes": "change_id date kind what was now why",
        "glossary": "term_id term also meaning more",
        "places": "place_id source_id begins rows_of chapter",
        "numerals": "pattern reason",
        "simulations": "setting_id simulation setting label unit low high step start",
        "questions": "question_id topic question study_design estimand clock source_id place",
        "question_evidence": "evidence_id question_id kind refs finding note source_id place",
        "bias": "bias_id study_id tool result domain judgement reason",
        "findings": "question_id outcome comparison result_id baseline_id counted counts per why "
        "meaning",
        "certainty": "rating_id question_id domain steps reason",
        "quiz": "quiz_id topic kind about question options why chapter",
        "vignettes": "vignette_id title story question",
        "vignette_asks": "ask_id vignette_id ask why chapter",
        "steps": "step_id way what chapter section",
        "dictionary": "table column type unit required allowed minimum maximum references meaning",
    }.items()
}


class Tables(dict[str, pd.DataFrame]):
    """Tables by name; a known one that a book does without has no rows, its columns no values.

    Whoever listens to this process (``sys.addaudithook``) hears which tables are asked for. Nobody
    need ask for one to learn its name and its ``columns``: those are told by ``dictionary.csv``.
    """

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        empty: str | None,
        made: Callable[[str, pd.DataFrame], pd.DataFrame] | None = None,
    ):
        """Hold tables, each as `made` gives it, by its name and itself, when it is asked for."""
        super().__init__(dict.fromkeys(tables))
        self._given, self._empty, self._made = tables, empty, made
        self.columns = {
            name: (*own, *_absent(name, own)) for name, own in columns_of(tables).items()
        }

    def __getitem__(self, name: str) -> pd.DataFrame:
        sys.audit(TABLE_USED, name)
        rows = super().__getitem__(name)
        if rows is None:
            given = self._given[name]
            rows = _whole(name, self._made(name, given) if self._made else given, self._empty)
            super().__setitem__(name, rows)
        return rows

    def __missing__(self, name: str) -> pd.DataFrame:
        return pd.DataFrame(columns=list(KNOWN[name]), dtype=object)

    def __iter__(self) -> Iterator[str]:
        """Give the names. As this is told here, Python asks for each table it copies from here."""
        return super().__iter__()

    def __or__(self, other: Mapping) -> dict[str, pd.DataFrame]:  # type: ignore[override]
        return {**self, **other}

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Give the names."""
        return KeysView(self)

    def values(self) -> ValuesView[pd.DataFrame]:  # type: ignore[override]
        """Give the tables."""
        return ValuesView(self)

    def items(self) -> ItemsView[str, pd.DataFrame]:  # type: ignore[override]
        """Give the tables with their names."""
        return ItemsView(self)

    def get(self, name: str, default=None):
        """Give a table, or something else where there is none."""
        if name not in self:
            return default
        return self[name]


def columns_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, tuple[str, ...]]:
    """Give the columns of each table; `Tables` are asked for none of theirs."""
    if isinstance(tables, Tables):
        return tables.columns
    return {name: tuple(rows.columns) for name, rows in tables.items()}


def _absent(name: str, columns: Collection[str]) -> list[str]:
    return [column for column in KNOWN.get(name, ()) if column not in columns]


def _whole(name: str, rows: pd.DataFrame, empty: str | None) -> pd.DataFrame:
    absent = _absent(name, rows.columns)
    return rows.assign(**dict.fromkeys(absent, empty)) if absent else rows
