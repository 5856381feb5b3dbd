"""The hostile texts in what charities offer, in lists, transfers, files, searches, keys."""

from typing import Any
from urllib.parse import quote

import pytest

from api.access.callers import Role
from tests.hostile import HOSTILE, TURNING, missing, parts, shown, texts_of
from tests.identity.people import HTML, browser, token_in
from tests.printing.reading import text_of
from tests.service.clerks import Clerk, clerk
from tests.service.families import HOUSEHOLDS, V1
from tests.service.ledger_files import HEAD, row
from tests.service.lists import LISTS, Home, home
from tests.service.office import EAST, WEST, Service
from tests.service.people import person
from tests.service.supply import OFFERINGS, act, charity, posted
from tests.service.test_hostile_strings import cells, pages


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


@pytest.fixture(scope="module")
def place(service: Service) -> Home:
    return home(service)


def told(answer: Any) -> Any:
    assert answer.status_code in (200, 201), answer.text[:500]
    assert not TURNING.search(texts_of(answer.json()))
    return answer.json()


def test_what_a_charity_posts_is_text_wherever_it_is_told(
    service: Service, mei: Clerk, place: Home
) -> None:
    for at in range(0, len(HOSTILE), 2):
        some = HOSTILE[at : at + 2]
        made = posted(service, name=some[0], provider=some[1], note="\n".join(some), phrases=some)
        for field, texts in (
            (made["name"], some[:1]),
            (made["provider"], some[1:]),
            (made["note"], some),
            (" ".join(made["phrases"]), some),
        ):
            assert not missing(field, texts)
    listed = told(charity(service).get(OFFERINGS, params={"limit": 200}))
    assert not missing(texts_of(listed))
    for text in HOSTILE[7:10]:
        words = {"phrases": ["腿脚不便，想有人陪去医院看病拿药"], "items": ["S027"]}
        id = posted(service, name=text, provider=text, who={"age_from": 0}, **words)["id"]
        act(charity(service), id, "submission")
        act(service.as_(Role.BUREAU), id, "approval")
    assert place.worker.post(f"{HOUSEHOLDS}/{place.id}/plans", json={"top": 5}).status_code == 201
    seen = pages(mei, f"/households/{place.id}/plans/latest", f"/households/{place.id}/questions")
    assert len(missing(seen, HOSTILE[7:10])) < 3  # one at least is among the offers


def test_why_an_offering_is_returned_is_text(service: Service) -> None:
    id = posted(service)["id"]
    for reason in parts(40):
        assert act(charity(service), id, "submission").status_code == 200
        back = told(act(service.as_(Role.BUREAU), id, "return", reason=reason))
        assert not missing(back["reason"], tuple(reason.split("\n")))


def test_notes_of_confirmations_and_reasons_of_receipts_are_text(place: Home, mei: Clerk) -> None:
    for note in parts(52):
        made = place.confirmed(note=note, offers=[])
        kept = told(place.worker.get(f"{HOUSEHOLDS}/{place.id}/happiness-lists"))["lists"][0]
        assert not missing(kept["note"], tuple(note.split("\n")))
    entry = made["entries"][0]["entry"]
    for number, reason in enumerate(parts(15)):
        body = {"id": f"r{number}", "list": made["list"], "entry": entry, "kind": "declined"}
        assert place.receipt({**body, "reason": reason}).status_code in (200, 201)
    listed = told(place.platform.get(f"{LISTS}/{made['list']}"))
    assert [
        x for x in HOSTILE if x not in missing(texts_of(listed))
    ] == []  # a note is for the ledger alone
    at = f"/households/{place.id}/happiness-list"
    pages(mei, at)
    assert len(missing(text_of(mei.get(f"{at}.pdf").content))) == len(HOSTILE)


def test_why_a_family_is_handed_over_is_text_to_both_towns(service: Service, place: Home) -> None:
    east, west = person(service, Role.WORKER, EAST), person(service, Role.TOWN, WEST)
    for reason in parts(70):
        body = {"to": "西区", "reason": reason}
        asked = told(east.post(f"{HOUSEHOLDS}/{place.id}/transfers", json=body))
        seen = told(west.get(f"{V1}/transfers"))
        for text in (asked["reason"], texts_of(seen)):
            assert not missing(text, tuple(reason.split("\n")))
        path = f"{V1}/transfers/{asked['id']}/withdraw"
        assert east.post(path).status_code == 200


def test_the_label_of_a_key_is_text(service: Service) -> None:
    admin = person(service, Role.SECURITY)
    for at in range(0, len(HOSTILE), 2):
        label = "\n".join(HOSTILE[at : at + 2])
        body = {"label": label, "role": "worker", "towns": [EAST], "scopes": ["items:read"]}
        answer = admin.post(f"{V1}/keys", json=body)
        if answer.status_code != 201:
            assert answer.headers["content-type"] == "application/problem+json"
            continue
        assert not missing(answer.json()["label"], HOSTILE[at : at + 2])


def test_a_file_of_them_is_shown_as_text_with_its_faults_and_marked_without_a_formula(
    mei: Clerk,
) -> None:
    plain = [text.replace("\t", " ").replace("\r", " ") for text in HOSTILE]
    rows = [
        row(person, 姓名=text.replace("*", "_"), 需求内容=text, 救助身份=text, 家庭人口=text)
        for person, text in enumerate(plain, start=500)
    ]
    lines = ["\t".join(str(cell).replace("\t", " ") for cell in cells) for cells in (HEAD, *rows)]
    form = {"paste": "\n".join(lines), "csrf": token_in(mei.get("/account").text)}
    sent = mei.browser.client.post("/imports", data=form, files={"file": ("", b"")}, headers=HTML)
    assert sent.status_code in (303, 422), sent.text[:500]
    if sent.status_code == 422:
        shown(sent.text)
        return
    at = sent.headers["location"].partition("?")[0]
    pages(mei, at, "/imports")
    cells(mei.get(f"{at}.csv"))


@pytest.mark.parametrize("path", ["/items?q={}", "/items.json?q={}", "/households?q={}"])
def test_what_is_searched_for_is_text(mei: Clerk, path: str) -> None:
    for text in HOSTILE[::3]:
        answer = mei.get(path.format(quote(text)))
        if answer.headers["content-type"].startswith("text/html"):
            shown(answer.text)
        assert answer.status_code < 500


def test_what_is_no_page_item_or_town_is_refused_in_text(service: Service, mei: Clerk) -> None:
    worker = service.as_(Role.WORKER, EAST)
    for text in HOSTILE[::4]:
        for path in (f"/items/{quote(text, '')}", f"/households/{quote(text, '')}"):
            answer = mei.get(path)
            assert answer.status_code == 404
            shown(answer.text)
            problem = worker.get(V1 + path)
            assert problem.status_code == 404
            assert problem.headers["content-type"] == "application/problem+json"
        body = {"facts": {"residence_town": text, text: text}}
        answer = worker.post(HOUSEHOLDS, json=body)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"


def test_who_signs_in_with_them_sees_them_as_text(service: Service) -> None:
    mine = browser(service, "10.0.0.9")
    for text in HOSTILE[:26:2]:
        form = {"name": text, "password": text}
        answer = mine.client.post("/sign-in", data=form, headers=HTML)
        assert 400 <= answer.status_code < 500
        shown(answer.text)


def test_a_plan_without_a_store_shows_them_as_text(mei: Clerk) -> None:
    for text in HOSTILE[:39:3]:
        form = {"n1.text": text, "residence_town": text, "m1.relation": text, "pasted": text}
        answer = mei.send("/plan", form)
        assert answer.status_code < 500
        shown(answer.text)
