"""The example of a platform goes on whatever the network does, and keeps its file to itself."""

import importlib.util
import socket
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tests.support import ROOT


@pytest.fixture(scope="module")
def client() -> ModuleType:
    told = importlib.util.spec_from_file_location("push_client", ROOT / "examples/push_client.py")
    assert told is not None
    assert told.loader is not None
    found = importlib.util.module_from_spec(told)
    told.loader.exec_module(found)
    return found


@contextmanager
def answering(raw: bytes) -> Iterator[str]:
    """Serve one connection that is answered with these bytes, whatever was asked."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with listener.accept()[0] as connection:
                connection.recv(65_536)
                connection.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(timeout=5)


ODD = {
    "cut short": b'HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"changes"',
    "no HTTP": b"\x00\x01 good day\r\n\r\n",
    "a proxy's page": b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>",
    "later, by a date": (
        b"HTTP/1.1 503 Later\r\nRetry-After: Wed, 21 Oct 2099 07:28:00 GMT\r\n"
        b"Content-Length: 0\r\n\r\n"
    ),
    "later, by nonsense": (b"HTTP/1.1 503 Later\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n"),
}


@pytest.mark.parametrize("kind", ODD)
def test_an_odd_answer_means_later(client: ModuleType, kind: str) -> None:
    with answering(ODD[kind]) as url, pytest.raises(client.AnswerError) as told:
        client.Service(url, "xf_key").changes(None)
    assert told.value.status in client.LATER
    assert 0 <= told.value.wait <= 3_600


def test_its_file_is_its_owners_alone_and_its_receipts_have_ids_of_their_own(
    client: ModuleType, tmp_path: Path
) -> None:
    first, second = (client.Shelf(str(tmp_path / name)) for name in ("a.db", "b.db"))
    assert stat.S_IMODE((tmp_path / "a.db").stat().st_mode) == 0o600
    for shelf in (first, second):
        shelf.note_read("list")
        shelf.note_read("list")
    (one,), (other,) = first.waiting(), second.waiting()
    assert one[0] != other[0]
    assert client.Shelf(first.path).own == first.own
