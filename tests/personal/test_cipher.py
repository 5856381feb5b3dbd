"""Sealed fields: they open in their own place with their own key, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.cipher import (
    CipherError,
    Place,
    key_id_of,
    open_sealed,
    rotate,
    seal,
)
from api.personal.keys import Key, KeyRing
from tests.personal.people import ring, secret

PLACE = Place("household-1", "id_number")
TEXT = "王小明 442000198001010017"
RING = ring("k1")
BOTH = ring("k2", "k1")
PLACES = st.builds(Place, st.text(max_size=8), st.text(max_size=8))


def why(envelope: bytes, place: Place = PLACE, keys: KeyRing = RING) -> str:
    with pytest.raises(CipherError) as caught:
        open_sealed(envelope, place, keys)
    assert TEXT not in str(caught.value)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    return caught.value.fault.code


@given(st.text(), PLACES)
def test_any_text_comes_back_from_its_own_place(text, place):
    assert open_sealed(seal(text, place, RING), place, RING) == text


def test_half_a_surrogate_pair_comes_back_as_it_was():
    assert open_sealed(seal("\ud800", PLACE, RING), PLACE, RING) == "\ud800"


def test_an_envelope_of_format_1_keeps_its_bytes():
    keys = KeyRing((Key("k1", bytes(range(32))),), Key("index", secret(1)))
    envelope = seal("王", Place("r1", "name"), keys, draw=lambda count: bytes(count))
    assert envelope.hex() == ("01026b31" + "00" * 12 + "e9323e6eca276bd12fe5cc57bcf8de5211cf9b")
    assert open_sealed(envelope, Place("r1", "name"), keys) == "王"


def test_the_same_text_never_has_the_same_envelope_twice():
    assert len({seal(TEXT, PLACE, RING) for _ in range(100)}) == 100


def test_nothing_of_the_text_stands_in_the_envelope():
    envelope = seal(TEXT, PLACE, RING)
    assert "王".encode() not in envelope
    assert b"442000" not in envelope


@given(PLACES, PLACES)
def test_an_envelope_moved_to_another_place_does_not_open(here, there):
    envelope = seal(TEXT, here, RING)
    if here != there:
        assert why(envelope, there) == "not_opened"


def test_row_and_field_do_not_run_into_one_another():
    assert why(seal(TEXT, Place("row1", "2name"), RING), Place("row12", "name")) == "not_opened"


@given(st.integers(0, 200), st.integers(1, 255))
def test_an_envelope_with_one_other_byte_does_not_open(place, change):
    envelope = bytearray(seal(TEXT, PLACE, BOTH))
    envelope[place % len(envelope)] ^= change
    assert why(bytes(envelope), keys=BOTH) in (
        *("not_opened", "torn", "unknown_format", "unknown_key"),
    )


def test_an_envelope_relabelled_with_another_key_of_the_ring_does_not_open():
    envelope = seal(TEXT, PLACE, RING)
    assert why(envelope.replace(b"k1", b"k2", 1), keys=BOTH) == "not_opened"


def test_the_same_id_with_another_key_does_not_open():
    other = KeyRing((Key("k1", secret(9)),), RING.index)
    assert why(seal(TEXT, PLACE, RING), keys=other) == "not_opened"


def test_a_key_that_is_gone_is_told_as_such():
    assert why(seal(TEXT, PLACE, BOTH)) == "unknown_key"


def test_a_format_still_to_come_is_told_as_such():
    assert why(b"\x02" + seal(TEXT, PLACE, RING)[1:]) == "unknown_format"


@given(st.integers(0, 200))
def test_a_torn_envelope_does_not_open(kept):
    envelope = seal(TEXT, PLACE, RING)
    assert why(envelope[: kept % len(envelope)]) in ("torn", "not_opened")


@given(st.binary(max_size=80))
def test_any_bytes_are_refused_and_never_another_exception(raw):
    assert why(raw) in ("torn", "unknown_format", "unknown_key", "not_opened")


@pytest.mark.parametrize("raw", [b"", TEXT.encode(), b"\x01", b"\x01\x00" + b"a" * 40])
def test_what_was_never_sealed_is_no_envelope(raw):
    assert why(raw) == "torn"


def test_an_envelope_names_the_key_that_sealed_it():
    assert key_id_of(seal(TEXT, PLACE, BOTH)) == "k2"


def test_an_old_envelope_is_sealed_anew_with_the_active_key():
    turned = rotate(seal(TEXT, PLACE, RING), PLACE, BOTH)
    assert turned.needed
    assert key_id_of(turned.envelope) == "k2"
    assert open_sealed(turned.envelope, PLACE, ring("k2")) == TEXT


def test_an_envelope_of_the_active_key_is_left_as_it_is():
    envelope = seal(TEXT, PLACE, BOTH)
    turned = rotate(envelope, PLACE, BOTH)
    assert (turned.envelope, turned.needed) == (envelope, False)


def test_an_old_envelope_of_another_place_is_not_carried_over():
    with pytest.raises(CipherError):
        rotate(seal(TEXT, PLACE, RING), Place("household-2", "id_number"), BOTH)
