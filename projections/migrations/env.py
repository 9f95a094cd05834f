"""Alembic's entry: runs on the connection, and in the transaction, of whoever calls."""

from alembic import context

from projections.control import control

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=control,
    transactional_ddl=True,
)
context.run_migrations()
