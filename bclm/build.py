"""Build the book aside and put it in place only when everything went well.

``python -m bclm.build [FOLDER]`` builds the book in FOLDER (the working folder unless told) into
its ``_build/html``. Each warning is an error and each notebook is executed anew.
"""

import shutil
import sys
from pathlib import Path

from jupyter_book.sphinx import build_sphinx


def build(source: Path) -> Path:
    """Build the book and return its folder.

    Raises:
        SystemExit: the book has an error or a warning; the earlier site is as it was.
    """
    site, aside = source / "_build" / "html", source / ".cache" / "book"
    shutil.rmtree(aside, ignore_errors=True)
    status = build_sphinx(
        source,
        aside / "html",
        noconfig=True,
        path_config=source / "_config.yml",
        doctreedir=aside / "doctrees",
        confoverrides={
            "nitpicky": True,
            "external_toc_path": str(source / "_toc.yml"),
            "latex_individualpages": False,
        },
        warningiserror=True,
        keep_going=True,
    )
    if status:
        kept = f"The site in {site} is as it was." if site.exists() else "There is no site yet."
        sys.exit(f"\nThe book was not built: see the messages above. {kept}")
    put_in_place(aside / "html", site)
    return site


def put_in_place(new: Path, site: Path) -> None:
    """Replace the site by a new one, with two renames."""
    before = site.with_name("html.before")
    shutil.rmtree(before, ignore_errors=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    if site.exists():
        site.rename(before)
    new.rename(site)
    shutil.rmtree(before, ignore_errors=True)


def main() -> None:
    """Build the book of the folder named on the command line and say where it is."""
    source = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    site = build(source)
    print(f"\nThe book is built. Open it: {(site / 'index.html').as_uri()}")


if __name__ == "__main__":
    main()
