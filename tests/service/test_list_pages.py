"""The pages of the two lists and of imports."""

import re
from typing import Any

import pytest

from api.access.callers import Role
from api.store.values import Towns
from matcher.pipeline.matcher import Matcher
from tests.identity.people import HTML, token_in
from tests.service.clerks import Clerk, clerk, words_of
from tests.service.ledger_files import HEAD, ledger, name_of, number_of, row
from tests.service.office import NOW, WEST, Service
from tests.sheets.making import of_rows


@pytest.fixture(scope="module")
def mei(service: Service) -> Clerk:
    return clerk(service, "mei")


def sent(mei: Clerk, data: bytes | None = None, **fields: str) -> Any:
    told = {**fields, "csrf": token_in(mei.get("/account").text)}
    files = {"file": ("台账.xlsx", data)} if data else {"file": ("", b"")}
    return mei.browser.client.post("/imports", data=told, files=files, headers=HTML)


@pytest.mark.parametrize("asked", ["陪诊就医", "pzjy", "S027", "companion"])
def test_an_item_is_found_by_name_initials_code_and_english(mei: Clerk, asked: str) -> None:
    assert "陪诊就医" in mei.text(f"/items?q={asked}")


def test_each_filter_tells_how_many_items_it_would_leave(mei: Clerk) -> None:
    page = mei.get("/items.json").json()
    for field in page["filters"]:
        for choice in field["choices"]:
            count = int(re.findall(r"\((\d+)\)$", choice["label"])[0])
            told = mei.get(f"/items.json?{field['name']}={choice['value']}").json()["found"]
            assert told == f"找到{count}项"


def test_every_item_has_a_page_in_both_languages_that_tells_its_conditions(
    mei: Clerk, matcher: Matcher
) -> None:
    for code, item in list(matcher.catalogue.items.items())[::9]:
        for lang in ("zh", "en"):
            told = mei.text(f"/items/{code}?lang={lang}")
            assert item.name.say(lang) in told  # type: ignore[arg-type]
            page = mei.get(f"/items/{code}.json?lang={lang}").json()
            assert page["conditions"]
            assert len(mei.get(f"/items/{code}").content) <= 60_000
    assert "不是官方清单" in mei.text("/items/G001")


def test_an_unknown_item_is_absent_and_the_nearest_is_named(mei: Clerk) -> None:
    answer = mei.get("/items/G00l")
    assert answer.status_code == 404


def test_a_file_is_read_for_a_trial_its_faults_shown_masked_taken_and_undone(mei: Clerk) -> None:
    wrong = "442000194001011234"
    file = ledger(row(1), row(2, 身份证号=wrong), row(3))
    looked = sent(mei, file)
    assert looked.status_code == 303, words_of(looked.text)[:300]
    address = looked.headers["location"].partition("?")[0]
    page = mei.get(address).text
    told = words_of(page)
    assert "可导入2户，要改的1户" in told
    assert "44****************" in told
    for secret in (wrong, number_of(1), name_of(1), name_of(2), "13800000001"):
        assert secret not in page
        assert secret not in mei.get(f"{address}.json").text
        assert secret not in mei.get(f"{address}.csv").text
    assert len(page.encode()) <= 60_000
    coloured = re.findall(r'href="([^"]+faults\.xlsx[^"]*)"', page)[0].replace("&amp;", "&")
    assert mei.get(coloured).content.startswith(b"PK")
    assert mei.send(f"{address}/accept", {}).status_code == 303
    assert "已导入2户" in mei.text(address)
    assert mei.send(f"{address}/undo", {}).status_code == 303
    assert "已撤回" in mei.text("/imports")


def test_an_undo_names_the_families_it_leaves_and_says_why_of_each(
    mei: Clerk, service: Service
) -> None:
    looked = sent(mei, ledger(row(31), row(32), row(33)))
    address = looked.headers["location"].partition("?")[0]
    mei.send(f"{address}/accept", {})
    newest = [row["id"] for row in mei.get("/households.json").json()["rows"]][:2]
    planned, changed = newest
    assert mei.send(f"/households/{planned}/plans", {}).status_code == 303
    with service.office.store.unit("test", NOW, Towns.everywhere()) as unit:
        unit.households.take(changed, 1)
        unit.households.set_consent(changed, {"health": True})
    assert mei.send(f"{address}/undo", {}).status_code == 303
    told = mei.text(address)
    assert "删去1户，留下2户" in told
    page = mei.get(f"{address}.json").json()
    reasons = {left["address"]: left["why"] for left in page["left"]}
    assert reasons == {
        f"/households/{planned}": "导入后做过方案",
        f"/households/{changed}": "导入后台账被改过",
    }
    for left in page["left"]:
        assert "*" in left["name"]
        assert left["name"] in told


def test_what_is_to_be_mended_is_told_by_the_sheet_and_cell_in_a_clerks_words(mei: Clerk) -> None:
    rows = [*HEAD, "血型"], [*row(41), "A"], [*row(42, 身份证号="442000194001011234"), "O"]
    file = of_rows(rows)
    told = mei.text(sent(mei, file).headers["location"])
    assert "第3行 D列" in told
    assert "工作表「" in told
    assert "选“不导入”" in told
    assert "ignored" not in told


def test_a_table_without_sheets_is_not_told_by_an_empty_name(mei: Clerk) -> None:
    lines = ["\t".join(map(str, cells)) for cells in (HEAD, row(45))]
    told = mei.text(sent(mei, paste="\n".join(lines)).headers["location"])
    assert "「」" not in told
    assert "这张表" in told


def test_a_pasted_table_is_read_as_a_file(mei: Clerk) -> None:
    lines = ["\t".join(map(str, cells)) for cells in (HEAD, row(11), row(12))]
    looked = sent(mei, paste="\n".join(lines))
    assert looked.status_code == 303
    assert "可导入2户" in mei.text(looked.headers["location"])


def test_a_column_that_is_only_alike_has_to_be_confirmed_or_chosen(mei: Clerk) -> None:
    cells = dict(zip(HEAD, row(21), strict=True))
    heads = [{"家庭月人均收入": "家庭人均月收入情况"}.get(h, h) for h in HEAD]
    lines = ["\t".join(heads), "\t".join(str(cells[h]) for h in HEAD)]
    looked = sent(mei, paste="\n".join(lines))
    address = looked.headers["location"].partition("?")[0]
    page = mei.get(f"{address}.json").json()
    if page["unconfirmed"]:
        assert mei.send(f"{address}/accept", {}).status_code == 409
    again = mei.send(f"{address}/mapping", {"kind.0": page["sheets"][0]["kind"]["value"]})
    assert again.status_code == 303
    assert not mei.get(f"{address}.json").json()["unconfirmed"]
    assert mei.send(f"{address}/drop", {}).status_code == 303


def test_nothing_chosen_and_a_file_that_is_none_are_told_at_the_form(mei: Clerk) -> None:
    nothing = sent(mei)
    assert nothing.status_code == 422
    assert "请选一个文件" in words_of(nothing.text)
    assert sent(mei, b"\x00\x01\x02" * 50).status_code == 422


def test_an_import_of_somebody_else_is_absent(service: Service, mei: Clerk) -> None:
    address = sent(mei, ledger(row(31))).headers["location"].partition("?")[0]
    other = clerk(service, "li", Role.WORKER, towns=(WEST,))
    for rest in ("", ".json", ".csv"):
        assert other.get(address + rest).status_code == 404
    for act in ("mapping", "accept", "drop", "undo"):
        assert other.send(f"{address}/{act}", {}).status_code == 404
