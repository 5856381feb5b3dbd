"""The only clock: everything else is told the date."""

from datetime import UTC, date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def day_in_china(moment: datetime) -> date:
    """Return the date in China at a moment."""
    return moment.astimezone(_CHINA).date()


def minute_in_china(told: str) -> str:
    """Return a moment of JSON to the minute, as clocks in China show it."""
    return told_in_china(datetime.fromisoformat(told))


def told_in_china(moment: datetime) -> str:
    """Return a moment as people in China read it, to the minute."""
    return moment.astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")


def today() -> date:
    """Return today's date in China, whatever the machine's own time zone."""
    return datetime.now(_CHINA).date()
