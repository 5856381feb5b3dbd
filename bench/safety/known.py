"""Ids that a running service has told of, as whole paths: a member's beside its household's."""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

_NAME = re.compile(r"\{\w+\}")
_IDS = ("id", "number", "code", "household")
_MOST, _OF_A_LIST = 60, 5


@dataclass
class Known:
    """Paths of rows that there are, by their template with `{}` for each parameter."""

    paths: dict[str, list[str]] = field(default_factory=dict)

    def learn(self, template: str, path: str) -> None:
        """Keep what a request was sent to: every row that its path names."""
        pattern = _NAME.sub("([^/]+?)", template.replace(".", r"\."))
        if re.fullmatch(pattern, path) is None:
            return
        heads, told = template.split("/"), path.split("/")
        for place, segment in enumerate(heads):
            if _NAME.search(segment):
                self._keep(bare("/".join(heads[: place + 1])), "/".join(told[: place + 1]))

    def hear(self, template: str, path: str, data: Any) -> None:
        """Keep the ids that an answer tells: what was made, or the rows of a list."""
        if template.endswith("}"):
            return
        for row in _rows(data):
            found = next((row[name] for name in _IDS if isinstance(row.get(name), str | int)), None)
            if found is not None:
                self._keep(bare(template) + "/{}", f"{path}/{found}")

    def path(self, template: str, lots: random.Random, stray: Iterable[str]) -> str:
        """Return a path of the template whose rows there are, as far as they are known.

        Where none is, or now and then, a parameter is one of `stray`.
        """
        segments, others = template.split("/"), list(stray)
        path, rest = "", segments[1:]
        for place in range(len(segments), 1, -1):
            found = self.paths.get(bare("/".join(segments[:place])))
            if found:
                path, rest = lots.choice(found), segments[place:]
                break
        for segment in rest:
            path += "/" + _NAME.sub(lambda _: lots.choice(others), segment)
        if "{" in template and lots.random() < 0.1:
            parts = path.split("/")
            at = [n for n, each in enumerate(segments) if _NAME.search(each)]
            if len(parts) == len(segments):
                parts[lots.choice(at)] = lots.choice(others)
                path = "/".join(parts)
        return path

    def _keep(self, key: str, path: str) -> None:
        found = self.paths.setdefault(key, [])
        if path not in found:
            found.append(path)
            del found[:-_MOST]


def bare(template: str) -> str:
    """Return a template with `{}` for each parameter, whatever its name."""
    return _NAME.sub("{}", template)


def _rows(data: Any) -> Iterable[Mapping[str, Any]]:
    if not isinstance(data, Mapping):
        return
    if any(isinstance(data.get(name), str | int) for name in _IDS):
        yield data
        return
    for value in data.values():
        if isinstance(value, list):
            yield from (row for row in value[:_OF_A_LIST] if isinstance(row, Mapping))
