"""Run the server: one process or several, logs as JSON, shut down without losing a word."""

import logging
import os
import tempfile
from typing import Any

import uvicorn
from fastapi import FastAPI

from api import logs, memory
from api.settings import Settings
from projections.asof.kernel import is_compiled

_log = logging.getLogger("stanceline.serving")

LAST_SECONDS = 15
"""Time for requests that are under way when the server is told to stop."""


def serve(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to stop (SIGTERM, SIGINT)."""
    logs.configure(settings.log_level)
    if not is_compiled():
        _log.warning("the as-of engine is not compiled, answers take longer (docs/operations.md)")
    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "log_config": None,
        "access_log": False,
        "timeout_graceful_shutdown": LAST_SECONDS,
        # A worker that starts on a busy machine says nothing for a while, and lives.
        "timeout_worker_healthcheck": 60,
    }
    if workers == 1:
        uvicorn.run(worker(), **options)
        return
    with tempfile.TemporaryDirectory(prefix="stanceline-metrics-") as folder:
        os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", folder)
        uvicorn.run("api.serving:worker", factory=True, workers=workers, **options)


def worker() -> FastAPI:
    """The application of one process; its settings come from the environment."""
    from api.app import create_app

    settings = Settings()
    logs.configure(settings.log_level)
    app = create_app(settings)
    memory.settle()
    return app
