"""match and assess: a result or a refusal for each household, in input order."""

import json
import subprocess
import sys

import pytest

from tests.cli.running import settings_of, xingfu
from tests.contracts.tiny import describe, onnx_folder
from tests.support import CATALOGS, ROOT

DEMO = CATALOGS / "demo" / "households.jsonl"
DEV = CATALOGS / "labelled" / "dev_households.jsonl"
HEAD = {"id": "m1", "relation": "head", "sex": "f", "birth_date": "1940-01-01"}
GOOD = {
    "id": "H1",
    "as_of": "2026-05-01",
    "facts": {"residence_town": "西区"},
    "members": [HEAD],
    "needs": [{"id": "n1", "member": "m1", "text": "想有人送餐", "urgency": "high"}],
}


def text_of(**changes):
    return json.dumps({**GOOD, **changes})


def need(text):
    return [{"id": "n1", "text": text}]


HOSTILE = [
    "",
    "null",
    "[]",
    "3",
    '"text"',
    "{",
    "{}",
    "[" * 5000,
    '{"a":' * 3000,
    '{"id": "X1", "id": "X1"}',
    '{"id": NaN}',
    '{"id": 1e999}',
    '{"id": "\\ud800"}',
    '{"id": "X2", "facts": {"income_per_capita_month": Infinity}}',
    '{"id": "X3", "facts": {"household_size": 99999999999999999999999}}',
    "{" + "'id': 'X4'}",
    text_of(id="", members=None),
    text_of(id="i" * 5000),
    text_of(id="X5", facts=[]),
    text_of(id="X6", facts={"residence_town": "火星"}),
    text_of(id="X7", facts={"incom_per_capita_month": 3}),
    text_of(id="X8", members=[HEAD] * 101),
    text_of(id="X9", members=[HEAD, HEAD]),
    text_of(id="X10", needs=need("长" * 2001)),
    text_of(id="X11", needs=[{"id": f"n{n}", "text": ""} for n in range(201)]),
    text_of(id="X12", as_of="2026-02-30"),
    text_of(id="X13", receiving=["G999", {"code": "G001", "member": "m9"}]),
    text_of(id="X14", needs=[{"id": "n1", "member": "m9", "text": "x"}]),
    text_of(id="X15", members=[{**HEAD, "birth_date": "2199-01-01"}]),
    text_of(id="X16", members=[{**HEAD, "birth_date": 19400101}]),
    text_of(id="X17", extra={"__class__": "os.system"}),
    text_of(id="X18", as_of="0001-01-01", members=[]),
    text_of(id="X19", as_of="9999-12-31"),
    text_of(id="X20", needs=need("\u0000\ud800\ufdfa" * 600)),
    text_of(id="[bold]X21[/]", needs=need("[/red] {0} %s <script>")),
    text_of(id="../../etc/passwd", needs=need("a" * 2000)),
]


def lines_of(data):
    return [json.loads(line) for line in data.decode().splitlines()]


def sound(ended):
    """Say whether a command ended as every command does, whatever it was given."""
    told = (ended.stdout + ended.stderr).decode("utf-8")
    return ended.returncode in (0, 1, 2) and "Traceback" not in told


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """A file with good households between hostile ones, and two of the same id."""
    rows = [text_of(id="A1"), *HOSTILE, text_of(id="A2"), text_of(id="DUP"), text_of(id="DUP")]
    path = tmp_path_factory.mktemp("mixed") / "mixed.jsonl"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path, [row for row in rows if row.strip()]


@pytest.fixture(scope="module")
def matched(mixed):
    return xingfu("match", mixed[0], "--json")


@pytest.fixture(scope="module")
def assessed(mixed):
    return xingfu("assess", mixed[0], "--json", "--lang", "en")


@pytest.mark.parametrize("command", ["matched", "assessed"])
def test_more_than_thirty_hostile_households_bring_no_traceback(command, request):
    ended = request.getfixturevalue(command)
    assert len(HOSTILE) > 30
    assert sound(ended)
    assert ended.returncode == 1


@pytest.mark.parametrize("command", ["matched", "assessed"])
def test_each_household_has_one_answer_in_its_place(command, request, mixed):
    answers = lines_of(request.getfixturevalue(command).stdout)
    assert len(answers) == len(mixed[1])
    ids = [answer["household_id"] for answer in answers]
    assert (ids[0], ids[-3:]) == ("A1", ["A2", "DUP", "DUP"])
    written = [json.loads(row)["id"] for row in mixed[1] if row.startswith('{"id": "X1')]
    assert [name for name in ids if name and name.startswith("X1")] == written[1:]


@pytest.mark.parametrize(("command", "key"), [("matched", "items"), ("assessed", "verdicts")])
def test_the_others_get_their_results_beside_what_is_refused(command, key, request):
    answers = {a["household_id"]: a for a in lines_of(request.getfixturevalue(command).stdout)}
    for name in ("A1", "A2", "X19", "X20"):
        assert answers[name][key], name
    for name in ("X3", "X6", "X7", "X8", "X12", "X13", "X15", "DUP"):
        assert set(answers[name]) == {"household_id", "error"}


def test_a_refusal_says_line_field_reason_and_what_may_be_meant(matched, mixed):
    answers = {answer["household_id"]: answer for answer in lines_of(matched.stdout)}
    numbers = mixed[0].read_bytes().split(b"\n")
    error = answers["X7"]["error"]
    assert set(error) == {"line", "field", "reason", "near"}
    assert b"incom_per_capita_month" in numbers[error["line"] - 1]
    assert error["near"] == "income_per_capita_month"
    assert error["field"].endswith("incom_per_capita_month")


def test_each_refusal_is_told_in_one_line_on_stderr(matched, assessed):
    for ended in (matched, assessed):
        refused = [answer for answer in lines_of(ended.stdout) if "error" in answer]
        assert len(ended.stderr.decode().splitlines()) == len(refused)


def test_the_reasons_of_refusals_are_in_the_language_asked_for(matched, assessed):
    chinese = {a["household_id"]: a for a in lines_of(matched.stdout)}["X12"]["error"]["reason"]
    english = {a["household_id"]: a for a in lines_of(assessed.stdout)}["X12"]["error"]["reason"]
    assert "不是存在的日期" in chinese
    assert "is not a date that exists" in english


def test_standard_input_date_top_and_language_shape_the_plan():
    rows = text_of() + "\n" + text_of(id="H2", as_of=None)
    ended = xingfu(
        "match", "-", "--json", "--top", "3", "--on", "2025-01-02", "--lang", "en",
        stdin=rows.encode(),
    )  # fmt: skip
    plans = lines_of(ended.stdout)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert [plan["household_id"] for plan in plans] == ["H1", "H2"]
    assert {plan["as_of"] for plan in plans} == {"2025-01-02"}
    assert {len(plan["items"]) for plan in plans} == {3}
    assert plans[0]["teams"][0]["why"][0] == "is in Xiqu"


def test_one_household_may_be_a_document_in_a_file_or_on_standard_input(tmp_path):
    document = json.dumps(GOOD, ensure_ascii=False, indent=2).encode()
    path = tmp_path / "household.json"
    path.write_bytes(b"\xef\xbb\xbf" + document)
    from_file = xingfu("assess", path, "--json")
    from_stdin = xingfu("assess", "-", "--json", stdin=document)
    assert (from_file.returncode, from_stdin.returncode) == (0, 0)
    assert from_file.stdout == from_stdin.stdout
    assert lines_of(from_file.stdout)[0]["household_id"] == "H1"


def test_tables_show_plan_reasons_and_the_note_to_a_person():
    ended = xingfu("match", DEMO, "--top", "2")
    told = ended.stdout.decode()
    assert (ended.returncode, ended.stderr) == (0, b"")
    for words in ("服务方案 D001", "台账写到", "预警", "探访关爱队伍", "非官方清单", "lexical"):
        assert words in told


def test_an_assessment_table_shows_names_and_statuses():
    ended = xingfu("assess", "-", "--lang", "en", stdin=text_of().encode())
    told = ended.stdout.decode()
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "Missing facts or failed conditions" in told
    assert "G001" in told


def test_a_reader_that_stops_early_is_no_error_to_tell():
    with subprocess.Popen(
        [sys.executable, "-m", "api.cli.main", "match", str(DEV), "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=settings_of(),
    ) as process:
        assert json.loads(process.stdout.readline())["household_id"] == "V001"
        process.stdout.close()
        told = process.stderr.read()
        assert process.wait(60) in (0, 1)
    assert told == b""


def test_an_empty_file_is_refused_with_one_line(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"\n  \n")
    ended = xingfu("match", path, "--json")
    assert ended.returncode == 1
    assert lines_of(ended.stdout)[0]["error"]["line"] == 1
    assert len(ended.stderr.decode().splitlines()) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_file_that_is_not_utf8_is_refused_in_the_language_asked_for(tmp_path, lang):
    path = tmp_path / "gbk.jsonl"
    path.write_bytes(json.dumps(GOOD, ensure_ascii=False).encode("gb18030"))
    ended = xingfu("match", "--lang", lang, path, "--json")
    words = {"zh": "不是 UTF-8", "en": "not UTF-8"}[lang]
    (line,) = ended.stderr.decode().splitlines()
    (answer,) = lines_of(ended.stdout)
    assert ended.returncode == 1
    assert words in line
    assert words in answer["error"]["reason"]


@pytest.mark.parametrize(
    "words",
    [
        ("match", "no/such/file.jsonl"),
        ("assess", "."),
        ("match", "n" * 5000 + ".jsonl"),
        ("match", "-", "--on", "2026-02-30"),
        ("assess", "-", "--on", "tomorrow"),
        ("match", "-", "--top", "0"),
        ("match", "-", "--top", "many"),
        ("match", "-", "--lang", "fr"),
        ("match", "-", "--colour"),
        ("match",),
        ("assess", "a", "b"),
        ("mtch", "-"),
    ],
)
def test_wrong_usage_ends_with_two_and_words_on_stderr(words):
    ended = xingfu(*words)
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert ended.stderr
    assert sound(ended)


def test_the_number_of_threads_does_not_change_a_byte(tmp_path):
    path = tmp_path / "three.jsonl"
    path.write_text("\n".join(text_of(id=f"H{n}") for n in range(3)), encoding="utf-8")
    told = [
        subprocess.run(
            [sys.executable, "-m", "api.cli.main", "match", str(path), "--json"],
            capture_output=True,
            cwd=ROOT,
            env=settings_of(
                OMP_NUM_THREADS=threads,
                XINGFU_ENCODER="auto",
                XINGFU_CACHE=str(tmp_path / threads),
                PYTHONHASHSEED=threads,
            ),
            timeout=120,
            check=True,
        ).stdout
        for threads in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(lines_of(told[0])) == 3


def test_a_model_of_ones_own_that_is_not_there_is_wrong_usage_and_names_the_variable(tmp_path):
    ended = xingfu("match", DEMO, encoder="onnx", encoder_folder=str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"XINGFU_ENCODER_FOLDER" in ended.stderr
    assert b"encoder.json" in ended.stderr


def test_a_model_of_ones_own_that_cannot_be_read_is_wrong_usage(tmp_path):
    (describe(tmp_path) / "model.onnx").write_bytes(b"no model")
    ended = xingfu("match", DEMO, encoder="onnx", encoder_folder=str(tmp_path))
    assert (ended.returncode, ended.stdout) == (2, b"")
    assert b"XINGFU_ENCODER (" in ended.stderr


def test_plans_by_a_model_of_ones_own_are_hybrid_and_say_what_does_not_count(tmp_path):
    folder, cache = onnx_folder(tmp_path / "model"), tmp_path / "vectors"
    told = {"encoder": "onnx", "encoder_folder": str(folder), "cache": str(cache)}
    ended = xingfu("match", DEMO, "--json", "--lang", "en", **told)
    assert ended.returncode == 0
    assert b"not trained with this encoder" in ended.stderr
    plans = [json.loads(line) for line in ended.stdout.splitlines()]
    assert {plan["mode"] for plan in plans} == {"hybrid"}


def test_a_text_of_ten_megabytes_is_refused_and_the_next_household_is_answered():
    huge = text_of(id="BIG", needs=need("没米下锅" * 2_600_000))
    ended = xingfu("match", "-", "--json", stdin=f"{huge}\n{text_of()}\n".encode())
    refused, answered = (json.loads(line) for line in ended.stdout.splitlines())
    assert ended.returncode == 1
    assert refused["error"]["field"] == "needs[0].text"
    assert "没米下锅没米下锅" not in ended.stdout.decode()
    assert answered["understood"][0]["clauses"][0]["words"] == "想有人送餐"


@pytest.mark.parametrize(("own", "found"), [(None, "1"), ("2", "2")])
def test_small_products_are_worked_out_on_one_thread_unless_one_asks_for_more(own, found):
    settings = {} if own is None else {"OPENBLAS_NUM_THREADS": own}
    told = subprocess.run(
        [sys.executable, "-c", "import api, os; print(os.environ['OPENBLAS_NUM_THREADS'])"],
        capture_output=True,
        cwd=ROOT,
        env={k: v for k, v in settings_of(**settings).items() if own or k[:9] != "OPENBLAS_"},
        check=True,
    )
    assert told.stdout.decode().strip() == found
