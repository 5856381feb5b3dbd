"""The ring of keys as it is written in a setting; its faults never show a key."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.faults import PersonalFault
from api.personal.keys import KeyRing, parse_keys
from tests.personal.people import ring, secret, written

GOOD = written(k2=secret(2), k1=secret(3), index=secret(1))


def refused(text: str) -> PersonalFault:
    found = parse_keys(text)
    assert isinstance(found, PersonalFault)
    return found


def test_the_first_key_is_active_and_the_others_are_found_by_their_ids():
    found = parse_keys(GOOD)
    assert isinstance(found, KeyRing)
    assert (found.active.id, found.active.secret) == ("k2", secret(2))
    assert [key.id for key in found.keys] == ["k2", "k1"]
    assert found.find("k1").secret == secret(3)
    assert found.find("index") is None
    assert found.index.secret == secret(1)


def test_blanks_line_ends_and_the_url_alphabet_are_taken():
    other = base64.urlsafe_b64encode(secret(2)).decode()
    text = f"\n k2:{other} ,\n{written(index=secret(1))}\n"
    assert parse_keys(text) == parse_keys(written(k2=secret(2), index=secret(1)))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key_form"),
        (GOOD + ",", "key_form"),
        (base64.b64encode(secret(2)).decode(), "key_form"),
        (base64.b64encode(secret(2)).decode() + ":k2", "key_form"),
        ("K2:" + base64.b64encode(secret(2)).decode(), "key_form"),
        ("k2:not base64", "key_base64"),
        ("k2:密钥", "key_base64"),
        ("k2:", "key_length"),
        (written(k2=secret(2)[:16]), "key_length"),
        (written(k2=b"\0" * 32), "key_weak"),
        (written(k2=b"0123456789abcdef0123456789abcdef"), "key_weak"),
        (written(k2=secret(2)) + "," + written(k2=secret(3)), "key_id_twice"),
        (written(k2=secret(2), index=secret(2)), "key_twice"),
        (written(k2=secret(2)), "key_index_missing"),
        (written(index=secret(1)), "key_missing"),
    ],
)
def test_what_is_no_ring_is_told_by_its_own_code(text, code):
    assert refused(text).code == code


def test_a_fault_names_a_key_by_its_place():
    fault = refused(f"{GOOD},k3:{'A' * 20}")
    assert fault.wrong.say("zh").startswith("第4把密钥")
    assert fault.wrong.say("en").startswith("key 4")


@given(st.binary(min_size=1, max_size=40), st.sampled_from(["k1", "KEY", "", "k1:k2"]))
def test_no_fault_shows_what_was_written(material, key_id):
    text = base64.b64encode(material).decode()
    found = parse_keys(f"{key_id}:{text}")
    assert isinstance(found, PersonalFault)
    if len(text) > 4:
        assert text not in found.sentence("en") + found.sentence("zh")


@given(st.text(max_size=60))
def test_any_text_is_a_ring_or_a_fault_and_never_an_exception(text):
    assert isinstance(parse_keys(text), PersonalFault)


def test_a_ring_shows_no_key_when_it_is_printed():
    shown = repr(ring("k1"))
    assert "k1" in shown
    assert repr(ring("k1").active.secret) not in shown
