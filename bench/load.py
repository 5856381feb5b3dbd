"""A small load generator: raw sockets of one event loop, each sends when it has its answer."""

import asyncio
import time
from dataclasses import dataclass, field

_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What a service did: the seconds of each answer, and the seconds from first to last."""

    seconds: tuple[float, ...]
    wall: float

    @property
    def rate(self) -> float:
        """Return the answers a second."""
        return len(self.seconds) / self.wall

    def worst(self, share: float) -> float:
        """Return the seconds that this share of the answers, in (0, 1], did not pass."""
        return sorted(self.seconds)[max(0, round(share * len(self.seconds)) - 1)]


def request(method: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """Return a request as it goes over the wire; the connection stays open."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def load(port: int, requests: list[bytes], connections: int, num: int, status: int = 200) -> Load:
    """Send `num` requests, in turn of `requests`, over so many connections at once.

    Every answer has to have this status: a service that refuses is not quick.
    """
    return asyncio.run(_load(port, requests, connections, num, status))


async def _load(port: int, requests: list[bytes], connections: int, num: int, status: int) -> Load:
    loop = asyncio.get_running_loop()
    work = _Work(requests, num, status, loop.create_future())
    begun = time.perf_counter()
    opened = [
        await loop.create_connection(lambda: _Visitor(work), "127.0.0.1", port)
        for _ in range(connections)
    ]
    await work.done
    wall = time.perf_counter() - begun
    for transport, _ in opened:
        transport.close()
    return Load(tuple(work.seconds), wall)


@dataclass(slots=True)
class _Work:
    requests: list[bytes]
    num: int
    status: int
    done: "asyncio.Future[None]"
    sent: int = 0
    seconds: list[float] = field(default_factory=list)

    def next(self) -> bytes | None:
        if self.sent >= self.num:
            return None
        self.sent += 1
        return self.requests[self.sent % len(self.requests)]


class _Visitor(asyncio.Protocol):
    """One connection: sends, waits for the whole answer, sends the next."""

    def __init__(self, work: _Work) -> None:
        self._work = work
        self._head, self._missing, self._begun = b"", -1, 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._missing < 0:
            self._head += data
            head, found, rest = self._head.partition(_END_OF_HEAD)
            if not found:
                return
            self._missing = _length(head) - len(rest)
        else:
            self._missing -= len(data)
        if self._missing == 0:
            self._answered()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._work.done.done():
            self._work.done.set_exception(RuntimeError("the service closed a connection"))

    def _answered(self) -> None:
        work = self._work
        work.seconds.append(time.perf_counter() - self._begun)
        told = int(self._head[9:12])
        if told != work.status and not work.done.done():
            work.done.set_exception(RuntimeError(f"status {told}: {self._head[-400:]!r}"))
        if len(work.seconds) == work.num and not work.done.done():
            work.done.set_result(None)
        self._send()

    def _send(self) -> None:
        told = self._work.next()
        if told is not None:
            self._head, self._missing, self._begun = b"", -1, time.perf_counter()
            self._transport.write(told)


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_LENGTH):
            return int(line[len(_LENGTH) :])
    return 0
