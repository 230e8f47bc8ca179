"""What became of a result between two states: its figure, and which reports moved, and why."""

from reviewbook.explorer.filters import filters, keeps, silent
from reviewbook.explorer.material import Choice, Material, Range
from reviewbook.explorer.states import STATUSES, shown
from reviewbook.explorer.wording import POOLED, UNITS, WORDS, named, quantity


def changed(explorer, before: dict, after: dict) -> str:
    """Say what a change of state of an :class:`reviewbook.explorer.explorer.Explorer` did."""
    if before["outcome"] != after["outcome"]:
        return WORDS["change outcome"]
    outcome = explorer.outcomes[after["outcome"]]
    was, now = explorer.seen(before), explorer.seen(after)
    moved: dict[tuple[str, str], list[str]] = {}
    for key, label in outcome.labels.items():
        fates = was.fates[key], now.fates[key]
        if "in" in fates and fates[0] != fates[1]:
            found = why(explorer.source, key, fates, before, after)
            moved.setdefault(found, []).append(label)
    figures = [figure(outcome, seen.counted) for seen in (was, now)]
    said = [
        WORDS[words].format(names=named(labels), reason=reason)
        for (words, reason), labels in moved.items()
    ]
    said = said or [WORDS["change nobody"]]
    return " ".join(filter(None, [of_figures(outcome, *figures), *said]))


def figure(outcome, counted: int) -> str:
    """The pooled figure of a subset, as it is shown; empty where there is none."""
    row = outcome.states and outcome.states.row(counted)
    if not row or STATUSES[row["status"]] not in POOLED:
        return ""
    return shown(row["estimate"], outcome.states.places("estimate"))


def of_figures(outcome, was: str, now: str) -> str:
    """Say how the pooled figure moved."""
    if not was and not now:
        return ""
    name = "still" if was == now else "new" if not was else "to" if now else "gone"
    return WORDS[f"change {name}"].format(was=was, now=now, unit=UNITS[outcome.outcome.unit])


def why(source: Material, key: str, fates, before: dict, after: dict) -> tuple[str, str]:
    """The name of the words that say why a report entered or left, and the reason they give."""
    entered = fates[1] == "in"
    way, other, state = ("entered", fates[0], before) if entered else ("left", fates[1], after)
    if other == "outside":
        against = [each for each in filters(source) if key not in keeps(source, each, state)]
        reasons = [reason(each, key in silent(source, each), way, after) for each in against]
        return f"{way} filter", WORDS["and"].join(reasons)
    if other == "left":
        return f"{way} box", ""
    if before["twice"] != after["twice"]:
        return f"{way} twice", ""
    return f"{way} {'asked' if entered else 'same'}", ""


def reason(each: Choice | Range, unstated: bool, way: str, after: dict) -> str:
    """What a filter is now set to, which let a report in or put it out."""
    name = quantity(each.label)
    if isinstance(each, Choice):
        option = list(each.options)[after[each.name]]
        return WORDS["is now"].format(filter=name, option=option)
    if unstated:
        return WORDS["kept again" if way == "entered" else "not stated"].format(filter=name)
    low, high = (f"{end:.{each.places}f}" for end in after[each.name])
    return WORDS["now between"].format(filter=name, low=low, high=high)
