"""What each chart shows, in words made from its frame: text in place of the picture."""

import pandas as pd


def forest(estimates: pd.DataFrame, title: str, scale: str) -> str:
    return f"Forest plot of {title}."
