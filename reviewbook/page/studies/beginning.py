"""How a study's page begins: what the study is in one sentence, its key numbers, its report."""

import html
from collections.abc import Callable, Iterator

import pandas as pd

from reviewbook.ledger.quoting import WORDS, quoted
from reviewbook.page.studies.dossier import Dossier
from reviewbook.page.studies.study_names import titles
from reviewbook.page.table import RESOLVERS, Written

KEY_NUMBERS = 5
TIMED = ("survival", "median")
SAID_ELSEWHERE = {
    *("study_id", "author", "year", "ref", "period_start", "period_end", "cohort_id"),
    *("source_id", "place", "accepted", "note"),
}
"""Columns of a study that its page says in other words."""


def sentence(dossier: Dossier) -> str:
    """Say what a study is: what it is listed as, its groups, its patients, its years."""
    row, groups = dossier.row, dossier.rows("arms")
    said = [row["part"]] if row.get("part") else []
    sizes = [int(group["n"]) for group in groups if group["n"]]
    if sizes and len(groups) == 1:
        said.append(f"{sizes[0]:,} {people(groups)}")
    elif groups:
        largest = f", the largest of {max(sizes):,} {people(groups)}" if sizes else ""
        said.append(f"{counted(len(groups), 'group')}{largest}")
    if row["period_start"]:
        said.append(f"treated from {row['period_start']} to {row['period_end']}")
    if row["year"]:
        said.append(", ".join(filter(None, [f"published in {row['year']}", row.get("journal")])))
    text = "; ".join(said) or "nothing more is stated of it"
    return f"{text[0].upper()}{text[1:]}."


def people(groups: list[dict[str, str]]) -> str:
    """Say what the groups are of, by the unit of the first that names one."""
    return next((group["unit"] for group in groups if group.get("unit")), "patients")


def counted(count: int, word: str) -> str:
    """Write a small count in letters, with what is counted."""
    number = WORDS[count] if count < len(WORDS) else f"{count:,}"
    return f"{number} {word}{'' if count == 1 else 's'}"


def standing(dossier: Dossier) -> str:
    """Return what is said before everything else: that a source of the study was retracted."""
    said = [
        f"<p><strong>{html.escape(row['status'].capitalize())}.</strong> "
        f"{html.escape(row['label'])}: {html.escape(row['status_seen'])}; "
        f"looked for on {html.escape(row['status_as_of'])}. {consequence(row['status'])}</p>"
        for row in dossier.withheld
    ]
    return f'<div class="admonition warning rb-standing">{"".join(said)}</div>' if said else ""


def consequence(status: str) -> str:
    """Say what follows in this book from the status of a source."""
    if status == "retracted":
        return "It stays on record and supports nothing: no pool, no sentence, no rating."
    return "Read its numbers with that in mind."


def key_numbers(dossier: Dossier, marked: Callable[[pd.Series, str], Written]) -> str:
    """Return its first numbers: sizes, then effects, then survival.

    `marked` writes a number of the ledger with its verdict.
    """
    entries = dossier.entries[dossier.entries["value"] != ""]
    table, statistic = entries["table"], entries["statistic"]
    chosen = pd.concat(
        [
            entries[table == "arms"].head(2),
            entries[table == "effects"].head(2),
            entries[(table == "outcomes") & statistic.isin(TIMED)].head(3),
            entries[(table == "outcomes") & ~statistic.isin(TIMED)].head(2),
            entries[table == "facts"].head(2),
        ]
    ).head(KEY_NUMBERS)
    lines = [
        f"<li>{html.escape(about(row, dossier))}: {marked(row, quoted(row, 'full')).written}</li>"
        for _, row in chosen.iterrows()
    ]
    return f'<ul class="rb-key-numbers">{"".join(lines)}</ul>' if lines else ""


def about(row: pd.Series, dossier: Dossier) -> str:
    """Say what a number is about, without the name of the study."""
    subject, colon, what = row["wording"].partition(": ")
    if not colon:
        return row["wording"]
    names = [dossier.title, *(source["label"] for source in dossier.sources)]
    name = max((name for name in names if subject.startswith(name)), key=len, default=subject)
    group = subject.removeprefix(name).removeprefix(", ")
    if row["table"] == "arms":
        what, group = group or "size", ""
    said = f"{group}: {what}" if group else what
    return f"{said[0].upper()}{said[1:]}"


def report(dossier: Dossier) -> str:
    """Return the report as a list: citation, identifiers, standing, and what its row says."""
    return f"<dl>{''.join(f'<dt>{term}</dt><dd>{said}</dd>' for term, said in lines(dossier))}</dl>"


def lines(dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Give what is known of the report, as terms and HTML."""
    row = dossier.row
    for source in dossier.sources:
        yield "Source", html.escape(source["citation"])
        yield from identifiers(source)
        read = f"{source['kind']}; read: {source['read_as']}"
        yield "Kind", html.escape(read)
        if source.get("status"):
            seen = f"{source['status']}; {source['status_seen']}; {source['status_as_of']}"
            yield "Status", html.escape(seen)
    if row["ref"]:
        yield "Reference number", html.escape(row["ref"])
    if row["period_start"]:
        yield "Study period", html.escape(f"{row['period_start']}–{row['period_end']}")
    for column in row:
        if row[column] and column not in SAID_ELSEWHERE:
            yield column.replace("_", " ").capitalize(), html.escape(row[column])
    named = dossier.book.evidence.printed["sources"].set_index("source_id")["label"]
    yield "Listed in", html.escape(f"{named[row['source_id']]}, {row['place']}")
    if row["note"]:
        yield "Note", html.escape(row["note"])


def identifiers(source: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Give the identifiers of a source as links that a reader may follow."""
    for name, column in (("DOI", "doi"), ("PMID", "pmid")):
        if source[column]:
            yield name, linked(RESOLVERS[name] + source[column], source[column])
    if source["url"]:
        yield "Address", linked(source["url"], source["url"])


def linked(address: str, text: str) -> str:
    """Return a link to another site."""
    to = html.escape(address)
    return f'<a class="reference external" rel="noreferrer" href="{to}">{html.escape(text)}</a>'


def patients(dossier: Dossier) -> str:
    """Return whose patients they are: the other reports of the same, and what is known of it."""
    if not dossier.same_patients:
        return ""
    names = titles(dossier.book.evidence)
    others = " and ".join(
        f'<a class="reference internal" href="{study}.html">{html.escape(names[study])}</a>'
        for study in dossier.same_patients
    )
    why = [f"<li>{html.escape(row['why'])}.</li>" for row in dossier.rows("cohorts")]
    return (
        f"<p>The same patients, or some of them, are described by {others}. They count once in a "
        "pooled number: of the reports that state what is pooled, the one of most patients counts, "
        f"and among equals the latest.</p><ul>{''.join(why)}</ul>"
    )
