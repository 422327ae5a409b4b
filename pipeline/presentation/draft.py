"""A presentation while it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.presentation.titles import Title, is_private_role
from pipeline.presentation.values import Binding, Presentation

__all__ = ["Draft"]


@dataclass(slots=True)
class Draft:
    """What was read so far at one place of a name; `is_addressed`: 씨 or another form of address follows."""

    bindings: list[Binding] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    age: str = ""
    is_addressed: bool = False

    def title(self, word: str) -> None:
        """Add a title."""
        if word not in self.titles:
            self.titles.append(word)

    def say(self, title: Title) -> None:
        """Add a title, or the form of address that it is."""
        if title.is_address:
            self.is_addressed = True
        else:
            self.title(title.word)

    def bind(
        self, organisation: str, form: str, *, is_sure: bool = False, is_former: bool = False, is_new: bool = False
    ) -> None:
        """Add an organisation that is bound to the name."""
        self.bindings.append(Binding(organisation, form, is_sure, is_former, is_new))

    def beside(self, organisation: str) -> None:
        """Add an organisation to which the bearer does not belong."""
        self.away.append(organisation)

    def finished(self) -> Presentation:
        """What was read."""
        roles = [title for title in self.titles if is_private_role(title)]
        private = bool(roles) and len(roles) == len(self.titles)
        unknown = bool(self.age) and self.is_addressed and not self.titles and not self.bindings
        return Presentation(
            tuple(dict.fromkeys(self.bindings)),
            tuple(self.titles),
            tuple(dict.fromkeys(self.away)),
            self.age,
            private or unknown,
        )
