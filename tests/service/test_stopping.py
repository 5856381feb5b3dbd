"""Told to stop, a real service says so, lets what runs come to its end, and leaves one file."""

import json
import socket
import subprocess
import sys
import time

import httpx2
import pytest

from api.access.callers import Role
from api.store.store import Store
from tests.service.alone import matcher_by_words
from tests.service.office import EAST, Clock, Service, gate_over
from tests.service.process import Running, start

BODY = json.dumps({"id": "F1", "facts": {"residence_town": "东区街道"}}).encode()


def let_in(url: str) -> dict[str, str]:
    """Return the headers of a worker's key that is made in a database whose service runs."""
    with Store.open(url) as store:
        gate = gate_over(store, matcher_by_words(), Clock())
        return Service(None, None, gate.office, Clock()).headers(Role.WORKER, EAST)


@pytest.fixture
def running(tmp_path):
    found = start(tmp_path, demo="1", drain_seconds="1", stop_seconds="20")
    try:
        found.wait_until_it_answers("/readyz")
        yield found
    finally:
        found.kill()


def half_sent(running: Running, headers: dict[str, str]) -> socket.socket:
    """Return a connection on which a request has come in by half."""
    head = [f"{name}: {value}" for name, value in headers.items()]
    lines = ["POST /api/v1/match HTTP/1.1", "Host: here", f"Content-Length: {len(BODY)}", *head]
    connection = socket.create_connection(("127.0.0.1", running.port), timeout=30)
    connection.sendall("\r\n".join([*lines, "", ""]).encode() + BODY[:10])
    return connection


def test_what_runs_when_it_is_told_to_stop_is_answered_and_the_log_is_in_the_file(
    running, tmp_path
):
    headers = let_in(f"sqlite:///{tmp_path / 'xingfu.db'}")
    connection = half_sent(running, headers)
    running.send(15)
    time.sleep(0.3)
    told = httpx2.get(f"{running.address}/readyz", timeout=10)
    assert (told.status_code, told.json()["failed"]) == (503, ["stopping"])
    assert httpx2.get(f"{running.address}/healthz", timeout=10).status_code == 200
    time.sleep(1.2)
    with pytest.raises(httpx2.TransportError):
        httpx2.get(f"{running.address}/healthz", timeout=10)
    connection.sendall(BODY[10:])
    with connection:
        answer = b"".join(iter(lambda: connection.recv(65_536), b""))
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b'"household_id"' in answer or b"content-encoding" in answer
    assert running.process.wait(timeout=20) == 0
    left = tmp_path / "xingfu.db-wal"
    assert not left.exists() or left.stat().st_size == 0
    lines = [json.loads(line) for line in running.log.read_text("utf-8").splitlines()]
    assert [line["event"] for line in lines if line["event"] in ("serving", "stopped")] == [
        *("serving", "stopped"),
    ]
    assert {line["route"] for line in lines if line["event"] == "request"} >= {
        *("/readyz", "/healthz", "/api/v1/match"),
    }


def test_a_request_that_never_ends_holds_the_stop_up_for_its_limit_only(tmp_path):
    running = start(tmp_path, demo="1", drain_seconds="0", stop_seconds="1")
    try:
        running.wait_until_it_answers()
        headers = let_in(f"sqlite:///{tmp_path / 'xingfu.db'}")
        with half_sent(running, headers):
            time.sleep(0.3)
            running.send(15)
            assert running.process.wait(timeout=20) == 0
    finally:
        running.kill()


LEFT = """
import threading, time
from api.server import end_of_process
threading.Thread(target=time.sleep, args=(600,)).start()
end_of_process()
"""


def test_work_that_cannot_be_stopped_keeps_no_process_alive():
    """A thread that still reads a file for somebody who was cut off: Python would wait for it."""
    ended = subprocess.run([sys.executable, "-c", LEFT], timeout=120, check=False)
    assert ended.returncode == 0
