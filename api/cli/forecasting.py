"""The command forecast."""

from pathlib import Path

from api.bootstrap import make_assessor
from api.cli.ahead import print_forecast
from api.cli.households import print_answers, with_progress
from api.cli.input import decision_date, household_texts
from api.clock import today
from api.settings import Settings
from api.usecases.forecasting import forecast_all
from api.usecases.matching import Asking, read
from matcher.wording import Lang


def run_forecast(
    file: str, as_json: bool, on: str | None, lang: Lang, catalog: Path | None = None
) -> int:
    """Print what the next year changes for each household; return the exit code."""
    asking = Asking(today(), decision_date(on, lang), lang)
    texts = household_texts(file, lang)
    assessor = make_assessor(catalog or Settings().catalog, asking.today)
    entries = read(texts, assessor, asking)
    answers = forecast_all(with_progress(entries, lang), assessor, asking)
    return print_answers(answers, as_json, lang, lambda answer: print_forecast(answer.data, lang))
