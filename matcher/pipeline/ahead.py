"""Which texts a household's plan will ask the vectors of, so that many can be encoded at once."""

from collections.abc import Sequence

from matcher.offerings import Catalogue
from matcher.pipeline.hearing import hear
from matcher.retrieval.search import Hearing, Library
from matcher.views import View


class _Asked(Exception):  # noqa: N818 - no error: it carries the texts out
    """What a library was asked to hear."""

    def __init__(self, texts: Sequence[str]) -> None:
        super().__init__()
        self.texts = tuple(texts)


class _Listener(Library):
    """A library of nothing that hands back what it is asked to hear."""

    def __init__(self) -> None:
        super().__init__({}, (), (), None)

    def hear(self, texts: Sequence[str], without: str = "") -> tuple[Hearing, ...]:
        """Raise what is asked."""
        raise _Asked(texts)


def texts_heard(seen: View, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the texts that a library is asked to hear for a household, each once.

    They are found by hearing it: whatever is left out there is left out here.
    """
    try:
        hear(seen, catalogue, _Listener())
    except _Asked as asked:
        return asked.texts
    return ()
