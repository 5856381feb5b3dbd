"""A plan comes out the same years later: the catalogue of then is kept, whatever runs by now."""

import shutil
from pathlib import Path

import pytest

from api.access.callers import Role
from api.settings import Settings
from api.usecases.archives import pack
from matcher.loading import load_matcher
from matcher.pipeline.matcher import Matcher
from tests.service.office import EAST, TODAY, new_database, serving
from tests.service.test_plans import kept, plans
from tests.support import CATALOGS


def told(folder: Path, home: Path) -> Settings:
    return Settings(
        catalog=folder, encoder="lexical", catalogs_home=home / "catalogs", data_home=home
    )


def changed(home: Path) -> Path:
    """Return a catalogue without fitted weights: it ranks by those written by hand."""
    folder = home / "changed"
    shutil.copytree(CATALOGS, folder)
    (folder / "ranking.yaml").unlink()
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path


def test_a_plan_is_worked_out_by_the_catalogue_of_then_after_another_came(
    home: Path, matcher: Matcher
) -> None:
    url = new_database(home)
    with serving(url, matcher, told(CATALOGS, home)) as service:
        household = kept(service)
        made = service.as_(Role.WORKER, EAST).post(plans(household))
        assert made.status_code == 201
        keys = service.keys
    (file,) = (home / "catalogues").iterdir()
    other = changed(home)
    with serving(url, load_matcher(other, TODAY, "lexical"), told(other, home)) as service:
        service.keys.update(keys)
        worker = service.as_(Role.WORKER, EAST)
        again = worker.post(plans(household, "/1/recomputation")).json()
        assert (again["same"], again["catalogue"], again["others"]) == (True, "kept", [])
        assert again["by"] == again["made_with"]
        named = worker.post(plans(household, "/1/recomputation"), json={"catalogue": "own"}).json()
        assert (named["same"], named["others"]) == (False, ["ranker"])
        assert "权重" in named["says"]
        content = file.read_bytes()
        for damaged in (content[:1000], None):
            file.unlink()
            if damaged is not None:
                file.write_bytes(damaged)
            _forget()
            gone = worker.post(plans(household, "/1/recomputation"))
            assert gone.status_code == 404
            assert "已经不在" in gone.json()["detail"]
            assert file.name in gone.json()["detail"]


def _forget() -> None:
    from api.usecases import makings

    makings._loaded_of_then.cache_clear()


def test_what_is_packed_twice_is_the_same_bytes_and_names_nothing_that_is_not_there() -> None:
    names = ("ranking.yaml", "schemas/item.schema.json", "none.yaml")
    assert pack(CATALOGS, names) == pack(CATALOGS, reversed(names))
    assert pack(CATALOGS, ["none.yaml"]) == pack(CATALOGS, [])
