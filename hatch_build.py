"""Compile the modules that read a plan while a wheel is built, if this machine can; else the wheel is pure Python.

mypyc makes C of them as they stand (decision 19). A checkout installed with ``-e`` stays pure: what is edited is what
runs. ``KG_COMPILE=never`` leaves the wheel pure; with ``KG_COMPILE=always`` the build fails where compiling does.
``KG_KEEP_WHEEL`` names a folder that gets a copy of the wheel, which pip throws away after installing it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SETUP = """\
from mypyc.build import mypycify
from setuptools import setup

modules = mypycify({arguments!r}, opt_level="3", debug_level="0", multi_file=True, group_name="kg")
setup(name="kg", packages=[], ext_modules=modules)
"""
COMPILERS = ("mypy>=2.0", "setuptools>=68")
FLAGS = ("--ignore-missing-imports", "--follow-imports=silent")


def missing() -> str:
    """Say why nothing can be compiled here; empty if something may be. Windows finds its compiler by the registry."""
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").partition(" ")[0]
    if os.name == "posix" and shutil.which(compiler) is None:
        return "there is no C compiler"
    if not Path(sysconfig.get_path("include"), "Python.h").is_file():
        return "the headers of Python are not installed (python3-dev)"
    return ""


class CompiledModules(BuildHookInterface[Any]):
    """Adds the compiled modules beside their sources; the modules are listed in pyproject.toml."""

    def dependencies(self) -> list[str]:
        """Require mypyc only where it is going to run."""
        return [] if self._pure() else list(COMPILERS)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile in a folder of its own, so that nothing is left in the checkout."""
        self._kept = tempfile.TemporaryDirectory(prefix="kg-compile-")
        self._folder = Path(self._kept.name)
        if version == "editable":
            return
        fault = self._pure() or self._compile()
        if fault == "KG_COMPILE=never":
            return
        if fault and os.environ.get("KG_COMPILE") == "always":
            raise RuntimeError(f"could not compile: {fault}")
        if fault:
            self.app.display_warning("could not compile; the wheel is pure Python, and reads plans more slowly")
            return
        made = self._folder / "made"
        found = (path for path in made.rglob("*") if path.suffix in (".so", ".pyd"))
        build_data["force_include"].update({str(path): path.relative_to(made).as_posix() for path in found})
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clear up once the wheel is written."""
        self._kept.cleanup()
        if version != "editable" and (folder := os.environ.get("KG_KEEP_WHEEL")):
            Path(folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(artifact_path, folder)

    def _pure(self) -> str:
        """Say why the wheel stays pure Python; empty if compiling is to be tried."""
        return "KG_COMPILE=never" if os.environ.get("KG_COMPILE") == "never" else missing()

    def _compile(self) -> str:
        """Compile; give what the compiler wrote if it failed."""
        shutil.copytree(Path(self.root, "kg"), self._folder / "kg", ignore=shutil.ignore_patterns("__pycache__"))
        arguments = [*FLAGS, *self.config["modules"]]
        (self._folder / "setup.py").write_text(SETUP.format(arguments=arguments), encoding="utf-8")
        command = (
            sys.executable,
            "setup.py",
            "build_ext",
            "--build-lib",
            "made",
            "--parallel",
            str(os.cpu_count() or 1),
        )
        done = subprocess.run(
            command, cwd=self._folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        return done.stdout if done.returncode else ""
