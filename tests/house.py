"""The rooms of both packages and who imports whom, read from the sources."""

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("reviewbook", "bclm")
MAY_USE = re.compile(r"May use:\s*([^.]*)\.")


@cache
def sources() -> dict[str, ast.Module]:
    """Give every module of both packages by its dotted name, parsed."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    paths = [path for path in paths if (path.parent / "__init__.py").is_file()]
    return {dotted(path): ast.parse(path.read_text("utf-8")) for path in paths}


def dotted(path: Path) -> str:
    """Give the dotted name of a source; a folder's is that of its ``__init__``."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    """Give the room a module is in: a folder of the machine, or the package itself."""
    parts = module.split(".")
    folder = ROOT.joinpath(*parts[:2])
    return ".".join(parts[:2]) if len(parts) > 1 and folder.is_dir() else parts[0]


@cache
def arrows() -> dict[str, set[str]]:
    """Give for each module the modules of both packages it imports, wherever in its source."""
    return {name: set(_inside(tree)) - {name} for name, tree in sources().items()}


def _inside(tree: ast.Module) -> Iterable[str]:
    known = sources()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            named = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in known else node.module for name in named)


def outside(module: str) -> set[str]:
    """Give the top names of what a module imports from other packages."""
    found = set()
    for node in ast.walk(sources()[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module.partition(".")[0])
    return found - set(PACKAGES)


def reached(module: str) -> set[str]:
    """Give the modules a module needs, itself included."""
    found, waiting = set(), {module}
    while waiting:
        found |= waiting
        waiting = set().union(*(arrows()[name] for name in waiting)) - found
    return found


def rooms() -> list[str]:
    """Name the rooms."""
    return sorted({room(module) for module in sources()})


def may_use(name: str) -> set[str]:
    """Give the rooms that a room's own first words allow it to use."""
    said = MAY_USE.search(ast.get_docstring(sources()[name]) or "")
    if said is None:
        raise ValueError(f"{name} does not say which rooms it may use")
    words = said[1].replace(" and ", ", ").split(",")
    return {
        f"reviewbook.{word.strip()}" for word in words if word.strip() not in ("", "no other room")
    }


def between_rooms() -> set[tuple[str, str]]:
    """Give each pair of rooms of which the first imports from the second."""
    pairs = {(room(one), room(other)) for one, others in arrows().items() for other in others}
    return {pair for pair in pairs if pair[0] != pair[1]}


def longest_path() -> list[str]:
    """Give the longest chain of imports, from the module that needs it to the last one."""

    @cache
    def below(module: str) -> tuple[str, ...]:
        return (module, *max(map(below, arrows()[module]), key=len, default=()))

    return list(max(map(below, sources()), key=len))


def picture() -> str:
    """Draw the rooms and their imports as a Mermaid diagram; who uses a room stands above it.

    An arrow that follows from two others is left out.
    """
    pairs = {
        (one.rpartition(".")[2], other.rpartition(".")[2])
        for one, other in between_rooms()
        if one != "reviewbook" and other != "reviewbook"
    }
    names = sorted({name for pair in pairs for name in pair})
    below = {name: {other for one, other in pairs if one == name} for name in names}
    lines = [
        f"    {one} --> {other}"
        for one, other in sorted(pairs)
        if not any(other in _under(below, between) for between in below[one] - {other})
    ]
    return "\n".join(["```mermaid", "flowchart TD", *lines, "```"])


def _under(below: dict[str, set[str]], name: str) -> set[str]:
    found, waiting = set(), set(below[name])
    while waiting:
        found |= waiting
        waiting = set().union(*(below[one] for one in waiting)) - found
    return found


if __name__ == "__main__":
    print(picture())
