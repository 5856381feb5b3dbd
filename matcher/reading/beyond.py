"""Wordings of matters that nothing in the catalogue can help with; a catalogue may have none."""

from matcher.errors import CatalogueError
from matcher.reading.entries import read_document
from matcher.reading.reader import Reader

FILE = "beyond.yaml"


def read_beyond(reader: Reader) -> tuple[str, ...]:
    """Return the expressions of `beyond.yaml`, none where the catalogue has no such file.

    One that is no regular expression leaves a fault.
    """
    if FILE not in reader.texts:
        return ()
    try:
        entry = read_document(reader.texts[FILE], FILE)
    except CatalogueError as error:
        reader.faults += error.faults
        return ()
    if not isinstance(entry.data.get("beyond"), list):
        reader.faults.append(entry.fault("schema", "beyond", value="a list is expected"))
        return ()
    return reader.patterns(entry, "beyond")
