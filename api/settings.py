"""Settings: environment variables that start with ``STANCELINE_``."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an administrator can choose; nothing is read from anywhere else."""

    model_config = SettingsConfigDict(
        env_prefix="STANCELINE_", extra="ignore", use_attribute_docstrings=True
    )

    database_url: str = "sqlite:///stanceline.db"
    """``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST/NAME``: journal and read models."""
    host: str = "127.0.0.1"
    """Address that the server binds to; only loopback while there are no keys."""
    port: int = Field(8000, ge=0, le=65_535)
    book_claims: int = Field(500_000, ge=1)
    """Claims that are kept in memory for answers, over all actors (about 150 bytes each)."""
    evidence_bytes: int = Field(64 * 2**20, ge=0)
    """Bytes of facts that are kept as JSON, as evidence and timelines show them; 0 keeps none."""
    answer_bytes: int = Field(32 * 2**20, ge=0)
    """Bytes of answers that are kept for questions that are asked again; 0 keeps none."""
    pool_size: int = Field(10, ge=2, le=1000)
    """Connections of each process to PostgreSQL for answers; the journal has half as many more."""
    log_level: str = "info"
