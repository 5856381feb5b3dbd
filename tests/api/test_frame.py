"""What surrounds every page: the addresses it leads to, in the language of the page."""

import pytest

from api.pages.frame import Frame


@pytest.mark.parametrize(
    ("path", "there"),
    [
        ("/families", "/families?lang=en"),
        ("/families?page=2", "/families?page=2&lang=en"),
        ("/families?lang=zh&page=2#top", "/families?page=2&lang=en#top"),
        ("/families?lang=zh&lang=zh", "/families?lang=en"),
        ("/lists?q=lang", "/lists?q=lang&lang=en"),
    ],
)
def test_an_address_names_its_language_once(path: str, there: str) -> None:
    assert Frame("en", "").at(path) == there
    assert Frame("zh", "", here=path).switched() == there
