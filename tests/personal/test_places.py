"""Names of places may stand in the open; nothing else may hide there."""

import pytest

from api.personal.places import is_place, near_place


@pytest.mark.parametrize(
    "text",
    [
        *("茂名", "茂名市", "广东省茂名市", "贵州毕节", "贵州省", "阿坝州", "恩施土家族苗族自治州"),
        *("广西壮族自治区南宁市", "shenzhen", "Xi'an", "Hong Kong", "Maoming", "440300", "香洲"),
        *("珠海市香洲区", "内蒙古 兴安盟", "ｓｈｅｎｚｈｅｎ", "广东 深圳"),
    ],
)
def test_cities_and_provinces_of_the_list_are_places(text: str) -> None:
    assert is_place(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "吴金丝雀", "张三丰", "王茂名", "茂名吴金丝雀", "吴金丝雀市", "贵州吴金丝雀州"),
        *("13812341234", "茂名1", "茂" * 21, "茂名，张三", "a@b", "Wu Jinsique", "茂" * 500),
    ],
)
def test_nobodys_name_and_no_other_words_are_a_place(text: str) -> None:
    assert not is_place(text)


def test_the_nearest_place_is_named() -> None:
    assert near_place("茂名县") == "茂名"
    assert near_place("13812341234") is None
