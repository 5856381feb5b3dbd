"""Clients of the kill drills: they write over HTTP and keep a journal of what was acknowledged.

Each request has an Idempotency-Key and the version that was seen, and is said again until it is
acknowledged.
"""

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from uuid import uuid4

_MOST_NEEDS = 150
_TIMEOUT, _WAIT = 30, 0.05
_HOME = {"facts": {"residence_town": "东区街道"}, "members": [], "needs": []}
_CREATED, _FAULTS = 201, 500


@dataclass(eq=False)
class Client(threading.Thread):
    """One who writes needs, one after the other, over one connection for as long as it holds."""

    port: int
    key: str
    stop: threading.Event
    needs: list[str] = field(default_factory=list)
    households: list[str] = field(default_factory=list)
    tries: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    _connection: http.client.HTTPConnection | None = None

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    @property
    def acknowledged(self) -> int:
        """Return how many writes were acknowledged so far."""
        return len(self.needs) + len(self.households)

    def run(self) -> None:
        """Write until told to stop."""
        try:
            self._write()
        finally:
            if self._connection is not None:
                self._connection.close()

    def _write(self) -> None:
        while not self.stop.is_set():
            home = self._post("/api/v1/households", _HOME, None)
            self.households.append(home[0])
            for number in range(_MOST_NEEDS):
                if self.stop.is_set():
                    return
                path = f"/api/v1/households/{home[0]}/needs"
                need, etag = self._post(path, {"text": f"屋顶漏水{number}"}, home[1])
                self.needs.append(need)
                home = (home[0], etag)

    def _post(self, path: str, body: object, version: str | None) -> tuple[str, str]:
        """Send one request, again and again with one key, until it is acknowledged."""
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid4()),
            **({"If-Match": version} if version else {}),
        }
        while True:
            self.tries += 1
            told = self._once(path, json.dumps(body).encode(), headers)
            if told is not None:
                return told
            time.sleep(_WAIT)

    def _once(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[str, str] | None:
        """Send a request once; None where it has to be said again."""
        if self._connection is None:
            self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        try:
            self._connection.request("POST", path, body, headers)
            answer = self._connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            self._connection.close()
            self._connection = None
            return None
        if answer.status == _CREATED:
            return told["id"], answer.headers["ETag"]
        if answer.status < _FAULTS:
            self.refused[f"{answer.status} {told.get('type')} {told.get('detail')}"] += 1
            raise RuntimeError(told)
        self.refused[str(answer.status)] += 1
        return None
