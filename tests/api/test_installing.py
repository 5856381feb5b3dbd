"""A bureau's own lists take the place of ours in one step, or nothing changes at all."""

import json
import os
import shutil

import pytest

from api.installed import SHIPPED, history, in_force, names, switch, undo
from api.settings import ROOT, Settings
from api.usecases.installing import Installing, install, unfit
from matcher.files import load_catalogue
from matcher.loading import load_matcher
from matcher.needs import Household
from matcher.reading.edits import with_changes, without_entries
from matcher.reading.entries import read_entries
from matcher.reading.households import read_households
from tests.catalogs.small import DAY, small_folder
from tests.support import CATALOGS

MANIFEST = "name: {zh: 某市目录, en: Our lists}\nversion: '2027.1'\n"
GOV = "government_relief.yaml"
GONE = {"G004", "G009", "G012"}


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "ours"
    made.mkdir()
    (made / "catalogue.yaml").write_text(MANIFEST, encoding="utf-8")
    return made


def installed(folder, home, **rest):
    return install(folder, Installing(home, CATALOGS, DAY, encoder="lexical", **rest))


def relief_list():
    return (CATALOGS / GOV).read_text(encoding="utf-8")


def our_list():
    """Return our relief list without one item, with two others under another name."""
    text = without_entries(relief_list(), GOV, {"G012"})
    entries = {e.code: e for e in read_entries(text, GOV)}
    changes = {
        code: {
            key: [each for each in entry.data.get(key, ()) if each != "G012"] or None
            for key in ("excludes", "requires")
            if "G012" in entry.data.get(key, ())
        }
        for code, entry in entries.items()
    }
    changes["G009"] = {**changes["G009"], "name": "本区急难帮扶"}
    changes["G004"] = {**changes["G004"], "name": "高温补贴"}
    return with_changes(text, GOV, {code: told for code, told in changes.items() if told})


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """Our own list installed over the shipped files, and the store it is in."""
    place = tmp_path_factory.mktemp("bureau")
    made = place / "ours"
    made.mkdir()
    (made / "catalogue.yaml").write_text(MANIFEST, encoding="utf-8")
    (made / GOV).write_text(our_list(), encoding="utf-8")
    refused = installed(made, place / "home")
    untouched = (names(place / "home"), in_force(place / "home"))
    found = installed(made, place / "home", drop_references=True)
    return refused, untouched, found, place / "home"


def test_places_of_ours_that_name_an_item_gone_are_listed_and_nothing_is_installed(done):
    refused, untouched, _, _ = done
    told = [fault.sentence("en") for fault in refused.references]
    assert any(text.startswith("vocabulary.yaml") and "G004" in text for text in told)
    assert {"G004", "G009"} <= {fault.value for fault in refused.references} <= GONE
    assert (refused.name, untouched) == ("", ((), None))


def test_lists_alone_are_completed_by_ours_and_put_in_force(done):
    _, _, found, home = done
    assert found.faults == ()
    assert in_force(home) == home / found.name
    assert found.name.startswith("2027.1-")
    catalogue = load_catalogue(home / found.name, DAY)
    assert (catalogue.name.zh, catalogue.version) == ("某市目录", "2027.1")
    assert (home / found.name / GOV).read_text(encoding="utf-8") == our_list()
    assert len(catalogue.items) == 235


def test_what_names_an_item_gone_is_dropped_and_so_are_words_about_it(done):
    _, _, found, home = done
    now = home / found.name
    catalogue = load_catalogue(now, DAY)
    assert found.left_out["references"] == len(done[0].references)
    assert not (now / "cases" / "G012.yaml").exists()
    assert "G012" not in {code for o in catalogue.offerings.values() for code in o.related}
    assert "G004" not in catalogue.vocabulary.holdings["relief_status"].values()
    gold = (now / "labelled" / "train_gold.jsonl").read_text(encoding="utf-8").splitlines()
    assert not GONE & {code for line in gold for code in json.loads(line)["relevant"]}


def test_a_code_with_a_new_meaning_is_not_taken_for_the_old_item(done):
    _, _, found, home = done
    item = load_catalogue(home / found.name, DAY).items["G004"]
    assert (item.name.zh, item.name.en, item.aliases) == ("高温补贴", "高温补贴", ())
    assert not (home / found.name / "cases" / "G004.yaml").exists()


def test_a_plan_is_made_by_the_lists_that_were_installed(done):
    _, _, found, home = done
    matcher = load_matcher(home / found.name, DAY, "lexical")
    lines = (home / found.name / "demo" / "households.jsonl").read_text(encoding="utf-8")
    read = read_households([(1, lines.splitlines()[0])], matcher.catalogue, None, DAY)
    (household,) = [entry for entry in read if isinstance(entry, Household)]
    assert matcher.plan(household, DAY).steps
    assert matcher.catalogue.items["G009"].name.zh == "本区急难帮扶"


def test_our_cases_that_do_not_hold_with_the_bureau_s_figures_are_left_out(folder, home):
    figures = (CATALOGS / "figures.yaml").read_text(encoding="utf-8")
    old = next(e for e in read_entries(figures, "f", "figures") if e.code == "elderly_age")
    line = figures.splitlines()[old.lines["values"] - 1 :][0:3]
    changed = figures.replace("\n".join(line), "\n".join(line).replace("value: 60", "value: 62"))
    assert changed != figures
    (folder / "figures.yaml").write_text(changed, encoding="utf-8")
    done = installed(folder, home)
    assert done.faults == ()
    assert done.left_out["cases"] > 10
    assert (home / done.name / "cases" / "G002.yaml").is_file()


def test_a_catalogue_of_its_own_words_is_installed_as_it_is(folder, home):
    small_folder(folder)
    done = installed(folder, home)
    assert done.faults == ()
    assert "danger.yaml" in done.lacks
    assert list(load_catalogue(home / done.name, DAY).items) == ["A001", "A002", "A003"]
    assert load_matcher(home / done.name, DAY, "lexical").catalogue.version == "2027.1"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text.replace("age >= elderly", "agee >= elderly", 1), "did you mean age?"),
        (lambda text: text + "- [\n", "not valid YAML"),
    ],
)
def test_a_list_with_a_mistake_is_told_and_nothing_is_installed(folder, home, change, says):
    (folder / GOV).write_text(change(relief_list()), encoding="utf-8")
    done = installed(folder, home, drop_references=True)
    assert says in " ".join(fault.sentence("en") for fault in done.faults)
    assert (done.name, in_force(home)) == ("", None)
    assert list(home.glob(".draft*")) == []


@pytest.mark.parametrize("text", [None, "name: {zh: a, en: b}\n", "version: '1'\n"])
def test_a_folder_that_does_not_say_whose_it_is_is_told_what_to_write(folder, home, text):
    (folder / "catalogue.yaml").unlink()
    if text is not None:
        (folder / "catalogue.yaml").write_text(text, encoding="utf-8")
    (fault,) = installed(folder, home).faults
    assert "version: '2027.1'" in fault.sentence("en")


def test_a_folder_that_is_not_there_is_told_by_its_name(tmp_path, home):
    (fault,) = installed(tmp_path / "no", home).faults
    assert fault.kind == "missing_folder"


def test_the_same_lists_have_the_same_name_and_are_kept_once(folder, home):
    small_folder(folder)
    first, second = installed(folder, home), installed(folder, home)
    assert first.name == second.name
    assert names(home) == (first.name,)
    assert history(home) == (first.name, SHIPPED)


def test_undo_goes_back_one_switch_at_a_time_to_the_shipped_one(home):
    for name in ("a", "b"):
        (home / name).mkdir(parents=True)
        switch(home, name)
    assert (undo(home), in_force(home)) == ("a", home / "a")
    assert (undo(home), in_force(home)) == (SHIPPED, None)
    assert undo(home) is None


def test_switching_to_what_is_in_force_already_leaves_one_step_to_undo(home):
    (home / "a").mkdir(parents=True)
    switch(home, "a")
    switch(home, "a")
    assert history(home) == ("a", SHIPPED)


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"../../etc\n", b"/etc\n"])
def test_a_pointer_that_is_no_name_leaves_the_shipped_catalogue_in_force(home, content):
    home.mkdir()
    (home / "current").write_bytes(content)
    assert in_force(home) is None


def test_the_setting_comes_before_the_installed_catalogue_and_that_before_the_shipped(
    home, monkeypatch
):
    monkeypatch.delenv("XINGFU_CATALOG", raising=False)
    monkeypatch.setenv("XINGFU_CATALOGS_HOME", str(home))
    assert Settings().catalog == ROOT / "catalogs"
    (home / "a").mkdir(parents=True)
    switch(home, "a")
    assert Settings().catalog == home / "a"
    monkeypatch.setenv("XINGFU_CATALOG", "/elsewhere")
    assert str(Settings().catalog) == "/elsewhere"


def test_a_whole_copy_of_ours_is_installed_without_change(tmp_path, home):
    copied = shutil.copytree(CATALOGS, tmp_path / "copy", copy_function=shutil.copyfile)
    done = installed(copied, home)
    assert done.faults == ()
    assert dict(done.left_out) == {}
    for path in CATALOGS.glob("*.yaml"):
        assert (home / done.name / path.name).read_bytes() == path.read_bytes()


def broken(kept):
    (kept / "figures.yaml").unlink()


def other(kept):
    text = (kept / "items.yaml").read_text(encoding="utf-8")
    (kept / "items.yaml").write_text(text.replace("A003", "A009"), encoding="utf-8")


def unreadable(kept):
    (kept / "vectors").mkdir(exist_ok=True)
    (kept / "vectors" / "e5-small-q4.npz").write_bytes(b"no vectors")


@pytest.mark.parametrize("harm", [broken, other, unreadable])
def test_an_installed_copy_that_was_damaged_is_replaced_by_what_was_checked(folder, home, harm):
    small_folder(folder)
    name = installed(folder, home).name
    before = sorted(path.name for path in (home / name).rglob("*"))
    harm(home / name)
    assert installed(folder, home).name == name
    assert sorted(path.name for path in (home / name).rglob("*")) == before
    assert list(load_catalogue(home / name, DAY).items) == ["A001", "A002", "A003"]
    assert [path.name for path in home.iterdir() if path.name.startswith(".")] == []


def test_an_installed_copy_is_looked_at_before_it_is_put_in_force(folder, home):
    small_folder(folder)
    name = installed(folder, home).name
    assert unfit(home / name, DAY) == ()
    broken(home / name)
    assert "no figure" in unfit(home / name, DAY)[0].sentence("en")
    assert unfit(home / "gone", DAY)[0].kind == "missing_folder"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("figurs.yaml", "figures.yaml"),
        ("figures.yml", "figures.yaml"),
        ("figures.yaml.txt", "figures.yaml"),
        ("cases/g001.yaml", None),
        ("lists/figures.yaml", "figures.yaml"),
        ("sub/y.yaml", None),
    ],
)
def test_a_file_that_would_not_be_read_is_refused_with_the_nearest_name(folder, home, name, near):
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("[]\n", encoding="utf-8")
    (fault,) = installed(folder, home).faults
    assert (fault.kind, fault.file) == ("unknown_file", name)
    assert near is None or f"did you mean {near}?" in fault.sentence("en")
    assert in_force(home) is None


def test_a_list_that_the_manifest_names_may_have_any_name_and_notes_are_told_of(folder, home):
    small_folder(folder)
    (folder / "items.yaml").rename(folder / "town_list.yaml")
    told = f"{MANIFEST}lists: [town_list.yaml]\n"
    (folder / "catalogue.yaml").write_text(told, encoding="utf-8")
    (folder / "notes.docx").write_bytes(b"x")
    done = installed(folder, home)
    assert (done.faults, done.unused) == ((), ("notes.docx",))
    assert len(load_catalogue(home / done.name, DAY).items) == 3


def test_what_an_interrupted_install_left_is_cleared_away_and_what_goes_on_is_not(folder, home):
    small_folder(folder)
    for name in (".draft-old", ".draft-now"):
        (home / name).mkdir(parents=True)
    (home / ".current.7").write_text("a\n", encoding="utf-8")
    for name in (".draft-old", ".current.7"):
        os.utime(home / name, (0, 0))
    installed(folder, home)
    assert [path.name for path in home.iterdir() if path.name[0] == "."] == [".draft-now"]


def test_a_garbled_pointer_is_told_with_its_cure_and_never_leads_to_an_older_one(home, caplog):
    (home / "a").mkdir(parents=True)
    (home / "current").write_bytes(b"../x\na\n")
    assert in_force(home) is None
    assert "xingfu catalog use" in caplog.text
    switch(home, "a")
    assert in_force(home) == home / "a"
