"""Plans on both databases: made, corrected, served, worked out again."""

import threading

from api.access.callers import Role
from tests.service.both import kind, server, service, template, template_file, url
from tests.service.office import EAST, Service
from tests.service.test_plans import kept, plans

__all__ = ("kind", "server", "service", "template", "template_file", "url")


def test_plans_are_kept_corrected_and_worked_out_again(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    made = worker.post(plans(household))
    note = {"changes": [{"do": "note", "reason": "同她谈过"}]}
    corrected = worker.post(plans(household, "/1/corrections"), json=note)
    assert (made.status_code, corrected.status_code) == (201, 201)
    assert worker.get(plans(household, "/1")).content == made.content
    assert worker.get(plans(household, "/latest")).content == corrected.content
    assert worker.post(plans(household, "/2/recomputation")).json()["same"] is True


def test_plans_made_at_once_are_numbered_without_gap_or_double(service: Service) -> None:
    household = kept(service)
    worker = service.as_(Role.WORKER, EAST)
    barrier, found = threading.Barrier(4), []

    def one() -> None:
        barrier.wait()
        found.append(worker.post(plans(household)))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.status_code for answer in found] == [201] * 4
    numbers = sorted(int(answer.headers["Location"].rsplit("/", 1)[1]) for answer in found)
    assert numbers == [1, 2, 3, 4]
    assert len({answer.content for answer in found}) == 1
