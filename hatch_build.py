"""Makes a module of C of the as-of engine's kernel where there is a compiler.

Without one, or without Python's headers, the kernel is read as the plain Python that it is.
"""

from pathlib import Path
from sysconfig import get_config_var
from tempfile import TemporaryDirectory
from typing import Any

from Cython.Build import cythonize
from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from setuptools import Distribution, Extension
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError

KERNEL = Path("projections", "asof", "kernel")
"""Its modules that have a ``pxd`` file beside them are compiled."""
DIRECTIVES = {
    "annotation_typing": False,
    "boundscheck": False,
    "infer_types": True,
    "initializedcheck": False,
    "language_level": 3,
    "wraparound": False,
}


class CompiledKernel(BuildHookInterface[Any]):
    """A hatchling build hook; an editable install gets the modules beside their sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and take the modules into the wheel; ``version`` is a kind of wheel."""
        try:
            self.clean([])
            built = self._compiled()
        except (OSError, BaseError) as error:
            self.app.display_warning(f"the as-of engine is not compiled, it is slower: {error}")
            return
        if not all(Path(self.root, file).exists() for file in built):
            self.clean([])
            self.app.display_warning("the as-of engine is not compiled (see above), it is slower")
            return
        build_data["artifacts"] += [f"/{file}" for file in built]
        build_data["infer_tag"], build_data["pure_python"] = True, False

    def clean(self, versions: list[str]) -> None:
        """Remove what was compiled before for this Python."""
        for compiled in Path(self.root, KERNEL).glob(f"*{get_config_var('EXT_SUFFIX')}"):
            compiled.unlink()

    def _compiled(self) -> list[str]:
        """Where the modules are, from the project's root on; a compiler's failure is told."""
        typed = sorted(path.stem for path in Path(self.root, KERNEL).glob("*.pxd"))
        names = {".".join((*KERNEL.parts, stem)): str(KERNEL / f"{stem}.py") for stem in typed}
        # Symbols for a debugger would be four fifths of the files.
        sources = [
            Extension(name, [source], extra_compile_args=["-g0"]) for name, source in names.items()
        ]
        with TemporaryDirectory() as build:
            modules = cythonize(
                sources, build_dir=build, compiler_directives=DIRECTIVES, include_path=["."]
            )
            for module in modules:
                module.optional = True
            command = build_ext(Distribution({"name": "stanceline", "ext_modules": modules}))
            command.inplace, command.parallel = True, 2
            command.build_temp = command.build_lib = build
            command.ensure_finalized()
            command.run()
        return [command.get_ext_filename(name) for name in names]
