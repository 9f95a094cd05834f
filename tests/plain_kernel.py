"""A pytest plugin: the as-of kernel as the plain Python that it is, whatever was compiled."""

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import ModuleType

KERNEL = Path(__file__).parents[1] / "projections" / "asof" / "kernel"
PACKAGE = "projections.asof.kernel."


class PlainPython:
    """Finds the kernel's modules ahead of everything else."""

    @staticmethod
    def find_spec(
        name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if not name.startswith(PACKAGE):
            return None
        source = KERNEL / f"{name.removeprefix(PACKAGE)}.py"
        loader = SourceFileLoader(name, str(source))
        return spec_from_file_location(name, source, loader=loader)


sys.meta_path.insert(0, PlainPython)  # type: ignore[arg-type]
