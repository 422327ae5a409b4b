"""Run migrations on the connection that was handed in, or on the URL given with `-x url=…`."""

from alembic import context

from storage.database.engine import Database
from storage.schema.tables import metadata


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    database = Database(context.get_x_argument(as_dictionary=True)["url"])
    with database.write() as own:
        run(own)
    database.close()
