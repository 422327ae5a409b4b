"""`scrape init`: write a configuration to begin with."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from pipeline.errors import ConfigError

__all__ = ["write_template"]


def write_template(path: Path) -> None:
    """Write the commented template to `path`. Raises ConfigError when it exists or cannot be written."""
    text = resources.files("scrape").joinpath("template.toml").read_text(encoding="utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise ConfigError(f"{path} already exists and was not changed; edit it, or name another file") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be written ({error.strerror})") from error
