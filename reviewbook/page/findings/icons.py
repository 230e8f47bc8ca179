"""Icon arrays: of a hundred small squares as many are filled as patients are counted."""

SIDE, STEP, ROW = 8, 10, 10


def icons(number: int, per: int) -> str:
    """Draw ten rows of ten squares as SVG, filled from the first; the text beside them says it."""
    filled = round(number * ROW * ROW / per)
    drawn = "".join(
        f'<path class="{name}" d="{"".join(map(_square, squares))}"/>'
        for name, squares in (
            ("rb-icon", range(filled)),
            ("rb-icon-rest", range(filled, ROW * ROW)),
        )
        if squares
    )
    size = STEP * ROW
    return f'<svg class="rb-icons" viewBox="0 0 {size} {size}" aria-hidden="true">{drawn}</svg>'


def _square(position: int) -> str:
    row, column = divmod(position, ROW)
    return f"M{column * STEP + 1} {row * STEP + 1}h{SIDE}v{SIDE}h-{SIDE}z"
