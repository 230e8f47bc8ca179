"""What a module offers: its public names, how each is called and what it says of itself."""

import inspect
import re
from importlib import import_module
from typing import NamedTuple

WIDEST = 88
MODULE_OF_TYPE = re.compile(r"\b(?:[a-z_]\w*\.)+(?=[A-Z])")
QUOTED_RESULT = re.compile(r"-> '([^']*)'")
ROLE = re.compile(r":\w+:(?=`)")
PART = re.compile("(Args|Raises|Returns|Yields):")
ITEM = re.compile(r" {4}(\w[\w., ]*): (.*)")
HEADS = {"Args": "Arguments", "Raises": "Errors", "Returns": "Gives", "Yields": "Gives"}


class Public(NamedTuple):
    """A public name: how it is called (empty for a constant), and its docstring as Markdown."""

    name: str
    call: str
    told: list[str]


def public_names(module: str) -> list[Public]:
    """Give the public names of a module: those of ``__all__``, or what it defines itself.

    Raises:
        ImportError: there is no such module.
    """
    home = import_module(module)
    own = [name for name, thing in vars(home).items() if _is_own(name, thing, module)]
    return [_public(name, getattr(home, name)) for name in sorted(getattr(home, "__all__", own))]


def _is_own(name: str, thing, module: str) -> bool:
    return not name.startswith("_") and callable(thing) and thing.__module__ == module


def _public(name: str, thing) -> Public:
    if not callable(thing):
        return Public(name, "", ["The text:", "", f"> {thing}"])
    told = as_markdown(inspect.getdoc(thing) or "")
    return Public(name, call_of(name, thing), [*told, *_members(thing)])


def call_of(name: str, thing) -> str:
    """Write how something is called, its types without their modules, in lines that fit."""
    signature = inspect.signature(thing)
    line = _short(f"{name}{signature}")
    if len(line) <= WIDEST:
        return line
    given, named_only = "", False
    for each in signature.parameters.values():
        begins = each.kind is each.KEYWORD_ONLY and not named_only
        named_only = named_only or each.kind in (each.KEYWORD_ONLY, each.VAR_POSITIONAL)
        given += ("    *,\n" if begins else "") + f"    {_short(str(each))},\n"
    result = _short(str(signature.replace(parameters=[])))
    return f"{name}(\n{given}{result.removeprefix('(')}"


def _short(text: str) -> str:
    return QUOTED_RESULT.sub(r"-> \1", MODULE_OF_TYPE.sub("", text))


def as_markdown(docstring: str) -> list[str]:
    """Write a docstring as lines of Markdown, its arguments and errors as lists."""
    lines, listed = [], False
    for line in ROLE.sub("", docstring).splitlines():
        if head := PART.fullmatch(line):
            lines += [f"**{HEADS[head[1]]}**", ""]
            listed = True
        elif listed and (item := ITEM.fullmatch(line)):
            lines.append(f"- `{item[1]}`: {item[2]}")
        elif listed and line:
            lines.append(f"  {line.strip()}")
        else:
            lines.append(line)
            listed = False
    return lines


def _members(thing) -> list[str]:
    """List what an object of a class offers."""
    members = vars(thing).items() if inspect.isclass(thing) else ()
    listed = [
        f"- `{name}`: {' '.join(as_markdown(inspect.getdoc(member) or ''))}"
        for name, member in members
        if not name.startswith("_")
    ]
    return ["", "**Offers**", "", *listed] if listed else []
