"""Two hundred hostile texts typed into every text field of every page, in a real browser."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Browser

from api.access.callers import OF_A_TOWN, Role
from api.access.rules import asks_for_factor
from api.settings import Settings
from matcher.pipeline.matcher import Matcher
from tests.hostile import HOSTILE, missing
from tests.identity.people import code, someone
from tests.journeys.conftest import listening, sign_in
from tests.journeys.forms import Form, Watched, forms_here, typed, walked, watched
from tests.service.lists import home
from tests.service.office import EAST, Service, new_database, serving
from tests.service.people import ORGANISATION
from tests.service.supply import act, active, charity, hold, posted
from tests.support import CATALOGS

_SEARCH = "/households/search"
MANY = 20
"""A form of more fields is sent whole alone: most of them are figures and dates, and its texts are
typed one by one into the forms that change what it kept."""


@pytest.fixture(scope="module")
def service(matcher: Matcher, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A family with a plan and a list, and an offering in each state."""
    url = new_database(tmp_path_factory.mktemp("typed"))
    with serving(url, matcher, Settings(catalog=CATALOGS)) as found:
        place = home(found)
        place.confirmed()
        posted(found)
        handed_in = posted(found, name="代步车")["id"]
        act(charity(found), handed_in, "submission")
        offering = active(found, name="轮椅")["id"]
        hold(place.worker, offering, place.id)
        yield found


def in_their_browser(browser: Browser, service: Service, address: str, role: Role) -> Watched:
    """Return the browser of somebody of a role, past every door."""
    told: dict[str, Any] = {"towns": (EAST,)} if role in OF_A_TOWN else {}
    told |= {"organisation": ORGANISATION} if role is Role.CHARITY else {}
    someone(service, role, role.value, factor=asks_for_factor(role), **told)
    seen = watched(browser.new_context(base_url=address), address)
    sign_in(seen.page, role.value, code(service) if asks_for_factor(role) else "")
    return seen


@dataclass
class Typist:
    """Types the texts one after another into every form that nobody has typed into yet."""

    texts: Iterator[str] = field(default_factory=lambda: cycle(HOSTILE))
    used: set[str] = field(default_factory=set)
    forms: dict[str, tuple[Watched, Form]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    @property
    def fields(self) -> int:
        """Return how many fields are typed into."""
        return sum(len(form.fields) for _, form in self.forms.values())

    def walk(self, seen: Watched, start: str = "/") -> None:
        """Open every kind of page, and note the forms that are new."""
        for path in walked(seen, start):
            for form in forms_here(seen, path):
                if form.fields:
                    self.forms.setdefault(form.shape, (seen, form))

    def type_into(self, shape: str) -> None:
        """Fill a form whole, by each button; then field by field, the others as they were."""
        seen, form = self.forms[shape]
        done = [self._typed(seen, form, form.fields, each) for each in form.each_button]
        if len(form.fields) <= MANY:
            for name in form.one_of_each:
                done.append(self._typed(seen, form, (name,), form.button_of(name)))
        if not any(done):
            self.gone.append(shape)

    def show(self, text: str) -> None:
        """Type a text where it is shown again: some met a password or a number alone."""
        seen, form = next(one for shape, one in self.forms.items() if _SEARCH in shape)
        typed(seen, form, dict.fromkeys(form.fields, text), 0)

    def _typed(self, seen: Watched, form: Form, names: Sequence[str], button: int) -> bool:
        told = {name: next(self.texts) for name in names}
        self.used |= set(told.values())
        return typed(seen, form, told, button)


def read_by(everybody: Sequence[Watched]) -> str:
    return " ".join(told for seen in everybody for told in seen.read)


def test_whatever_is_typed_into_any_field_of_any_page_stays_text(
    browser: Browser, service: Service
) -> None:
    """No dialog, no script of a stranger, no request elsewhere, no complaint of the browser."""
    typist = Typist()
    with listening(service.app) as address:
        people = {
            role: in_their_browser(browser, service, address, role)
            for role in Role
            if role is not Role.PUSH  # a machine
        }
        for seen in people.values():
            typist.walk(seen)
        stranger = watched(browser.new_context(base_url=address), address)
        typist.walk(stranger, "/sign-in")
        for shape in list(typist.forms):
            typist.type_into(shape)
        for role in (Role.WORKER, Role.CHARITY):
            assert list(walked(people[role]))
        everybody = (*people.values(), stranger)
        for text in missing(read_by(everybody)):
            typist.show(text)
    assert [fault for seen in everybody for fault in seen.faults] == []
    assert missing(read_by(everybody)) == []
    assert typist.used >= set(HOSTILE)
    assert typist.gone == []
    assert len(typist.forms) >= 20
    assert typist.fields > 200
    for seen in everybody:
        seen.page.context.close()
