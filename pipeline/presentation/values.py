"""What is said at one place of a name, read and while it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.language.lexicon import KOREAN_COMPANY_FORMS, LATIN_COMPANY_FORMS
from pipeline.language.scripts import comparable
from pipeline.presentation.titles import Title, is_private_role
from pipeline.presentation.words import COUNTRIES, LEADING_HEADS

__all__ = ["Binding", "Draft", "Presentation", "bare_name", "is_same_organisation", "organisation_names"]

_LEGAL = re.compile("|".join(map(re.escape, sorted(KOREAN_COMPANY_FORMS, key=len, reverse=True))))
_LATIN_LEGAL = re.compile(
    r",? (?:" + "|".join(map(re.escape, sorted(LATIN_COMPANY_FORMS, key=len, reverse=True))) + r")\.?$"
)
_MARKS = re.compile(r"[\s·ㆍ'\"‘’“”.,&()-]+")
_COUNTRY = re.compile(rf"^(?:{'|'.join(sorted(COUNTRIES))}) ?(?=\S{{3}})")
_SHORT_OF = (("대", "대학교"), ("대", "대학"), ("고", "고등학교"), ("여대", "여자대학교"))


@dataclass(frozen=True, slots=True)
class Binding:
    """An organisation that is bound to a name by grammar or layout; `form` says by which.

    `is_sure`: what stands there can be nothing but an organisation. `is_former`: the bearer was there. `is_new`:
    the article says that the bearer comes to it.
    """

    organisation: str
    form: str
    is_sure: bool = False
    is_former: bool = False
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Presentation:
    """How one place of an article presents the bearer of a name.

    `titles` has no forms of address. `beside` are organisations that stand at the name as those of somebody else:
    the client of a lawyer, the employer's rival. `is_private`: presented by age and 씨 alone, or by a role that
    anybody may have (a customer, a resident).
    """

    bindings: tuple[Binding, ...] = ()
    titles: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    age: str = ""
    is_private: bool = False

    @property
    def organisations(self) -> tuple[str, ...]:
        """The names of the organisations that are bound."""
        return tuple(dict.fromkeys(binding.organisation for binding in self.bindings))

    def shown(self) -> str:
        """The same in words: ``가람식품 (former), 대표, 44``."""
        bound = [
            binding.organisation + (" (former)" if binding.is_former else " (new)" if binding.is_new else "")
            for binding in self.bindings
        ]
        away = [f"beside {organisation}" for organisation in self.beside]
        private = ["a private person"] if self.is_private and not self.titles else []
        said = [*bound, *self.titles, *away, self.age, *private]
        return ", ".join(word for word in dict.fromkeys(said) if word)


def bare_name(organisation: str) -> str:
    """An organisation's name without legal form, marks and spaces, in lower case: what two spellings share."""
    plain = _LATIN_LEGAL.sub("", comparable(_LEGAL.sub("", organisation)))
    return _MARKS.sub("", plain)


def is_same_organisation(bound: str, known: str) -> bool:
    """Whether what is bound to a name is the organisation called `known`, in another spelling or in short."""
    ours, theirs = bare_name(known), bare_name(bound)
    if not ours or not theirs:
        return False
    if ours == theirs or theirs == f"{ours}그룹":
        return True
    return any(
        {ours, theirs} == {stem + short, stem + long}
        for short, long in _SHORT_OF
        for stem in (ours.removesuffix(long), theirs.removesuffix(long))
        if len(stem) >= 2
    )


def organisation_names(organisation: str) -> tuple[str, ...]:
    """What an organisation may be called: 한국가람전자 is 가람전자 there, 그룹 가람 is 가람."""
    first, _, rest = organisation.partition(" ")
    without_kind = (rest,) if first in LEADING_HEADS and rest else ()
    return (organisation, _COUNTRY.sub("", organisation), *without_kind)


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
