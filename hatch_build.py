"""Compile the modules that read a plan while a wheel is built, if this machine can; else the wheel is pure Python.

mypyc makes C of them as they stand (decision 19). A checkout installed with ``-e`` stays pure: what is edited is what
runs. ``KG_COMPILE=never`` leaves the wheel pure; with ``KG_COMPILE=always`` the build fails where compiling does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
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
FLAGS = ("--ignore-missing-imports", "--follow-imports=silent")


class CompiledModules(BuildHookInterface[Any]):
    """Adds the compiled modules beside their sources; the modules are listed in pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile in a folder of its own, so that nothing is left in the checkout."""
        self._kept = tempfile.TemporaryDirectory(prefix="kg-compile-")
        self._folder = Path(self._kept.name)
        wanted = os.environ.get("KG_COMPILE", "")
        if version == "editable" or wanted == "never":
            return
        done = self._compile()
        if done.returncode == 0:
            made = self._folder / "made"
            found = (path for path in made.rglob("*") if path.suffix in (".so", ".pyd"))
            build_data["force_include"].update({str(path): path.relative_to(made).as_posix() for path in found})
            build_data["pure_python"] = False
            build_data["infer_tag"] = True
        elif wanted == "always":
            raise RuntimeError(f"could not compile:\n{done.stdout}")
        else:
            self.app.display_warning("could not compile; the wheel is pure Python, and reads plans more slowly")

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Clear up once the wheel is written."""
        self._kept.cleanup()

    def _compile(self) -> subprocess.CompletedProcess[str]:
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
        return subprocess.run(
            command, cwd=self._folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
