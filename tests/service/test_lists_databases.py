"""Lists and receipts on both databases: confirmed, pulled, answered, matched again, at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from tests.service.both import kind, server, service, template, template_file, url
from tests.service.lists import LISTS, home, of, told
from tests.service.office import Service
from tests.service.test_plans import plans
from tests.service.test_receipts import needs, tell

__all__ = ("kind", "server", "service", "template", "template_file", "url")


def test_the_way_there_and_back(service: Service) -> None:
    place = home(service)
    made = place.confirmed()
    assert place.platform.get(f"{LISTS}/{made['list']}").status_code == 200
    assert tell(place, made, "refused").json()["plan"] == place.number()
    for which in range(1, len(made["entries"])):
        tell(place, made, "served", which)
    assert "served" in needs(place).values()
    place.consent({"push": False})
    assert of(place.platform, place.id) == [("list", None, 1), ("withdrawn", "consent", 1)]


def test_confirmations_and_receipts_at_once_are_numbered_and_counted_once(
    service: Service,
) -> None:
    place = home(service)
    made = place.confirmed()
    assert told(place.platform)["changes"]  # its key is made before many use it
    with ThreadPoolExecutor(8) as pool:
        confirmed = [
            pool.submit(place.worker.post, plans(place.id, "/1/confirmation"), json={})
            for _ in range(4)
        ]
        sent = [pool.submit(tell, place, made, "applied") for _ in range(4)]
    assert [each.result().status_code for each in confirmed] == [201] * 4
    assert Counter(each.result().status_code for each in sent) == {201: 1, 200: 3}
    rows = told(place.platform)["changes"]
    assert [row["version"] for row in rows] == [1, 2, 3, 4, 5]
