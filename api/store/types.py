"""Column types that mean the same on both databases."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from api.store.canonical import canonical, parsed
from api.store.errors import RefusedError


class Words(TypeDecorator[str]):
    """Text; refuses what one of the databases cannot keep (NUL, lone surrogates).

    Sorted by code points everywhere, so that pages are cut alike.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Return plain text, on PostgreSQL with the one collation that no locale changes."""
        of_dialect = Text(collation="C") if dialect.name == "postgresql" else Text()
        return dialect.type_descriptor(of_dialect)

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return `value`, checked."""
        if value is not None and not is_plain(value):
            raise RefusedError("text")
        return value


def is_plain(text: object) -> bool:
    """Say whether both databases can keep `text`."""
    if not isinstance(text, str) or "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; refuses a time without a zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC; without its zone for a database that keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise RefusedError("zone")
        moment = value.astimezone(UTC)
        return moment if dialect.name == "postgresql" else moment.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JsonText(TypeDecorator[Any]):
    """A JSON value in its one spelling; SQL's NULL is never JSON's null."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        """Return the one spelling."""
        return canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Return the value."""
        return None if value is None else parsed(value)


Counted = BigInteger().with_variant(Integer(), "sqlite")
"""A number that the database counts up; SQLite does so for its own integers only."""
