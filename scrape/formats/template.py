"""A page of one's own: a template of Jinja2, given rows and a summary as plain values.

It may come from anywhere, so it runs in Jinja's sandbox: it reaches nothing but its values and the files beside it,
and its steps are counted, so that it ends. What stands in its expressions is escaped for the format that its ending
names.
"""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.formats.columns import COLUMNS, plain_value
from scrape.formats.options import ExportOptions, Rows
from scrape.formats.tex import without_commands
from scrape.output.export import announced_cell, gone_cell, one_line, safe_address, shown, without_markup

__all__ = ["load_template"]

_ENDINGS = (".j2", ".jinja", ".jinja2")  # that say nothing of what is written
_MOST_STEPS = 10_000_000  # turns of loops, calls and inclusions
_LONGEST = 1_000_000  # of what * makes
_MOST_EXPONENT = 1_000
_FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError)


class _Address(str):
    """An address in which no character is left that ends it."""

    __slots__ = ()


def load_template(file: Path) -> Callable[[Rows, ExportOptions], Iterator[str]]:
    """What writes rows by the template in `file`. Raises UsageError when it cannot be read; so does writing, when
    the template fails. Both name file and line."""
    environment = _Environment(file)
    try:
        template = environment.get_template(file.name)
    except _FAILURES as error:
        raise UsageError(_complaint(file, error)) from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read ({error.strerror})") from error

    def pieces(rows: Rows, options: ExportOptions) -> Iterator[str]:
        environment.steps = 0
        yield from _rendered(template, file, rows, options)

    return pieces


def _rendered(template: Template, file: Path, rows: Rows, options: ExportOptions) -> Iterator[str]:
    summary = _summary(rows, options)
    values = {"rows": _Rows(rows, options, summary["rows"]), "summary": summary}
    try:
        yield from template.generate(values)
    except (*_FAILURES, MemoryError) as error:
        raise UsageError(_complaint(file, error)) from error


class _Environment(SandboxedEnvironment):
    """Jinja's sandbox, with files from the template's folder alone and a bound on what they do."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, file: Path) -> None:
        super().__init__(
            loader=FileSystemLoader(file.parent),
            undefined=StrictUndefined,
            finalize=_ESCAPES.get(_kind(file)),
            autoescape=_kind(file) in {*_ESCAPES, "html", "htm", "xhtml", "xml", "svg"},
            keep_trailing_newline=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.steps = 0
        self.filters["counted steps"] = self._counted  # no template can spell it

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        for loop in tree.find_all(nodes.For):
            loop.iter = nodes.Filter(loop.iter, "counted steps", [], [], None, None, lineno=loop.lineno)
        tree.set_environment(self)
        return tree

    def _counted(self, values: Iterable[Any]) -> Iterator[Any]:
        for value in values:
            self._step()
            yield value

    def _step(self) -> None:
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise SecurityError(f"it does not end: it took {_MOST_STEPS:,} steps")

    def call(self, context: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or macro, and count it."""
        self._step()
        return super().call(context, function, *args, **kwargs)

    def get_template(self, *args: Any, **kwargs: Any) -> Template:
        """A file beside the template; counted, for one may include itself."""
        self._step()
        return super().get_template(*args, **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Compute what may be large only if it is not."""
        sizes = [(one, other) for one, other in ((left, right), (right, left)) if hasattr(one, "__len__")]
        if operator == "**" and abs(right) > _MOST_EXPONENT:
            raise SecurityError(f"the exponent {right} is too large")
        if operator == "*" and any(len(one) * other > _LONGEST for one, other in sizes):
            raise SecurityError("what * makes is too long")
        return super().call_binop(context, operator, left, right)


class _Rows:
    """The rows: read anew each time they are gone through, and never held."""

    def __init__(self, rows: Rows, options: ExportOptions, number: int) -> None:
        self._rows, self._options, self._number = rows, options, number

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (_values(row, self._options.lang) for row in self._rows())

    def __len__(self) -> int:
        return self._number


def _values(row: Coverage, lang: str | None) -> dict[str, Any]:
    """A row as plain values: every column, and the notes on it in words."""
    values = {name: _plain(plain_value(row, name, lang)) for name in COLUMNS}
    notes = {
        "month": one_line(row.month or ""),
        "announced": one_line(announced_cell(row, lang)),
        "gone": gone_cell(row, lang),
    }
    return values | notes | {"url": _Address(safe_address(row.url))}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {
            name: _Address(safe_address(item)) if name == "url" else _plain(item) for name, item in value.items()
        }
    return value


def _summary(rows: Rows, options: ExportOptions) -> dict[str, Any]:
    """Counts of rows, in the order of time and of size."""
    months: Counter[str] = Counter()
    outlets: Counter[str] = Counter()
    names: Counter[str] = Counter()
    for row in rows():
        months[one_line(row.month or "")] += 1
        outlets[one_line(row.outlet)] += 1
        names[one_line(row.entity_name)] += 1
    return {
        "rows": months.total(),
        "names": [one_line(name) for name in options.names] or sorted(names),
        "since": None if options.since is None else options.since.isoformat(),
        "until": None if options.until is None else options.until.isoformat(),
        "by_month": sorted(months.items()),
        "by_outlet": sorted(outlets.items(), key=lambda item: (-item[1], item[0])),
        "by_name": sorted(names.items(), key=lambda item: (-item[1], item[0])),
    }


def _kind(file: Path) -> str:
    """The ending that says what is written: ``html`` of ``page.html.j2``."""
    name = Path(file.stem) if file.suffix.lower() in _ENDINGS else file
    return name.suffix.lower().removeprefix(".")


def _as_markdown(value: Any) -> Any:
    if isinstance(value, Markup):
        return value
    return Markup(value if isinstance(value, _Address) else without_markup(str(value)))  # noqa: S704 - it is escaped


def _as_latex(value: Any) -> Any:
    return value if isinstance(value, Markup) else Markup(without_commands(str(value)))  # noqa: S704 - it is escaped


_ESCAPES: dict[str, Callable[[Any], Any]] = {"md": _as_markdown, "markdown": _as_markdown, "tex": _as_latex}


def _complaint(file: Path, error: BaseException) -> str:
    """What is wrong with a template, where: in one line."""
    if isinstance(error, TemplateSyntaxError):
        place, line = error.filename or str(file), error.lineno
    else:
        folder = str(file.parent)
        frames = [
            one for one in traceback.extract_tb(error.__traceback__) if str(Path(one.filename).parent) == folder
        ]
        place, line = (frames[-1].filename, frames[-1].lineno or 0) if frames else (str(file), 0)
    what = "it takes too much memory" if isinstance(error, MemoryError) else str(error) or type(error).__name__
    return shown(f"{place}, line {line}: {what}" if line else f"{place}: {what}")
