"""Read which misspelt words are heard as what; a catalogue may have neither file."""

from collections.abc import Mapping

from matcher.listening import NO_SPELLING, Spelling
from matcher.reading.reader import Reader

FILE, SOUNDS = "spelling.yaml", "sounds.yaml"


def read_spelling(reader: Reader) -> Spelling:
    """Return what is known of spelling, nothing where one of the two files lacks."""
    if FILE not in reader.texts or SOUNDS not in reader.texts:
        return NO_SPELLING
    words = reader.document(FILE, "spelling")
    heard = reader.document(SOUNDS, "sounds")
    return Spelling(
        tuple(words.get("words", ())),
        frozenset(words.get("real", ())),
        frozenset(words.get("steady", "")),
        _by_character(heard.get("sounds", {})),
        frozenset(a + b for a, after in heard.get("pairs", {}).items() for b in after),
    )


def _by_character(sounds: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for sound, characters in sounds.items():
        for character in characters:
            found.setdefault(character, set()).add(sound)
    return {character: frozenset(own) for character, own in found.items()}
