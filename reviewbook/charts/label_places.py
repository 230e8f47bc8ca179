"""Where the names of points can stand without lying on each other."""

import numpy as np
import pandas as pd

LETTER = 6.0
HEIGHT = 14
Spot = tuple[float, float, str]
"""How far right of its point and below it a name stands, in pixels, and how it is aligned."""


def placed(
    points: pd.DataFrame, across: np.ndarray, down: np.ndarray, size: tuple[float, float]
) -> pd.DataFrame:
    """The points with the place of their `label`: `label_dx`, `label_dy`, `label_align`.

    `across` and `down` are the points' places in pixels in a plot of `size` (width, height);
    a column `area` (square pixels) makes room for large points. The name goes right of its
    point, else left, above or below. One that finds no room has no `label_dx` and is read
    from the tooltip.
    """
    areas = points["area"] if "area" in points else pd.Series(60.0, index=points.index)
    radii = np.sqrt(areas.astype(float)) / 2
    centres = list(zip(across, down, radii, strict=True))
    taken = [(x - r, y - r, x + r, y + r) for x, y, r in centres]
    spots: list[Spot | tuple[None, None, None]] = []
    for label, (x, y, r) in zip(points["label"], centres, strict=True):
        for dx, dy, align in _spots(r):
            box = _box(len(str(label)) * LETTER, x + dx, y + dy, align)
            if _free(box, taken, size):
                taken.append(box)
                spots.append((dx, dy, align))
                break
        else:
            spots.append((None, None, None))
    columns = pd.DataFrame(spots, columns=["label_dx", "label_dy", "label_align"])
    return points.reset_index(drop=True).join(columns)


def _spots(radius: float) -> list[Spot]:
    side, away = radius + 4, radius + HEIGHT / 2 + 1
    beside = [(side, 0.0, "left"), (-side, 0.0, "right")]
    upright = [(0.0, -away, "center"), (0.0, away, "center")]
    slanted = [(d * side, e * HEIGHT, a) for d, a in ((1, "left"), (-1, "right")) for e in (-1, 1)]
    return beside + upright + slanted


def _box(width: float, x: float, y: float, align: str) -> tuple:
    left = x - {"left": 0, "right": width, "center": width / 2}[align]
    return (left, y - HEIGHT / 2, left + width, y + HEIGHT / 2)


def _free(box: tuple, taken: list[tuple], size: tuple[float, float]) -> bool:
    if box[0] < 0 or box[1] < 0 or box[2] > size[0] or box[3] > size[1]:
        return False
    return not any(
        box[0] < t[2] and t[0] < box[2] and box[1] < t[3] and t[1] < box[3] for t in taken
    )
