"""What the next year changes by time alone, for each household, in input order."""

from collections.abc import Iterable, Iterator

from api.usecases.matching import Answer, Asking, refusal
from matcher.needs import Household
from matcher.pipeline.assessor import Assessor
from matcher.reading.households import Refused
from matcher.telling.forecasts import forecast_data


def forecast_all(
    read_in: Iterable[Household | Refused], assessor: Assessor, asking: Asking
) -> Iterator[Answer]:
    """Yield all changes of the year ahead, or a refusal, for each household, in order."""
    for entry in read_in:
        if isinstance(entry, Refused):
            yield refusal(entry, asking.lang)
            continue
        day = asking.day(entry)
        changes = assessor.forecast(entry, day)
        data = forecast_data(entry, day, changes, assessor.catalogue, asking.lang)
        yield Answer(data, entry)
