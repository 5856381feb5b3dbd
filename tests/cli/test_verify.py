"""The command line tells what does not fit together, above the items."""

import json

from tests.cli.running import xingfu

ODD = {
    "id": "H1",
    "as_of": "2026-05-01",
    "facts": {"residence_town": "西区", "labour_members": 3, "household_size": 2},
    "members": [{"id": "m1", "relation": "head", "birth_date": "1980-01-01"}],
    "needs": [{"id": "n1", "member": "m1", "text": "想有人送餐"}],
}
BODY = json.dumps(ODD).encode()


def test_a_contradiction_is_told_above_the_items_with_who_can_tell():
    told = xingfu("match", "-", "--top", "1", stdin=BODY).stdout.decode()
    assert told.index("前后对不上，请核实（没有改动任何资料）") < told.index("项目")
    assert "[对不上] 有劳动能力的人数（3人）多过家庭人口（2人）" in told
    assert "[家庭本人、村（居）委会]" in told
    english = xingfu("match", "-", "--top", "1", "--lang", "en", stdin=BODY).stdout.decode()
    assert "Does not fit together" in english
    assert "[cannot be so] More members able to work" in english


def test_the_json_is_the_same_on_every_run():
    first, second = (xingfu("match", "-", "--json", stdin=BODY).stdout for _ in range(2))
    assert first == second
    assert [found["name"] for found in json.loads(first)["verify"]] == ["labour_above_size"]
