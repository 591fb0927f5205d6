"""The bench's plan in pandas, a Python function per cell; run by bench_rivals with the rivals' interpreter.

Run: python tests/bench/rivals_pandas.py RESIDENT.csv OUT.csv
A strict read stops at the first damaged byte, so each becomes U+FFFD: which byte it was is lost.
"""

from __future__ import annotations

import sys

import pandas as pd
import rivals_plain as plain

_KINDS = {"A": "1", "B": "3", "C": "2", "D": "4"}


def converted(old: pd.DataFrame) -> pd.DataFrame:
    """The 30 items of `bench_convert`, in their order."""
    dates = {
        name: old[name].map(plain.wareki_date)
        for name in ("birth", "jumin_ymd", "todoke_ymd", "ido_ymd", "zairyu_kgn", "shojo_ymd")
    }
    return pd.DataFrame(
        {
            "city_cd": old["city_cd"],
            "atena_no": old["atena_no"].map(lambda cell: plain.lpad(cell, 15)),
            "setai_no": old["setai_no"].map(lambda cell: plain.lpad(cell, 15)),
            "kojin_no": old["kojin_no"],
            "shimei": old["shimei"].map(plain.trim),
            "shimei_kn": old["shimei_kn"].map(plain.zenkaku_kana),
            "shi": old["shimei"].map(lambda cell: plain.name_part(cell, 1)),
            "mei": old["shimei"].map(lambda cell: plain.name_part(cell, 2)),
            "tsusho": old["tsusho"],
            "birth": dates["birth"],
            "birth_fusho": old["birth"].map(plain.fusho),
            "sex": old["sex"].map(lambda cell: cell if cell in ("0", "1", "2") else ""),
            "zokugara": old["zokugara"],
            "zip": old["zip"].map(plain.digits),
            "machiaza_id": old["town_cd"],
            "machiaza_nm": old["town_cd"],
            "banchi": old["banchi"].map(plain.hankaku),
            "addr_full": old["addr"] + old["banchi"] + old["katagaki"],
            "katagaki": old["katagaki"],
            "tel": old["tel"].map(plain.digits),
            "jumin_sbt": old["jumin_kbn"].map(lambda cell: _KINDS.get(cell, "")),
            "jumin_ymd": dates["jumin_ymd"],
            "todoke_ymd": dates["todoke_ymd"],
            "ido_ymd": dates["ido_ymd"],
            "ido_jiyu": old["ido_jiyu"],
            "kokuseki": old["kokuseki"].map(lambda cell: cell or "JPN"),
            "zairyu_kgn": dates["zairyu_kgn"],
            "shojo_ymd": dates["shojo_ymd"],
            "biko": old["biko"].map(plain.trim),
            "koshin": old["koshin"],
        }
    )


if __name__ == "__main__":
    residents = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False, encoding="cp932", encoding_errors="replace")
    converted(residents).to_csv(sys.argv[2], index=False)
