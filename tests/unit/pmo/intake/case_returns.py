"""The folder of returns of the golden case `pmo-collect`: sound, late, corrected, and broken in many ways."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from migrate.files import bagit, records
from migrate.model.pmo import Body, BodyKind, BodyReport
from migrate.text import check_digits

from .... import nation
from .returns import NAMES, PERIOD, booked, raw, small, zipped

CASE = Path(__file__).resolve().parents[3] / "cases" / "pmo-collect" / "returns" / "in"
_TOWNS = (
    "富山市",
    "高岡市",
    "魚津市",
    "氷見市",
    "滑川市",
    "黒部市",
    "砺波市",
    "小矢部市",
    "南砺市",
    "千代田区",
    "富山県",
)


def _reports() -> dict[str, BodyReport]:
    bodies = tuple(one for one in nation.bodies() if one.name in _TOWNS)
    return {one.body.name: one for one in nation.month(PERIOD, chosen=bodies)}


def _zip(path: Path, members: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in members.items():
            member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(member, data)


def _sealed(folder: Path, report: BodyReport, name: str = "") -> Path:
    stem = name or f"進捗_{report.body.code}_{report.period}"
    path = folder / f"{stem}.zip"
    bagit.write(path, stem, [bagit.Entry(name="progress.json", content=records.dump(report))], [])
    return path


def _changed(path: Path) -> None:
    """The zip with a status that somebody changed after it was sealed."""
    with zipfile.ZipFile(path) as packed:
        members = {one: packed.read(one) for one in packed.namelist()}
    _zip(path, {name: data.replace("未着手".encode(), "完了済み".encode(), 1) for name, data in members.items()})


def _spoiled(report: BodyReport) -> bytes:
    data = raw(report)
    data["businesses"][2]["steps"][7]["status"] = "だいたい完了"
    data["businesses"][0]["steps"][0]["planned"] = "令和8年4月"
    del data["businesses"][1]["name"]
    return records.to_bytes(data)


def _published(report: BodyReport) -> str:
    rates = ["" if one == "戸籍" else "0.5" for one in NAMES.values()]
    rows = [["都道府県", "市区町村", "全体", *NAMES.values()], ["富山県", "舟橋村", "0.5", *rates]]
    rows += [["富山県", "上市町", "0.5", *rates[:-1], "未定"], ["", "合計", "0.5", *rates]]
    return "".join(",".join(row) + "\n" for row in rows)


def write(folder: Path) -> None:
    """Make the folders 受領 (first round) and 訂正 (second round), and the roster."""
    first, second = folder / "受領", folder / "訂正"
    for one in (first, second):
        one.mkdir(parents=True)
    told = _reports()
    towns = {name: small(one, 3) for name, one in told.items()}
    _sealed(first, told["富山県"])
    copy = _sealed(first, towns["富山市"])
    (first / "進捗_162019_2026-11 - コピー.zip").write_bytes(copy.read_bytes())
    ward = told["千代田区"]
    _sealed(first, replace(ward, businesses=ward.businesses[:18]))
    union = Body(name="みどり広域連合", prefecture="富山県", code=_code("16801"), kind=BodyKind.UNION)
    _sealed(first, replace(towns["富山市"], body=union))
    _sealed(first, replace(towns["富山市"], body=Body(name="新湊市", prefecture="富山県", code=_code("16203"))))
    _sealed(first, towns["高岡市"])
    _sealed(first, replace(towns["高岡市"], revision=1, as_of="2026-12-02"), f"進捗_{_code('16202')}_2026-11_訂正1")
    _sealed(first, towns["魚津市"])
    _changed(_sealed(first, towns["滑川市"]))
    _sealed(first, replace(towns["砺波市"], period="2026-10"))
    (first / "進捗_162051_2026-11.json").write_bytes(records.to_bytes({**raw(towns["氷見市"]), "version": 0}))
    (first / f"進捗_{towns['小矢部市'].body.code}_2026-11.json").write_bytes(_spoiled(towns["小矢部市"]))
    _zip(first / f"進捗_{towns['黒部市'].body.code}_2026-11.zip", {"x/data/progress.json": b" " * (65 << 20)})
    town = towns["南砺市"]
    zipped(first / f"進捗_{town.body.code}_2026-11.zip", b"{", booked(town))
    (first / "送付状.pdf").write_bytes(b"%PDF-1.7\n")
    (first / "公表_2026-11.csv").write_bytes(_published(towns["富山市"]).encode("cp932"))
    _sealed(second, towns["滑川市"])
    _sealed(second, replace(towns["富山市"], revision=1))
    rows = [[one.body.code, one.body.prefecture, one.body.name, one.body.kind.value, "", ""] for one in told.values()]
    rows.append([union.code, union.prefecture, union.name, "広域連合", "", ""])
    dated = [[*row[:5], "2026-12-01"] if row[2] == "魚津市" else row for row in rows]
    lines = [["団体コード", "都道府県", "団体名", "区分", "人口", "期限"], *dated]
    (folder / "名簿.csv").write_bytes("".join(",".join(row) + "\r\n" for row in lines).encode("cp932"))


def _code(digits: str) -> str:
    return check_digits.added(digits, "団体コード")
