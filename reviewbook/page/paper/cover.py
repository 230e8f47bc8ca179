"""What stands on the first page of the book on paper: what it is, by whom, and of which day."""

from dataclasses import dataclass
from html import escape

from reviewbook.page.identity.address import Identity
from reviewbook.page.identity.application import BookApp

SHOWN = 12
"""The letters of a digest that each page shows."""


@dataclass(frozen=True)
class Cover:
    """What a reader must know before the first page; ``about`` is what the settings say of it."""

    title: str
    language: str
    about: tuple[str, ...]
    identity: Identity
    digest: str
    """What the copy is made from, as its pages name it."""

    def facts(self) -> list[tuple[str, str]]:
        """Name what is known of this copy; what is not known is left out."""
        named = {
            "Version": self.identity.version,
            "Release": self.identity.tag,
            "Date": self.identity.date,
            "Digest": self.digest,
            "Licence": self.identity.licence,
            "On the web": self.identity.site,
            "Source": self.identity.repository,
        }
        return [(name, said) for name, said in named.items() if said]

    def html(self) -> str:
        """Write the cover."""
        titles = [self.title, *({self.identity.title} - {self.title, ""})]
        lines = [f'<p class="rb-title">{escape(titles[0])}</p>']
        lines += [f'<p class="rb-work">{escape(title)}</p>' for title in titles[1:]]
        lines.append(f'<p class="rb-author">{escape(self.identity.author)}</p>')
        lines += [f'<p class="rb-about">{escape(line)}</p>' for line in self.about]
        facts = (f"<dt>{name}</dt><dd>{escape(said)}</dd>" for name, said in self.facts())
        return "".join([*lines, "<dl>", *facts, "</dl>"])


def cover_of(app: BookApp) -> Cover:
    """Read a book's cover from its settings and its identity."""
    about = tuple(app.config.paper_about)
    return Cover(
        app.config.html_title, app.config.language, about, app.identity, app.digest[:SHOWN]
    )
