"""The rules: what each kind of difference means for data already converted. This project's own; one row is one rule.

``mirror`` is the rule that gives the same difference read in the other direction. Data types: 項目定義書 凡例
「データ型」 (デジタル庁, 2023-09-29); 実装類型 and 適合基準日 are those of the 機能・帳票要件.
"""

from __future__ import annotations

from migrate.model.spec_diff import ChangeKind, Effect
from migrate.model.value import value

_T, _L, _N = Effect.TIGHTENS, Effect.LOOSENS, Effect.NEUTRAL
K = ChangeKind


@value
class Rule:
    """One row. ``sentence`` may name ``{before}`` and ``{after}``."""

    key: str
    kind: ChangeKind
    effect: Effect
    mirror: str
    sentence: str


_ROWS: tuple[tuple[str, ChangeKind, Effect, str, str], ...] = (
    # グループ
    ("table-added", K.ADDED, _N, "table-removed", "新しいグループです。影響は、追加された項目ごとに示します。"),
    ("table-removed", K.REMOVED, _N, "table-added", "なくなったグループです。影響は、削除された項目ごとに示します。"),
    ("table-renamed", K.RENAMED, _N, "table-renamed", ""),
    ("table-order", K.ORDER, _N, "table-order", "グループの並び順だけが変わりました。"),
    # 項目の有無
    ("item-added-required", K.ADDED, _T, "item-removed-required",
     "変換したデータにない項目に、すべての行で値が要ります。"),
    ("item-added-conditional", K.ADDED, _T, "item-removed-conditional",
     "変換したデータにない項目に、条件に当たる行では値が要ります。"),
    ("item-added-optional", K.ADDED, _N, "item-removed-optional",
     "新しい項目ですが、値は空でもよいので、変換したデータの値は正しいままです。"),
    ("item-added-to-key", K.ADDED, _T, "item-removed-from-key",
     "主キーに項目が加わり、すべての行で値が要ります。"),
    ("item-added-with-table", K.ADDED, _T, "item-removed-with-table",
     "新しいグループの項目で、行を出力するなら、すべての行で値が要ります。"),
    ("item-removed-with-table", K.REMOVED, _L, "item-added-with-table",
     "グループごとなくなりました。変換した値は受け取る項目がなくなるので、行き先を確かめてください。"),
    ("item-removed-required", K.REMOVED, _L, "item-added-required",
     "値を求められなくなりました。変換した値は受け取る項目がなくなるので、行き先を確かめてください。"),
    ("item-removed-conditional", K.REMOVED, _L, "item-added-conditional",
     "値を求められなくなりました。変換した値は受け取る項目がなくなるので、行き先を確かめてください。"),
    ("item-removed-optional", K.REMOVED, _L, "item-added-optional",
     "出力しない項目になりました。変換した値は受け取る項目がなくなるので、行き先を確かめてください。"),
    ("item-removed-from-key", K.REMOVED, _T, "item-added-to-key",
     "主キーの一部がなくなり、残った主キーでは行が重なることがあります。"),
    ("item-renamed", K.RENAMED, _N, "item-renamed", ""),
    ("item-moved", K.MOVED, _N, "item-moved", ""),
    ("item-id", K.ID, _N, "item-id", "番号だけが変わり、項目は同じです。"),
    ("item-order", K.ORDER, _N, "item-order", "グループの中の並び順だけが変わりました。"),
    ("text", K.TEXT, _N, "text", "説明などの文言が変わりました。値の決まりが変わっていないか、一度お読みください。"),
    ("text-spelling", K.TEXT, _N, "text-spelling", "空白・改行・全角半角だけの違いで、文は同じです。"),
    ("condition-text", K.TEXT, _N, "condition-text",
     "「条件付き必須」の条件（※※）を含む説明の文言が変わりました。条件が同じかを確かめてください。"),
    # 型・桁数・繰り返し
    ("type-wider", K.TYPE, _L, "type-narrower", "「{before}」の値は、すべて「{after}」の値として正しい形です。"),
    ("type-narrower", K.TYPE, _T, "type-wider", "「{before}」の値には、「{after}」では正しくないものがあります。"),
    ("type-other", K.TYPE, _T, "type-other", "「{before}」の値は、そのままでは「{after}」の値になりません。"),
    ("type-set", K.TYPE, _T, "type-dropped", "データ型が決まりました。合わない値は正しくありません。"),
    ("type-dropped", K.TYPE, _L, "type-set", "データ型の定めがなくなりました。"),
    ("type-spelling", K.TYPE, _N, "type-spelling", "書き方（全角・半角）だけの違いで、型は同じです。"),
    ("length-longer", K.LENGTH, _L, "length-shorter", "より長い値まで入ります。"),
    ("length-shorter", K.LENGTH, _T, "length-longer", "新しい桁数に収まらない値があるかもしれません。"),
    ("length-mixed", K.LENGTH, _T, "length-mixed",
     "整数部と小数部の一方が短くなりました。収まらない値があるかもしれません。"),
    ("length-set", K.LENGTH, _T, "length-dropped", "桁数が決まりました。収まらない値があるかもしれません。"),
    ("length-dropped", K.LENGTH, _L, "length-set", "桁数の定めがなくなりました。"),
    ("length-spelling", K.LENGTH, _N, "length-spelling", "桁数の書き方だけの違いか、数として比べられない書き方です。"),
    ("repeat-more", K.REPEAT, _L, "repeat-fewer", "より多く繰り返せます。"),
    ("repeat-fewer", K.REPEAT, _T, "repeat-more", "繰り返せる回数が減り、収まらない値があるかもしれません。"),
    ("repeat-other", K.REPEAT, _N, "repeat-other", "繰り返しの書き方が変わりました。数としては比べられません。"),
    # 値の要否
    ("condition-stricter", K.REQUIRED, _T, "condition-looser", "値が空の行が、正しくなくなることがあります。"),
    ("condition-looser", K.REQUIRED, _L, "condition-stricter", "値が空でもよい場合が広がりました。"),
    ("condition-other", K.REQUIRED, _N, "condition-other", "決まった言葉ではないため、比べられません。"),
    ("output-demanded", K.IMPLEMENTATION, _T, "output-freed", "項目を出力できることが必須になりました。"),
    ("output-freed", K.IMPLEMENTATION, _L, "output-demanded", "項目を出力できることが必須ではなくなりました。"),
    ("output-other", K.IMPLEMENTATION, _N, "output-other", "実装類型の書き方が変わりました。"),
    # キー
    ("key-joined", K.PRIMARY_KEY, _T, "key-left", "主キーに加わり、すべての行で値が要ります。"),
    ("key-left", K.PRIMARY_KEY, _T, "key-joined", "主キーから外れ、残った主キーでは行が重なることがあります。"),
    ("key-first", K.PRIMARY_KEY, _T, "key-last", "主キーが定められ、値の重なりと空が許されなくなりました。"),
    ("key-last", K.PRIMARY_KEY, _L, "key-first", "主キーの定めがなくなりました。"),
    ("reference-set", K.FOREIGN_KEY, _T, "reference-dropped", "参照先にない値は、正しくなくなりました。"),
    ("reference-dropped", K.FOREIGN_KEY, _L, "reference-set", "参照先にあることを求められなくなりました。"),
    ("target-changed", K.FOREIGN_KEY, _T, "target-changed", "参照先が変わり、新しい所にない値があるかもしれません。"),
    ("target-known", K.FOREIGN_KEY, _N, "target-unknown", "外部キーであることは同じで、参照先が明らかになりました。"),
    ("target-unknown", K.FOREIGN_KEY, _N, "target-known", "外部キーであることは同じで、参照先が示されなくなりました。"),
    # コード
    ("list-set", K.CODE_LIST, _T, "list-dropped", "コード一覧にない値は、正しくなくなりました。"),
    ("list-dropped", K.CODE_LIST, _L, "list-set", "コード一覧による制限がなくなりました。"),
    ("list-switched", K.CODE_LIST, _T, "list-switched", "別のコード一覧になり、値を読み替えなければなりません。"),
    ("list-opened", K.CODE_LIST, _L, "list-closed", "値を自治体が定められるようになりました。"),
    ("list-closed", K.CODE_LIST, _T, "list-opened", "値が一覧にあるものに限られました。"),
    ("list-free", K.CODE_LIST, _N, "list-free", "値は自治体が定めるコードなので、限られる値に変わりはありません。"),
    ("list-renumbered", K.CODE_LIST, _N, "list-renumbered", "コード一覧の番号だけが変わりました。"),
    ("list-added", K.ADDED, _N, "list-removed", "新しいコード一覧です。影響は、それを使う項目に示します。"),
    ("list-removed", K.REMOVED, _N, "list-added", "なくなったコード一覧です。影響は、それを使っていた項目に示します。"),
    ("list-renamed", K.RENAMED, _N, "list-renamed", "使う項目または値が同じなので、同じコード一覧とみなしました。"),
    ("list-id", K.ID, _N, "list-id", "コード一覧の番号だけが変わりました。"),
    ("code-added", K.ADDED, _L, "code-removed", "使える値が増えました。受け取る側は新しい値に備えてください。"),
    ("code-removed", K.REMOVED, _T, "code-added", "この値は、正しくなくなりました。"),
    ("code-added-open", K.ADDED, _N, "code-removed-open", "値は自治体が定めるので、限られる値に変わりはありません。"),
    ("code-removed-open", K.REMOVED, _N, "code-added-open", "値は自治体が定めるので、限られる値に変わりはありません。"),
    ("code-meaning", K.MEANING, _T, "code-meaning", "値の意味が変わりました。読み替えるかを確かめてください。"),
    ("code-told", K.MEANING, _T, "code-told",
     "コード一覧または項目定義に書かれた、同じ値の意味が違います。読み替えるかを確かめてください。"),
    ("code-spelling", K.MEANING, _N, "code-spelling", "書き方（全角・半角、空白）だけの違いで、意味は同じです。"),
    ("code-order", K.ORDER, _N, "code-order", "コード値の並び順だけが変わりました。"),
    # 機能・帳票・連携
    ("must-added", K.ADDED, _T, "must-removed", "新しく「実装必須」の要件が加わりました。"),
    ("must-removed", K.REMOVED, _L, "must-added", "「実装必須」の要件がなくなりました。"),
    ("option-added", K.ADDED, _N, "option-removed", "実装しなくてもよい要件が加わりました。"),
    ("option-removed", K.REMOVED, _N, "option-added", "実装しなくてもよい要件がなくなりました。"),
    ("ban-added", K.ADDED, _T, "ban-removed", "新しく「実装不可」とされました。"),
    ("ban-removed", K.REMOVED, _L, "ban-added", "「実装不可」の定めがなくなりました。"),
    ("kind-stricter", K.IMPLEMENTATION, _T, "kind-looser", "実装しなければならなくなりました。"),
    ("kind-looser", K.IMPLEMENTATION, _L, "kind-stricter", "実装しなくてもよくなりました。"),
    ("kind-banned", K.IMPLEMENTATION, _T, "kind-allowed", "実装してはならなくなりました。"),
    ("kind-allowed", K.IMPLEMENTATION, _L, "kind-banned", "実装してもよくなりました。"),
    ("kind-reversed", K.IMPLEMENTATION, _T, "kind-reversed", "「実装必須」と「実装不可」が入れ替わりました。"),
    ("kind-spelling", K.IMPLEMENTATION, _N, "kind-spelling", "実装類型の呼び方だけが変わりました。"),
    ("kind-other", K.IMPLEMENTATION, _N, "kind-other", "決まった言葉ではないため、比べられません。"),
    ("date-earlier", K.CONFORMITY_DATE, _T, "date-later", "適合しなければならない時期が早まりました。"),
    ("date-later", K.CONFORMITY_DATE, _L, "date-earlier", "適合しなければならない時期が遅くなりました。"),
    ("date-set", K.CONFORMITY_DATE, _T, "date-dropped", "適合基準日が定められました。"),
    ("date-dropped", K.CONFORMITY_DATE, _L, "date-set", "適合基準日の定めがなくなりました。"),
    ("date-other", K.CONFORMITY_DATE, _N, "date-other", "日付として比べられない書き方です。"),
    ("requirement-renamed", K.RENAMED, _N, "requirement-renamed", "番号が同じで、名称だけが変わりました。"),
    ("interface-added", K.ADDED, _T, "interface-removed", "新しい連携が加わり、渡すか受け取るかしなければなりません。"),
    ("interface-removed", K.REMOVED, _L, "interface-added", "連携がなくなりました。"),
    ("carried-added", K.ADDED, _T, "carried-removed", "連携で渡す項目が増えました。"),
    ("carried-removed", K.REMOVED, _L, "carried-added", "連携で渡す項目が減りました。"),
    ("requirement-order", K.ORDER, _N, "requirement-order", "並び順だけが変わりました。"),
)  # fmt: skip

RULES: dict[str, Rule] = {
    key: Rule(key=key, kind=kind, effect=effect, mirror=mirror, sentence=sentence)
    for key, kind, effect, mirror, sentence in _ROWS
}
"""Key → rule, in the order of the table."""

_WIDER = frozenset(
    {
        *(("9", "S9"), ("9", "9V"), ("9", "X"), ("S9", "X"), ("9V", "X")),
        *(("DATE", "X"), ("TIME", "X"), ("YEAR", "X"), ("YEAR", "9")),
    }
)
"""(type, type that admits every value of it)."""


def type_rule(before: str, after: str) -> str:
    """The rule for two different データ型, given in half-width letters.

    >>> type_rule("9", "X"), type_rule("X", "9"), type_rule("N", "X"), type_rule("X", "N")
    ('type-wider', 'type-narrower', 'type-other', 'type-other')
    """
    if before == after:
        return "type-spelling"
    if not before or not after:
        return "type-dropped" if before else "type-set"
    if (before, after) in _WIDER:
        return "type-wider"
    return "type-narrower" if (after, before) in _WIDER else "type-other"


def length_rule(before: tuple[int, ...], after: tuple[int, ...]) -> str:
    """The rule for two different 桁数, given as numbers (integer part, decimals); empty where none is published.

    >>> length_rule((18,), (120,)), length_rule((5, 2), (6, 1)), length_rule((), (10,))
    ('length-longer', 'length-mixed', 'length-set')
    """
    if not before or not after:
        return "length-spelling" if before == after else "length-dropped" if before else "length-set"
    width = max(len(before), len(after))
    one, other = (sizes + (0,) * (width - len(sizes)) for sizes in (before, after))
    longer = any(b > a for a, b in zip(one, other, strict=True))
    shorter = any(b < a for a, b in zip(one, other, strict=True))
    if longer and shorter:
        return "length-mixed"
    return "length-longer" if longer else "length-shorter" if shorter else "length-spelling"


def ranked(before: int | None, after: int | None, rules: tuple[str, str, str]) -> str:
    """The rule for two ranks: ``rules`` for more, less, and not comparable or equal."""
    if before is None or after is None or before == after:
        return rules[2]
    return rules[0] if after > before else rules[1]
