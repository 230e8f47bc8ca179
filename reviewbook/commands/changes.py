"""What differs between two states of the evidence, as values."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TableChange:
    """Rows of a table that came, went or changed, by name.

    ``changed`` maps the name of a row to its changed cells, each with the old and the new text.
    """

    added: dict[str, dict[str, str]]
    removed: dict[str, dict[str, str]]
    changed: dict[str, dict[str, tuple[str, str]]]


@dataclass(frozen=True)
class Difference:
    """What differs between two states of the evidence; empty parts where nothing does.

    ``pooled``: ``name``, ``title``, ``unit``, ``old``, ``new`` (rows of
    `explorer.pooled_numbers`, None where there is none). ``verdicts``:
    ``entry_id``, ``wording``, ``old``, ``new``, ``why``. ``register``: ``fault_id``, ``change``,
    ``what``, ``old``, ``new``. ``sentences``: ``page``, ``old``, ``new``. ``notes`` say what could
    not be compared, and why; ``broken`` what could be computed from the old evidence only;
    ``judged`` whether verdicts, register and sentences were compared.
    """

    tables: dict[str, TableChange] = field(default_factory=dict)
    pooled: list[dict] = field(default_factory=list)
    verdicts: list[dict] = field(default_factory=list)
    register: list[dict] = field(default_factory=list)
    sentences: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    judged: bool = True

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        parts = (self.tables, self.pooled, self.verdicts, self.register, self.sentences)
        return not any(parts)
