"""What Alembic runs for each command: the steps, on the connection that `migrate` gives."""

from alembic import context

from api.store.every_table import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    # SQLite can do it too, once a transaction is begun by hand, which our connections do
    transactional_ddl=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
