"""Papers say what they are given, as text, and come out the same for the same words."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.printing.fonts import NoFontError, fonts_in
from api.printing.paper import Entry, Heading, Paper, Rows, Seals, Tag, Text, Warning, pdf_of
from tests.hostile import HOSTILE, as_read
from tests.printing.reading import text_of

AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _with_a_font() -> None:
    try:
        fonts_in()
    except NoFontError:
        pytest.skip("NO FONT WITH CHINESE CHARACTERS IS INSTALLED: NO PDF WAS TESTED")


def paper(*blocks: Entry | Rows, title: str = "方案") -> Paper:
    return Paper(title, ("决定日期",), blocks, "mei 打印", "zh")


def test_more_than_two_hundred_hostile_strings_stay_text_wherever_they_stand() -> None:
    assert len(HOSTILE) >= 200
    for text in HOSTILE:
        entry = Entry("1", text, (Tag(text),), ((text, text),))
        blocks = (Heading(text), Text(text, "quote"), Warning(text, (text,)), entry)
        whole = Paper(text, (text,), (*blocks, Rows((text,)), Seals((text,))), text, "zh")
        assert as_read(text_of(pdf_of(whole, AT))).count(as_read(text)) >= 12, text


def test_the_same_words_and_moment_make_the_same_bytes_and_another_moment_others() -> None:
    told = paper(Rows(("低保", "陪诊")))
    assert pdf_of(told, AT) == pdf_of(told, AT)
    assert pdf_of(told, AT) != pdf_of(told, AT.replace(year=2027))


def test_every_page_tells_its_number_of_how_many_and_who_printed_it() -> None:
    told = text_of(pdf_of(paper(*(Entry(str(n), "项目", (), ()) for n in range(80))), AT))
    pages = int(re.findall(r"第1页，共(\d+)页", told)[0])
    assert pages > 1
    for page in range(1, pages + 1):
        assert f"第{page}页，共{pages}页" in told
    assert told.count("mei打印") == pages


def test_what_no_font_shows_and_half_a_character_break_nothing() -> None:
    assert pdf_of(paper(Rows(("\ud800", "\x00", "\u202e", "\x0b", "\U0010ffff"))), AT)


def test_without_a_font_of_chinese_it_is_said_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(NoFontError) as told:
        fonts_in(tmp_path)
    assert "fonts-noto-cjk" in told.value.sentence.zh
    with pytest.raises(NoFontError):
        fonts_in(None, homes=(str(tmp_path),))
