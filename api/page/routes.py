"""``/`` and ``/docs``: two documents and their files, under a strict Content-Security-Policy."""

from pathlib import Path

from fastapi import APIRouter, FastAPI
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"
_COMMON = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


def policy(**more: str) -> str:
    """A Content-Security-Policy that allows our own files and nothing inline."""
    directives = _COMMON | {name.replace("_", "-"): value for name, value in more.items()}
    return "; ".join(f"{name} {value}" for name, value in directives.items())


PAGE_POLICY = policy(require_trusted_types_for="'script'", trusted_types="'none'")
DOCS_POLICY = policy()
"""The manual's renderer writes sanitised HTML itself, so it cannot run under Trusted Types."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> Response:
    """The page; its query string is the state that its own scripts read."""
    return _document("index.html", PAGE_POLICY)


@router.get("/docs")
async def docs() -> Response:
    """The API manual, rendered from ``/openapi.json``."""
    return _document("docs.html", DOCS_POLICY)


@router.get("/favicon.ico")
async def favicon() -> Response:
    """The page's sign, for browsers that ask for it by this name."""
    return FileResponse(STATIC / "favicon.svg", headers=_HEADERS, media_type="image/svg+xml")


def _document(name: str, csp: str) -> Response:
    headers = {**_HEADERS, "Content-Security-Policy": csp}
    return FileResponse(STATIC / name, headers=headers, media_type="text/html; charset=utf-8")


class _Files(StaticFiles):
    """Static files that are revalidated at every load: an upgrade shows at once."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(_HEADERS)
        return response


def install(app: FastAPI) -> None:
    """Serve the page, the manual and their files."""
    app.include_router(router)
    app.mount("/static", _Files(directory=STATIC), name="static")
