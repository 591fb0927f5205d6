"""⑥-1 and the steps: questions are numbered, answered, published to all without a name; proofs come and go."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import openpyxl
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import phase, procure_qa
from migrate.flow.rfi_state import DESK
from migrate.forms.records import Answers, Record
from migrate.procure import layouts
from migrate.procure.rfi import log

from .town import NAMES, Bidder, Town, on


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town whose packages are out."""
    town = Town(tmp_path, functions_each=3)
    town.decide()
    town.answer_survey()
    town.build(issued="2026-12-01")
    return town


def _sheet(town: Town, folder: Path, name: str, *questions: str) -> Path:
    """A vendor's question sheet."""
    book, data = town.book("05-")
    bidder = Bidder(book, data)
    cells = {("company", "all", "name"): name}

    def change(workbook: object) -> None:
        page = bidder.page(workbook, "question")
        for at, question in enumerate(questions, start=6):
            page.cell(at, 2).value, page.cell(at, 4).value = "質問書", question

    bidder.type(cells)
    bidder.edit(change)
    return bidder.save(folder)


def _published(town: Town) -> str:
    with zipfile.ZipFile(town.workspace.path("out/rfi/all/質問回答書.docx")) as archive:
        return archive.read("word/document.xml").decode()


def _answer(town: Town, answers: dict[str, str]) -> None:
    """The staff answer in the register's workbook: key → answer."""
    procure_qa.sheet(DESK, town.workspace, on("2027-01-10"), force=True)
    path = town.workspace.path(procure_qa.Log(desk=DESK, unit="all").book)
    book = openpyxl.load_workbook(path)
    page = book["質問回答"]
    column = 2 + [one.id for one in layouts.form("rfi/log").of("question").questions].index("answer")
    rows = {page.cell(row, 1).value: row for row in range(6, page.max_row + 1)}
    for key, said in answers.items():
        page.cell(rows[key], column).value = said
    book.save(path)
    outcome = procure_qa.import_(DESK, town.workspace, on("2027-01-11"), (path,))
    assert outcome.findings == ()


def test_questions_are_numbered_and_published_without_names(town: Town, tmp_path: Path) -> None:
    """Two vendors ask; all get every answer under its number; nobody's name or key is in it."""
    session = on("2027-01-05")
    first = _sheet(town, tmp_path / "a", "株式会社甲野システム", "共同利用でもよいですか。", "端末は何台ですか。")
    second = _sheet(town, tmp_path / "b", "乙川電算株式会社", "稼働の時期は動かせますか。")
    procure_qa.import_(DESK, town.workspace, session, (first,), vendor="kono-sys")
    read = procure_qa.import_(DESK, town.workspace, session, (second,), vendor="otsukawa")
    assert (read.data.new, read.findings) == (1, ())
    _answer(town, {"q0001": "共同利用でも構いません。", "q0003": "3 か月までなら動かせます。"})
    outcome = procure_qa.publish(DESK, town.workspace, on("2027-01-12"))
    text = _published(town)

    assert (outcome.data.questions, outcome.data.published, outcome.findings) == (3, 2, ())
    assert "共同利用でも構いません。" in text
    assert "端末は何台ですか。" not in text
    assert [word for word in ("甲野", "乙川", "kono-sys", "otsukawa") if word in text] == []
    assert "令和9年1月12日" in text


def test_the_same_question_again_is_no_new_one(town: Town, tmp_path: Path) -> None:
    """A sheet that is read twice adds nothing; a question by telephone gets the next number."""
    session = on("2027-01-05")
    file = _sheet(town, tmp_path, "株式会社甲野", "共同利用でもよいですか。")
    procure_qa.import_(DESK, town.workspace, session, (file,), vendor="kono")
    again = procure_qa.import_(DESK, town.workspace, session, (file,), vendor="kono")
    told = procure_qa.add(
        DESK, town.workspace, session, {"question": "電話での質問", "asker": "otsu", "document": "", "spot": ""}
    )

    assert (again.data.new, again.nothing_checked) == (0, True)
    assert told.data.questions == 2
    assert told.notices == ("質問 2 として控えました。",)


def test_what_names_a_vendor_is_held_back(town: Town) -> None:
    """A question or an answer in which a vendor's name stands is not published, and told."""
    asked = {
        "question": "当社甲野では可能です。よいですか。",
        "asker": "kono（株式会社甲野）",
        "document": "",
        "spot": "",
    }
    with pytest.raises(MigrateError) as bad:
        procure_qa.add(DESK, town.workspace, on("2027-01-05"), asked)
    assert bad.value.code == "MIG-RFI-029"
    procure_qa.add(
        DESK, town.workspace, on("2027-01-05"), {**asked, "asker": "kono", "question": "kono では可能です。"}
    )
    procure_qa.add(DESK, town.workspace, on("2027-01-05"), {**asked, "asker": "otsu", "question": "よいですか。"})
    _answer(town, {"q0001": "可能です。", "q0002": "よいです。"})
    outcome = procure_qa.publish(DESK, town.workspace, on("2027-01-12"))

    assert [(one.code, one.params["number"]) for one in outcome.findings] == [("MIG-RFI-037", 1)]
    assert outcome.data.published == 1
    assert "kono" not in _published(town)
    assert procure_qa.publish(DESK, town.workspace, on("2027-01-13"), allowed=(1,)).data.published == 2


def test_a_name_inside_a_word_is_no_name(town: Town) -> None:
    """A key of Latin letters counts only as a word of its own; full width and 株式会社 do not hide a name."""
    given = {"document": "", "spot": "", "received": "2027-01-05", "answer": "はい。"}
    texts = {
        "system の更新は。": False,
        "SYS では。": True,
        "ＳＹＳでは。": True,
        "甲野では可能です。": True,
        "甲 野では。": True,
        "甲の野では。": False,
    }
    found = {}
    for text in texts:
        record = Record(
            sheet="question", key="q0001", answers={**given, "question": text, "asker": "sys（株式会社甲野）"}
        )
        (asked,) = log.asked(Answers(records=(record,)))
        found[text] = log.names_vendor(asked, log.names_of(asked.asker))

    assert found == texts


def test_whoever_asked_is_named_by_nobody(town: Town, tmp_path: Path) -> None:
    """A name that ends in brackets is one; a question that names another asker is held back as well."""
    session = on("2027-01-05")
    first = _sheet(town, tmp_path / "a", "乙川電算（株）", "乙川電算の製品でもよいですか。")
    second = _sheet(town, tmp_path / "b", "甲野システム㈱", "乙川電算と共同でもよいですか。", "丙でもよいですか。")
    procure_qa.import_(DESK, town.workspace, session, (first,), vendor="otsu")
    procure_qa.import_(DESK, town.workspace, session, (second,), vendor="kono")
    _answer(town, {"q0001": "はい。", "q0002": "はい。", "q0003": "はい。"})
    outcome = procure_qa.publish(DESK, town.workspace, on("2027-01-12"))

    assert [one.params["number"] for one in outcome.findings] == [1, 2]
    assert "乙川" not in _published(town)


def test_a_correction_is_told(town: Town) -> None:
    """An answer that was published and changes is said, so that all vendors hear of it; the same again says nothing."""
    procure_qa.add(DESK, town.workspace, on("2027-01-05"), {"question": "よいですか。", "asker": "otsu"})
    _answer(town, {"q0001": "はい。"})
    procure_qa.publish(DESK, town.workspace, on("2027-01-12"))
    assert procure_qa.publish(DESK, town.workspace, on("2027-01-13")).findings == ()
    _answer(town, {"q0001": "いいえ。"})
    outcome = procure_qa.publish(DESK, town.workspace, on("2027-01-14"))

    assert [(one.code, one.params["number"]) for one in outcome.findings] == [("MIG-RFI-039", 1)]
    assert "いいえ。" in _published(town)


def test_what_cannot_be_kept_is_refused(town: Town) -> None:
    """A 個人番号 in a question, a key that is no number: told at once, and nothing is lost in silence."""
    number = "12345678901" + "8"
    with pytest.raises(MigrateError) as personal:
        procure_qa.add(DESK, town.workspace, on("2027-01-05"), {"question": f"{number} の方は。", "asker": "otsu"})
    procure_qa.add(DESK, town.workspace, on("2027-01-05"), {"question": "よいですか。", "asker": "otsu"})
    path = town.workspace.path("rfi/all/questions/question.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("q0001", "first"), encoding="utf-8")
    with pytest.raises(MigrateError) as key:
        procure_qa.sheet(DESK, town.workspace, on("2027-01-06"))

    assert (personal.value.code, key.value.code) == ("MIG-RFI-040", "MIG-RFI-020")
    assert number not in "".join(str(said) for said in personal.value.params.values())


def test_nothing_to_publish(town: Town) -> None:
    """No question, or none that is answered: exit 5 with what to do."""
    with pytest.raises(NothingCheckedError) as none:
        procure_qa.publish(DESK, town.workspace, on("2027-01-12"))
    assert none.value.code == "MIG-RFI-038"


def _proven(town: Town, day: str, business: str) -> list[str]:
    town.show(day)
    steps = phase.progress_of(town.workspace, business).steps
    return [one.step.code for one in steps if one.proven and one.step.code[0] in "⑤⑥"]


def test_steps_are_proven_as_they_are_done(town: Town, tmp_path: Path) -> None:
    """⑤-1 to ⑤-3 with the packages, ⑥-1 after the questions' day, ⑥-2 with an answer, after the answers' day."""
    assert _proven(town, "2026-12-02", "010") == ["⑤-1", "⑤-2", "⑤-3"]
    procure_qa.add(DESK, town.workspace, on("2027-01-05"), {"question": "よいですか。", "asker": "otsu"})
    assert _proven(town, "2027-01-16", "010") == ["⑤-1", "⑤-2", "⑤-3"]
    _answer(town, {"q0001": "はい。"})
    procure_qa.publish(DESK, town.workspace, on("2027-01-12"))
    assert _proven(town, "2027-01-16", "010") == ["⑤-1", "⑤-2", "⑤-3", "⑥-1"]
    bidder = Bidder(*town.book("03-"))
    bidder.type({("product", "P010", "offer"): "可"})
    town.collect(bidder.save(tmp_path), received="2027-02-01")
    assert _proven(town, "2027-02-01", "010") == ["⑤-1", "⑤-2", "⑤-3", "⑥-1"]
    assert _proven(town, "2027-02-12", "010") == ["⑤-1", "⑤-2", "⑤-3", "⑥-1", "⑥-2"]
    assert _proven(town, "2027-02-12", "011") == ["⑤-1", "⑤-2", "⑤-3", "⑥-1"]


def test_a_proof_goes_with_what_it_rests_on(town: Town) -> None:
    """An option that is open again takes ⑤-2 away; other businesses keep theirs."""
    assert "⑤-2" in _proven(town, "2026-12-02", "010")
    path = town.workspace.path("fit/010/function.csv")
    path.write_text(path.read_text(encoding="utf-8").replace(",採用,高,", ",未定,,"), encoding="utf-8")

    assert "⑤-2" not in _proven(town, "2026-12-02", "010")
    assert "⑤-2" in _proven(town, "2026-12-02", "001")


def test_three_vendors(town: Town, tmp_path: Path) -> None:
    """Three vendors with every habit: all are in the overview, with what is missing and who was late."""
    for number, (vendor, share) in enumerate((("a-sha", 1.0), ("b-sha", 0.6), ("c-sha", 0.3))):
        dice = random.Random(number)
        files = []
        for name in ("03-", *(f"04-機能・帳票回答票-{id}" for id in NAMES if vendor != "c-sha")):
            bidder = Bidder(*town.book(name))
            bidder.fill(dice, share)
            files.append(bidder.save(tmp_path / vendor))
        town.collect(*files, vendor=vendor, received=f"2027-02-{10 + 2 * number}")
    (unit,) = town.show("2027-03-01").data.units

    assert [(one.vendor, one.late, len(one.missing)) for one in unit.vendors] == [
        ("a-sha", False, 0),
        ("b-sha", False, 0),
        ("c-sha", True, 3),
    ]
    answered = [one.answered / one.asked for one in unit.vendors]
    assert answered == sorted(answered, reverse=True)
