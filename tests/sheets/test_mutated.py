"""Damaged files: each gives households, faults or a refusal; never an exception.

Many more go through the upload of a running service in tests/drills.
"""

import os

from api.sheets.books import Book
from api.sheets.ledger import LedgerReader
from api.sheets.mapping import propose
from api.sheets.marking import marked_copy
from api.sheets.reading import read_book
from api.sheets.refusals import RefusedFile
from api.sheets.wire import Limits
from tests.sheets.damaging import SEED, damaged
from tests.sheets.making import within_a_gib, words
from tests.support import TODAY, city

NUM = int(os.environ.get("DRILL_FILES", "100"))


def test_no_damaged_file_raises_or_takes_more_than_its_memory():
    within_a_gib("from tests.sheets.test_mutated import read_all; read_all()")


def read_all() -> None:
    reader = LedgerReader(words(), city(), TODAY)
    for data in damaged(SEED, NUM):
        found = read_book(data, "台账.xlsx", Limits(seconds=30))
        if isinstance(found, RefusedFile):
            assert found.sentence("zh")
            assert found.sentence("en")
            continue
        assert isinstance(found, Book)
        read = reader.read(found, propose(found, words()))
        assert marked_copy(found, read.faults)


def test_the_lot_holds_files_of_many_fates():
    """Kept small: a lot that is all refused, or all read, would prove little."""
    fates = set()
    for data in damaged(SEED, 25):
        found = read_book(data)
        fates.add(found.kind)
    assert fates & {"xlsx", "xls", "csv"}
    assert fates - {"xlsx", "xls", "csv"}
