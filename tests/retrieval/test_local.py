"""An encoder from a folder: what the folder has to say, and whose vectors are whose."""

import numpy as np
import pytest

from matcher.files import load_ranker
from matcher.loading import VECTORS, fit_for, load_with_encoder
from matcher.ranking.sounding import DEAF
from matcher.retrieval.encoders import EncoderUnavailableError
from matcher.retrieval.encoders.choice import Ear, choose, lacking
from matcher.retrieval.encoders.local import described
from matcher.retrieval.encoders.onnx import OnnxEncoder
from tests.contracts.hashed import HashEncoder
from tests.contracts.tiny import describe, onnx_folder
from tests.support import CATALOGS, TODAY

TEXTS = ["低保", "屋顶漏雨", "学费不够"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"pooling": "max"},
        {"max_tokens": 1},
        {"max_tokens": True},
        {"query": None},
        {"prefix": "query: "},
    ],
)
def test_a_description_that_says_something_else_is_refused_with_what_it_may_say(tmp_path, wrong):
    with pytest.raises(EncoderUnavailableError, match="max_tokens"):
        described(describe(tmp_path, **wrong))


@pytest.mark.parametrize("content", ["", "[]", "{", "null"])
def test_a_file_that_is_no_description_is_refused_by_its_name(tmp_path, content):
    (tmp_path / "encoder.json").write_text(content, "utf-8")
    with pytest.raises(EncoderUnavailableError, match=r"encoder\.json"):
        described(tmp_path)


def test_prefixes_have_to_be_said_and_the_rest_has_its_usual_value(tmp_path):
    (tmp_path / "encoder.json").write_text('{"query": "q", "passage": ""}', "utf-8")
    about = described(tmp_path)
    assert (about.query, about.passage, about.pooling, about.max_tokens) == ("q", "", "mean", 512)
    (tmp_path / "encoder.json").write_text('{"query": "q"}', "utf-8")
    with pytest.raises(EncoderUnavailableError):
        described(tmp_path)


def test_another_model_or_another_prefix_is_another_encoder_by_name(tmp_path):
    folders = [
        onnx_folder(tmp_path / "one"),
        onnx_folder(tmp_path / "another", seed=2),
        onnx_folder(tmp_path / "third", query="问："),
    ]
    names = [OnnxEncoder(described(folder)).name for folder in folders]
    assert len(set(names)) == 3
    assert OnnxEncoder(described(onnx_folder(tmp_path / "copy"))).name == names[0]


def test_a_text_is_heard_by_the_prefix_of_its_kind(tmp_path):
    plain = OnnxEncoder(described(onnx_folder(tmp_path / "plain", query="", passage="")))
    marked = OnnxEncoder(described(onnx_folder(tmp_path / "marked", query="问", passage="答")))
    assert np.array_equal(marked.encode(["低保"], "query"), plain.encode(["问低保"], "query"))
    assert np.array_equal(marked.encode(["低保"], "passage"), plain.encode(["答低保"], "query"))


def test_a_text_beyond_the_most_tokens_is_heard_to_there(tmp_path):
    encoder = OnnxEncoder(described(onnx_folder(tmp_path, max_tokens=20)))
    rows = encoder.encode(["a" * 13, "a" * 40, "a" * 40 + "b"], "query")
    assert np.array_equal(rows[1], rows[2])
    assert not np.array_equal(rows[0], encoder.encode(["a" * 12], "query")[0])


def test_a_folder_without_its_model_says_so(tmp_path):
    with pytest.raises(EncoderUnavailableError, match=r"model\.onnx"):
        choose(Ear("onnx", describe(tmp_path)))


def test_what_a_choice_lacks_is_named(tmp_path):
    assert lacking("auto", None) == lacking("lexical", None) == ""
    assert lacking("onnx", None) == "XINGFU_ENCODER_FOLDER?"
    assert "encoder.json" in lacking("onnx", tmp_path)
    assert lacking("onnx", onnx_folder(tmp_path / "model")) == ""


def test_a_ranker_keeps_what_it_learnt_for_its_own_encoder_only(tmp_path):
    ranker = load_ranker(CATALOGS)
    assert fit_for(ranker, None) is ranker
    stranger = OnnxEncoder(described(onnx_folder(tmp_path)))
    deaf = fit_for(ranker, stranger)
    assert deaf.sounding is DEAF
    assert (deaf.modes, deaf.alike) == (ranker.modes, ranker.alike)
    assert ranker.sounding is not DEAF


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return onnx_folder(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    return tmp_path_factory.mktemp("vectors")


@pytest.fixture(scope="module")
def loaded(folder, cache):
    return load_with_encoder(CATALOGS, TODAY, Ear("onnx", folder, cache))


def test_a_local_model_hears_the_catalogue_and_plans_without_what_it_cannot_know(loaded, folder):
    matcher, encoder = loaded
    assert encoder.name == OnnxEncoder(described(folder)).name
    assert matcher.library.mode == "hybrid"
    assert matcher.ranker.sounding is DEAF


def test_the_catalogue_is_encoded_into_the_cache_once_and_the_shipped_vectors_stay(
    loaded, folder, cache
):
    before = (CATALOGS / VECTORS).read_bytes()
    kept = {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()}
    assert len(kept) > 2_000
    load_with_encoder(CATALOGS, TODAY, Ear("onnx", folder, cache))
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*") if path.is_file()} == kept
    assert (CATALOGS / VECTORS).read_bytes() == before


def test_a_plan_by_a_local_model_is_hybrid_and_its_likeness_parts_are_silent(loaded):
    from tests.pipeline.test_modes import HOUSEHOLD

    plan = loaded[0].plan(HOUSEHOLD, TODAY)
    assert plan.mode == "hybrid"
    assert any(step.ranked.values["meaning"] for step in plan.steps)
    likes = ("like_must", "like_good", "likes")
    assert not any(step.ranked.values.get(name) for step in plan.steps for name in likes)


def test_a_stranger_s_vectors_of_another_length_never_meet_what_was_learnt_from_e5():
    assert fit_for(load_ranker(CATALOGS), HashEncoder()).sounding is DEAF
