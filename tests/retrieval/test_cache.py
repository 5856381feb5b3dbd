"""Vectors are found by hash on disk; a cache that fails costs time and never a result."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.retrieval.encoders.cache import (
    CachedEncoder,
    read_shipped,
    text_key,
    write_shipped,
)
from tests.contracts.hashed import FineHashEncoder, HashEncoder, SilentEncoder

TEXTS = ["低保", "屋顶漏雨", "学费不够"]


def files_in(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


def other_name(name):
    encoder = HashEncoder()
    encoder.name = name
    return encoder


@pytest.mark.parametrize("inner", [HashEncoder, FineHashEncoder])
def test_a_second_encoder_finds_every_row_on_disk_without_asking(tmp_path, inner):
    first = CachedEncoder(inner(), tmp_path).encode(TEXTS, "query")
    second = CachedEncoder(SilentEncoder(), tmp_path).encode(TEXTS, "query")
    assert np.array_equal(first, second)


def test_a_text_seen_before_is_not_asked_for_again_without_a_folder():
    asked = []

    class Listening(HashEncoder):
        def encode(self, texts, kind):
            asked.extend(texts)
            return super().encode(texts, kind)

    cached = CachedEncoder(Listening(), None)
    cached.encode(["低保", "低保", "学费"], "query")
    cached.encode(["学费", "低保"], "query")
    assert asked == ["低保", "学费"]


def test_shipped_vectors_come_before_disk_and_inner_encoder(tmp_path):
    row = np.full(16, 0.25, np.float32)
    shipped = {text_key("低保", "query"): row}
    cached = CachedEncoder(SilentEncoder(), tmp_path, shipped)
    assert np.array_equal(cached.encode(["低保", "低保"], "query"), [row, row])
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("left", [0, 1, 31])
def test_a_truncated_cache_file_is_ignored_and_written_anew(tmp_path, left):
    first = CachedEncoder(HashEncoder(), tmp_path).encode(TEXTS, "query")
    for path in files_in(tmp_path):
        path.write_bytes(path.read_bytes()[:left])
    assert np.array_equal(CachedEncoder(HashEncoder(), tmp_path).encode(TEXTS, "query"), first)
    assert {path.stat().st_size for path in files_in(tmp_path)} == {32}


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    rows = CachedEncoder(HashEncoder(), blocked).encode(TEXTS, "query")
    assert np.array_equal(rows, HashEncoder().encode(TEXTS, "query"))


def test_a_folder_in_the_place_of_a_vector_file_is_no_error(tmp_path):
    CachedEncoder(HashEncoder(), tmp_path).encode(TEXTS, "query")
    for path in files_in(tmp_path):
        path.unlink()
        path.mkdir()
    rows = CachedEncoder(HashEncoder(), tmp_path).encode(TEXTS, "query")
    assert np.array_equal(rows, HashEncoder().encode(TEXTS, "query"))


def test_vectors_of_encoders_with_different_names_are_never_mixed(tmp_path):
    CachedEncoder(other_name("one"), tmp_path).encode(TEXTS, "query")
    with pytest.raises(AssertionError, match="two was asked for 3"):
        CachedEncoder(SilentEncoder("two"), tmp_path).encode(TEXTS, "query")


def test_query_and_passage_of_a_text_are_kept_apart(tmp_path):
    CachedEncoder(HashEncoder(), tmp_path).encode(TEXTS, "query")
    with pytest.raises(AssertionError, match="3 passage texts"):
        CachedEncoder(SilentEncoder(), tmp_path).encode(TEXTS, "passage")


def test_a_row_of_zeros_is_not_kept_on_disk(tmp_path):
    assert not CachedEncoder(HashEncoder(), tmp_path).encode(["", "\x00"], "query").any()
    assert files_in(tmp_path) == []


def test_no_file_of_the_cache_holds_or_is_named_by_the_text(tmp_path):
    CachedEncoder(HashEncoder(), tmp_path).encode(["13800138000"], "query")
    (path,) = files_in(tmp_path)
    assert "13800138000" not in str(path)
    assert b"13800138000" not in path.read_bytes()


def test_shipped_vectors_come_back_as_written_for_their_encoder_only(tmp_path):
    path = tmp_path / "deep" / "vectors.npz"
    rows = dict(zip("cab", HashEncoder().encode(TEXTS, "query"), strict=True))
    write_shipped(path, "one", rows)
    found = read_shipped(path, "one")
    assert list(found) == ["a", "b", "c"]
    assert all(np.array_equal(found[key], rows[key]) for key in rows)
    assert read_shipped(path, "two") == {}
    assert read_shipped(tmp_path / "absent.npz", "one") == {}


def test_the_same_vectors_are_shipped_as_the_same_bytes(tmp_path):
    rows = dict(zip("cab", HashEncoder().encode(TEXTS, "query"), strict=True))
    for name, order in (("one", sorted(rows)), ("two", sorted(rows, reverse=True))):
        write_shipped(tmp_path / name, "hash", {key: rows[key] for key in order})
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@given(st.text(), st.text())
def test_texts_that_the_guard_makes_alike_share_a_key_and_others_do_not(one, two):
    from matcher.retrieval.encoders.guard import guard

    same = guard(one) == guard(two)
    assert (text_key(one, "query") == text_key(two, "query")) == same
    assert text_key(one, "query") != text_key(one, "passage")


def test_no_more_vectors_are_remembered_than_asked_for_and_all_come_back(tmp_path):
    texts = [f"{number}号" for number in range(30)]
    rows = HashEncoder().encode(texts, "query")
    for folder in (tmp_path, None):
        cached = CachedEncoder(HashEncoder(), folder, remembered=7)
        assert np.array_equal(cached.encode(texts, "query"), rows)
        assert np.array_equal(cached.encode(texts[::-1], "query"), rows[::-1])
        assert len(cached._seen) == 7
