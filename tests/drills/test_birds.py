"""The finder of canaries finds them in every form, and nothing where there is none."""

import base64
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.personal.identity import IdNumber, read_id
from api.personal.phones import Phone, read_phone
from api.routes.examples_of_all import STORY
from bench.safety.birds import Flock, forms, hits
from tests.support import TODAY

BODY = {
    "members": [{"name": "黎小梅", "id_number": "442000194803120025", "phone": "13800138000"}],
    "needs": [{"text": "腿脚不便"}],
    "personal": {"address": "竹苑路1号"},
    "reason": "搬到女儿家住",
    "source": "family",
}


def texts(value):
    if isinstance(value, dict):
        return [text for entry in value.values() for text in texts(entry)]
    if isinstance(value, list):
        return [text for entry in value for text in texts(entry)]
    return [value]


@given(number=st.integers(0, 999), form=st.integers(0, 40), noise=st.binary(max_size=40))
def test_every_canary_is_found_in_every_form_it_may_be_written_in(number, form, noise):
    made = texts(Flock(number).value(BODY))
    assert made[-1] == "family"
    for text in made[:-1]:
        told = list(forms(text))
        name, content = told[form % len(told)]
        if text.isascii() and name.startswith(("JSON", "hexadecimal", "base64")):
            continue
        found = list(hits(noise + b"\n" + content + b"\n" + noise))
        assert found, (text, name)


@given(number=st.integers(0, 999), before=st.text("ab:/", max_size=9))
def test_a_number_is_found_within_what_base64_hides(number, before):
    made = Flock(number).value(BODY)["members"][0]
    for text in (made["id_number"], made["phone"]):
        for way in (base64.b64encode, base64.urlsafe_b64encode):
            content = b'{"x":"' + way(f"{before}\n{text}\n".encode()) + b'"}'
            assert list(hits(content)), (text, content)


@given(number=st.integers(0, 999))
def test_canaries_hold_what_their_originals_told(number):
    made = Flock(number).value(BODY)["members"][0]
    own, old = read_id(made["id_number"], TODAY), read_id("442000194803120025", TODAY)
    assert isinstance(own, IdNumber)
    assert isinstance(old, IdNumber)
    assert (own.birth_date, own.sex) == (old.birth_date, old.sex)
    assert isinstance(read_phone(made["phone"]), Phone)


def test_no_two_families_share_a_canary():
    numbers, phones = [], []
    for number in range(1_000):
        flock = Flock(number)
        for example in STORY:
            flock.example(example)
        numbers += flock.birds("id_number")
        phones += flock.birds("phone")
    assert len(set(numbers)) == len(numbers)
    assert len(set(phones)) == len(phones)


@pytest.mark.parametrize(
    "plain",
    [
        b"a log line of 2026-05-01 12:00:00 with 13800138000 and 442000198001010016",
        "黎小梅 住在东区街道".encode(),
        base64.b64encode(random.Random(1).randbytes(3_000)),
        random.Random(2).randbytes(200_000).hex().encode(),
        random.Random(3).randbytes(200_000),
    ],
)
def test_nothing_is_found_where_there_is_no_canary(plain):
    assert list(hits(plain)) == []
