"""What does not fit together stands in the JSON and on the page, above the items."""

from fastapi.testclient import TestClient

from tests.api.households import FAMILY, body_of, changed
from tests.api.reader import paste, text_in

ODD = changed(
    facts={**FAMILY["facts"], "property_within_limit": False},
    needs=[{"id": "n1", "member": "m1", "text": "低保上个月被停了，房租快交不起了"}],
)


def test_the_json_lists_what_to_verify_and_of_whom(client: TestClient) -> None:
    found = client.post("/api/v1/match", content=body_of(ODD)).json()["verify"]
    assert [(one["name"], one["degree"], one["need"]) for one in found] == [
        ("status_with_property_over", "contradiction", None),
        ("told_dibao_stopped", "contradiction", "n1"),
    ]
    assert found[1]["words"] == "低保上个月被停了"
    assert [(ask["fact"], ask["member"]) for ask in found[0]["ask"]] == [
        ("property_within_limit", None),
        ("relief_status", None),
    ]


def test_the_page_says_it_before_the_items_with_who_can_tell(client: TestClient) -> None:
    page = paste(client, ODD).text
    assert page.index('id="verify"') < page.index('id="overview"') < page.index('id="items"')
    told = text_in(page)
    assert "前后对不上，请核实" in told
    assert "登记的救助身份是低保，家庭财产却登记为超过限额" in told
    assert "台账写到「低保上个月被停了」" in told
    assert "现在登记：低保。 谁能答：民政部门、家庭本人、村（居）委会。" in told


def test_the_page_says_it_in_english_too(client: TestClient) -> None:
    told = text_in(paste(client, ODD, "en").text)
    assert "Does not fit together: please verify" in told
    assert "cannot be so" in told
    assert "On record now: dibao" in told


def test_a_household_in_which_all_fits_has_no_such_section(client: TestClient) -> None:
    assert client.post("/api/v1/match", content=body_of(FAMILY)).json()["verify"] == []
    assert 'id="verify"' not in client.get("/plan?demo=A001").text
