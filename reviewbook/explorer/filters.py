"""Which reports the filters of an explorer keep in a state of its reader's."""

import numpy as np

from reviewbook.explorer.material import Choice, Material, Range


def kept_keys(source: Material, state: dict) -> set[str]:
    """The reports that every filter keeps."""
    kept = set(source.reports["key"])
    return kept.intersection(*(keeps(source, each, state) for each in filters(source)))


def filters(source: Material) -> list[Choice | Range]:
    """Every filter of an explorer."""
    return [*source.choices, *source.ranges]


def keeps(source: Material, each: Choice | Range, state: dict) -> set[str] | frozenset[str]:
    """The reports that one filter keeps."""
    if isinstance(each, Choice):
        return list(each.options.values())[state[each.name]]
    keys, ends = source.reports["key"].to_numpy(), state[each.name]
    low, high = each.low.to_numpy(float), each.high.to_numpy(float)
    within = (low >= ends[0]) & (high <= ends[1])
    unstated = np.isnan(low) | np.isnan(high)
    return set(keys[np.where(unstated, state[f"{each.name}_unknown"], within)])


def silent(source: Material, each: Choice | Range) -> set[str]:
    """The reports that do not state what a range is of."""
    if isinstance(each, Choice):
        return set()
    return set(source.reports.loc[(each.low.isna() | each.high.isna()).to_numpy(), "key"])
