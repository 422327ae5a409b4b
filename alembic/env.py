"""Run migrations on the connection handed in, else on `-x url=…`, else on the database of the configuration."""

import os
import sys

from alembic import context

from pipeline.errors import ScrapeError
from storage.database.engine import Database
from storage.schema.search_index import is_compared
from storage.schema.tables import metadata


def run(connection):
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
        include_object=is_compared,
    )
    with context.begin_transaction():
        context.run_migrations()


def configured():
    """The database that the program would use here."""
    from scrape.config.settings import find_config, load_settings

    return load_settings(find_config(None, os.environ)).database


def run_alone():
    database = Database(context.get_x_argument(as_dictionary=True).get("url") or configured())
    try:
        with database.write() as connection:
            run(connection)
    finally:
        database.close()


handed_in = context.config.attributes.get("connection")
if handed_in is not None:
    run(handed_in)
else:
    try:
        run_alone()
    except ScrapeError as error:
        sys.exit(f"alembic: {error}")
