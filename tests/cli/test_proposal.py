"""A proposal that stands is written whole, with what a person needs to judge it."""

import json

import pytest

from api.cli.guard import UsageError
from api.cli.learning import _print, _write
from api.usecases.learning import proposal_data
from tests.learning.logs import played


def test_a_proposal_that_stands_is_written_with_weights_guards_and_hashes(tmp_path):
    data, path = proposal_data(played("biased").proposal, "abc"), tmp_path / "proposal.json"
    _write(path, [data], "zh")
    (found,) = json.loads(path.read_text(encoding="utf-8"))["proposals"]
    assert found["proposed"] is True
    assert all(guard["holds"] for guard in found["guards"])
    assert set(found["weights"]["after"]["points"]) == set(found["weights"]["before"]["points"])
    assert found["data"]["labels_sha256"] == "abc"
    assert found["held_back"]["interval95"][0] > 0
    assert len(found["looked_at"]["by_rank"]) == 20
    with pytest.raises(UsageError):
        _write(tmp_path / "no" / "folder.json", [data], "en")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "建议更新权重（尚未生效"), ("en", "not in force")]
)
def test_a_proposal_is_told_as_one_in_both_languages(capsys, lang, words):
    _print(played("biased").proposal, lang)
    told = capsys.readouterr().out
    assert words in told
    assert "✗" not in told
