"""Where a book is at home and which version it is: all that depends on whose copy is built.

One setting is enough: ``repository.url`` of ``_config.yml``, or, on a machine of the hosting
repository, its own variable ``GITHUB_REPOSITORY``. Without it no page links to a repository or
says its address. What is cited comes from ``CITATION.cff``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import yaml

HOST = "https://github.com"
FORM = "challenge-a-number.yml"
FORMS = ".github/ISSUE_TEMPLATE"
NOTEBOOKS = "_build/notebooks"
SESSIONS = "https://mybinder.org/v2/gh"
HOSTING = ("GITHUB_REPOSITORY", "GITHUB_SERVER_URL", "GITHUB_REF_TYPE", "GITHUB_REF_NAME")
"""What a machine of the hosting repository says of it."""


@dataclass(frozen=True)
class Identity:
    """What a book is called, where it is at home, and which version it is.

    ``title``, ``author``, ``licence``; ``repository`` and ``site`` are addresses without and with
    a slash at the end; ``path`` leads from the repository to the book; ``branch``, or in a release
    its ``tag``; ``version``; ``date`` as year-month-day. All are text; whatever is not known is
    empty. ``asks`` and ``runs`` tell whether the repository has a form for challenges, and the
    book what a live session needs.
    """

    title: str = ""
    author: str = ""
    licence: str = ""
    repository: str = ""
    path: str = ""
    branch: str = ""
    site: str = ""
    version: str = ""
    date: str = ""
    tag: str = ""
    asks: bool = False
    runs: bool = False

    def page(self, name: str, part: str = "") -> str:
        """Give the address of a page, or of a part of it; empty where the site's is not known."""
        place = f"{name}.html" + (f"#{quote(part)}" if part else "")
        return self.site and f"{self.site}{place}"

    def edit(self, file: str) -> str:
        """Give the address where a file, named from the book's folder, is edited."""
        place = "/".join(part for part in (self.branch, self.path, file) if part)
        return self.repository and f"{self.repository}/edit/{quote(place)}"

    def challenge(self, number: str = "") -> str:
        """Give the address of a new issue on a number, which is filled in."""
        asked = {"template": FORM} if self.asks else {}
        if number:
            asked |= {"title": f"Challenge: {number}", "entry" if self.asks else "body": number}
        told = urlencode(asked, quote_via=quote)
        return self.repository and f"{self.repository}/issues/new" + (f"?{told}" if told else "")

    def binder(self, page: str) -> str:
        """Give the address of a live session with a page's notebook; only from the public host."""
        if not (self.runs and self.repository.startswith(f"{HOST}/")):
            return ""
        at = quote(f"lab/tree/{NOTEBOOKS}/{page}.ipynb", safe="")
        name = self.repository.removeprefix(f"{HOST}/")
        return f"{SESSIONS}/{name}/{self.tag or self.branch}?urlpath={at}"


def identity(folder: Path, variables: Mapping[str, str]) -> Identity:
    """Say who the book of a folder is, given the variables of the machine that builds it."""
    told = _mapping(folder / "_config.yml")
    cited = _mapping(folder / "CITATION.cff")
    home = told.get("repository") or {}
    repository = (home.get("url") or _hosting(variables)).rstrip("/")
    path = Path(home.get("path_to_book") or "")
    root = folder.parents[len(path.parts) - 1] if path.parts else folder
    site = (told.get("html") or {}).get("baseurl") or _pages(repository)
    return Identity(
        title=cited.get("title") or told.get("title", ""),
        author=told.get("author", ""),
        licence=cited.get("license", ""),
        repository=repository,
        path="/".join(path.parts),
        asks=(root / FORMS / FORM).is_file(),
        runs=(folder / ".binder").is_dir(),
        branch=home.get("branch") or "main",
        site=site and site.rstrip("/") + "/",
        version=str(cited.get("version", "")),
        date=str(cited.get("date-released") or _day(variables.get("SOURCE_DATE_EPOCH", ""))),
        tag=_tag(variables),
    )


def _hosting(variables: Mapping[str, str]) -> str:
    """Give the repository on whose machine the book is built."""
    name = variables.get("GITHUB_REPOSITORY", "")
    return name and f"{variables.get('GITHUB_SERVER_URL', HOST)}/{name}"


def _tag(variables: Mapping[str, str]) -> str:
    """Give the tag that a release is built from."""
    is_tag = variables.get("GITHUB_REF_TYPE") == "tag"
    return variables.get("GITHUB_REF_NAME", "") if is_tag else ""


def _pages(repository: str) -> str:
    """Give the address under which the public host shows the site of a repository."""
    if not repository.startswith(f"{HOST}/"):
        return ""
    owner, _, name = urlsplit(repository).path.strip("/").partition("/")
    home = f"{owner.lower()}.github.io"
    return f"https://{home}/" if name.lower() == home else f"https://{home}/{name}/"


def _day(seconds: str) -> str:
    """Give the day of a moment, counted in seconds as reproducible builds do."""
    if not seconds.isdecimal():
        return ""
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat()


def _mapping(path: Path) -> dict:
    """Read a file of settings; none where there is no file."""
    if not path.is_file():
        return {}
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}
