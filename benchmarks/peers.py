"""An environment of its own for a package that we are compared with, made by pip when it is first needed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

__all__ = ["peer_command"]


def peer_command(cache: Path, module: str, requirements: Sequence[str]) -> tuple[str, dict[str, str]] | None:
    """An interpreter, and the environment to run it in, that can import `module`; None when it cannot be had."""
    here = dict(os.environ)
    if can_import(sys.executable, module, here):
        return sys.executable, here
    home, packages = cache / f"{module}-venv", cache / f"{module}-packages"
    interpreter = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    beside = {**here, "PYTHONPATH": str(packages)}
    if not interpreter.exists() and not packages.exists():
        print(f"installing {module} into {cache}", file=sys.stderr)
        cache.mkdir(parents=True, exist_ok=True)
        made = run([sys.executable, "-m", "venv", str(home)]) and run(
            [str(interpreter), "-m", "pip", "install", "--quiet", *requirements]
        )
        if not made:  # an interpreter without ensurepip makes no environment: a folder of packages does as well
            run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(packages), *requirements])
    if interpreter.exists() and can_import(str(interpreter), module, here):
        return str(interpreter), here
    if packages.exists() and can_import(sys.executable, module, beside):
        return sys.executable, beside
    print(f"{module} cannot be installed: left out", file=sys.stderr)
    return None


def can_import(interpreter: str, module: str, environment: dict[str, str]) -> bool:
    """Whether `interpreter` has the module."""
    command = [interpreter, "-c", f"import {module}"]
    return subprocess.run(command, check=False, capture_output=True, env=environment).returncode == 0


def run(command: list[str]) -> bool:
    """Run a command quietly; whether it went well."""
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
