"""Bad files through the upload, reduced; ten thousand: `python -m bench.safety.files`."""

import os

from bench.safety.files import drill, judged, print_found
from tests.sheets.damaging import SEED
from tests.sheets.odd_files import ODD_FILES, Fate

MUTATED = int(os.environ.get("DRILL_FILES", "1000"))
GIB = 1 << 30


def test_no_file_brings_the_service_down_and_each_refusal_says_what_to_do(drilled):
    found = drill(drilled, MUTATED, SEED)
    print_found(found, SEED)
    assert found.wrong == ()
    assert found.is_alive
    assert found.peak < GIB
    assert sum(found.outcomes.values()) == MUTATED + len(ODD_FILES)


def test_what_is_not_said_of_a_file_is_found():
    assert judged(500, {}).wrong == ("answered 500",)
    assert judged(422, {}).wrong == ("refused without a word",)
    faults = [{"row": 3, "kind": "x", "reason": "r", "cure": ""}]
    assert judged(201, {"faults": faults}).wrong == ("a fault has no cure: x",)
    assert judged(201, {"faults": [{**faults[0], "cure": "c"}]}).fate is Fate.ROW
