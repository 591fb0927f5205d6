"""A mapping carried to another edition: an upgraded draft beside it, and a list of everything that needs eyes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from migrate.mapping.lines import BlockLines, Entry, GroupLines, Text
from migrate.model.editions import EditionLinks, GroupLink, ItemLink
from migrate.model.spec import Item, OutputCondition, Spec
from migrate.model.spec_diff import Change, ChangeKind, Effect, SpecDiff, Subject
from migrate.model.upgrade import Touched, Work
from migrate.model.value import value

_FORM = frozenset(
    {
        ChangeKind.TYPE,
        ChangeKind.LENGTH,
        ChangeKind.REPEAT,
        ChangeKind.REQUIRED,
        ChangeKind.IMPLEMENTATION,
        ChangeKind.PRIMARY_KEY,
        ChangeKind.FOREIGN_KEY,
    }
)
_LABELS = {
    ChangeKind.TYPE: "データ型",
    ChangeKind.LENGTH: "桁数",
    ChangeKind.REPEAT: "繰り返し",
    ChangeKind.REQUIRED: "データ出力条件",
    ChangeKind.IMPLEMENTATION: "実装類型",
    ChangeKind.PRIMARY_KEY: "主キー",
    ChangeKind.FOREIGN_KEY: "外部キー",
}
_CODES = frozenset({Subject.CODE, Subject.CODE_LIST})


@value
class Editions:
    """Both editions and what lies between them."""

    before: Spec
    after: Spec
    links: EditionLinks
    diff: SpecDiff


@value
class Upgraded:
    """The upgraded text and what it touches."""

    text: bytes
    carried: int
    touched: tuple[Touched, ...]


class Between:
    """The way of each item from one edition to the other."""

    def __init__(self, editions: Editions) -> None:
        self.editions = editions
        self.items: Mapping[tuple[str, str], ItemLink] = {(i.group, i.item): i for i in editions.links.items}
        self.groups: Mapping[str, GroupLink] = {g.group: g for g in editions.links.groups}
        came = {(i.to_group, i.to_item) for i in editions.links.items}
        self.added: Mapping[str, tuple[Item, ...]] = {
            group: tuple(i for i in editions.after.items_of(group) if (i.table, i.name) not in came)
            for group in editions.after.tables
        }
        self._forms: dict[tuple[str, str], list[Change]] = defaultdict(list)
        self._codes: dict[tuple[str, str], list[Change]] = defaultdict(list)
        self._looser: dict[tuple[str, str], list[Change]] = defaultdict(list)
        for change in editions.diff.changes:
            self._note(change)

    def _note(self, change: Change) -> None:
        after = change.item_after
        tight = change.effect is Effect.TIGHTENS
        if change.subject is Subject.ITEM and after is not None:
            place = change.table_after, after.name
            if change.kind in _FORM and change.effect is not Effect.NEUTRAL:
                (self._forms if tight else self._looser)[place].append(change)
            elif change.kind is ChangeKind.CODE_LIST:
                self._codes[place].append(change)
        elif change.subject in _CODES and change.effect is not Effect.NEUTRAL:
            for user in change.users:
                (self._codes if tight else self._looser)[user.table, user.name].append(change)

    def forms(self, link: ItemLink) -> tuple[Change, ...]:
        """Changes of an item's form under which what was right may be wrong."""
        return tuple(self._forms.get((link.to_group, link.to_item), ()))

    def codes(self, link: ItemLink) -> tuple[Change, ...]:
        """Changes of the codes that an item uses, those that only add values left out."""
        return tuple(self._codes.get((link.to_group, link.to_item), ()))

    def looser(self, link: ItemLink) -> tuple[Change, ...]:
        """Changes that admit more: what was right stays right."""
        return tuple(self._looser.get((link.to_group, link.to_item), ()))

    def heirs(self, group: str, item: str) -> tuple[str, ...]:
        """New items that may hold a part of one that is gone: their names share its name."""
        link = self.groups.get(group)
        new = self.added.get(link.to_group, ()) if link else ()
        names = [one.name for one in new]
        return tuple(n for n in names if n in item or item in n) or tuple(n for n in names if _same_object(item, n))


def _same_object(old: str, new: str) -> bool:
    """True where two names hold the same leading object (住所_…)."""
    return "_" in new and new.partition("_")[0] == old.partition("_")[0]


def _reasons(changes: Sequence[Change]) -> str:
    return "、".join(dict.fromkeys(c.reason.rstrip("。") for c in changes))


def _form_sentence(changes: Sequence[Change]) -> str:
    told = (f"{_LABELS.get(c.kind, '値')}「{c.before}」→「{c.after}」" for c in changes)
    return f"{'、'.join(dict.fromkeys(told))}。{_reasons(changes)}。"


def _code_sentence(changes: Sequence[Change]) -> str:
    came = sum(c.kind is ChangeKind.ADDED for c in changes)
    went = sum(c.kind is ChangeKind.REMOVED for c in changes)
    other = len(changes) - came - went
    counted = (("増えた値", came), ("なくなった値", went), ("意味などの変わった値", other))
    numbers = "、".join(f"{label} {n} 件" for label, n in counted if n)
    return f"コードが変わりました（{numbers}）。codes の読み替えを確かめてください。"


class _Upgrade:
    def __init__(self, text: Text, between: Between, file: str) -> None:
        self.text, self.between, self.file = text, between, file
        self.touched: list[Touched] = []
        self.carried = 0
        self.left: set[tuple[int, str]] = set()
        """Items that do not stay in their block, by line and name."""
        self.out: set[str] = set()
        """Groups that go as a whole."""

    def _touch(self, entry: Entry, work: Work, sentence: str, to: tuple[str, str] = ("", "")) -> None:
        self.touched.append(
            Touched(
                work=work,
                file=self.file,
                line=entry.first,
                group=entry.group,
                item=entry.item,
                to_group=to[0],
                to_item=to[1],
                sentence=sentence,
            )
        )
        self.text.remark(entry.first, f"要確認 {sentence}")

    def _gone(self, entry: Entry) -> None:
        heirs = self.between.heirs(entry.group, entry.item)
        to = f"分かれた先かもしれない新しい項目: {'、'.join(heirs)}。" if heirs else "行き先を決めてください。"
        self._touch(entry, Work.GONE, f"「{entry.item}」は {self.between.editions.after.id} にありません。{to}")
        self._leave(entry)

    def _beside(self, entry: Entry) -> str:
        """What else may have become of an item that another one was taken for."""
        beside = [name for name in self.between.heirs(entry.group, entry.item) if entry.item in name]
        if not beside:
            return "同じ項目かを確かめてください。"
        return f"「{'」「'.join(beside)}」も新しくできています。分かれた項目ではないかを確かめてください。"

    def _leave(self, entry: Entry) -> None:
        self.left.add((entry.first, entry.item))
        if entry.alone:
            self.text.take_out(entry.first, entry.last)
        else:
            self.text.remark(entry.first, f"「{entry.item}」を、この行から取り除いてください。")

    def item(self, entry: Entry, home: str) -> None:
        """One item of a block whose group goes to ``home``."""
        link = self.between.items.get((entry.group, entry.item))
        if link is None:
            self._gone(entry)
            return
        to = link.to_group, link.to_item
        if link.to_group != home:
            sentence = f"「{entry.item}」は、グループ「{link.to_group}」の「{link.to_item}」に移りました。"
            self._touch(entry, Work.MOVE, sentence, to)
            self._leave(entry)
            return
        before = len(self.touched)
        if link.to_item != entry.item:
            why = f"（{'、'.join(link.phrases)}）" if link.phrases else ""
            change = f"名前が「{entry.item}」から「{link.to_item}」に変わりました{why}。"
            sentence = f"{change}{self._beside(entry)}"
            self._touch(entry, Work.RENAME, sentence, to)
            if not (entry.alone and self.text.rename(entry.first, entry.item, link.to_item)):
                self.text.remark(entry.first, f"「{entry.item}」を「{link.to_item}」に書き直してください。")
        if changes := self.between.forms(link):
            self._touch(entry, Work.FORM, _form_sentence(changes), to)
        if changes := self.between.codes(link):
            self._touch(entry, Work.CODES, _code_sentence(changes), to)
        self.carried += len(self.touched) == before
        if changes := self.between.looser(link):
            self.text.remark(entry.first, f"参考 {_form_sentence(changes)}")

    def group(self, one: GroupLines) -> None:
        """One グループ with all its blocks."""
        link = self.between.groups.get(one.group)
        after = self.between.editions.after
        if link is None:
            self.text.remark(one.first, f"要確認 グループ「{one.group}」は {after.id} にありません。")
            for block in one.blocks:
                for entry in block.items:
                    self._elsewhere(entry)
            self._out(one)
            return
        if link.to_group != one.group:
            why = f"（{'、'.join(link.phrases)}）" if link.phrases else ""
            sentence = f"グループの名前が「{one.group}」から「{link.to_group}」に変わりました{why}。"
            self.touched.append(
                Touched(
                    work=Work.RENAME,
                    file=self.file,
                    line=one.first,
                    group=one.group,
                    to_group=link.to_group,
                    sentence=sentence,
                )
            )
            self.text.remark(one.first, f"要確認 {sentence}")
            if not self.text.rename(one.first, one.group, link.to_group):
                self.text.remark(one.first, f"「{one.group}」を「{link.to_group}」に書き直してください。")
        for block in one.blocks:
            for entry in block.items:
                self.item(entry, link.to_group)
        empty = [b for b in one.blocks if all((e.first, e.item) in self.left for e in b.items)]
        for block in empty if len(empty) < len(one.blocks) else ():
            self.text.take_out(block.first, block.last)
        if len(empty) == len(one.blocks):
            self._out(one)
        self._new_items(link.to_group, one.blocks)

    def _out(self, one: GroupLines) -> None:
        self.out.add(one.group)
        self.text.take_out(one.first, one.last)

    def parents(self, one: GroupLines) -> None:
        """The parents that the blocks of a group name, when it is known what becomes of all groups."""
        for block in one.blocks if one.group not in self.out else ():
            if (parent := block.parent) is None:
                continue
            link = self.between.groups.get(parent.group)
            if link is None or parent.group in self.out:
                sentence = f"親のグループ「{parent.group}」がなくなりました。parent を書き直してください。"
                self.touched.append(
                    Touched(work=Work.GONE, file=self.file, line=parent.line, group=one.group, sentence=sentence)
                )
                self.text.remark(parent.line, f"要確認 {sentence}")
            elif link.to_group != parent.group and not self.text.put(parent.line, "table", parent.group, link.to_group):
                self.text.remark(
                    parent.line, f"親のグループ「{parent.group}」を「{link.to_group}」に書き直してください。"
                )

    def _elsewhere(self, entry: Entry) -> None:
        """An item of a group that is gone: it may have moved."""
        link = self.between.items.get((entry.group, entry.item))
        if link is None:
            self._gone(entry)
            return
        sentence = f"「{entry.item}」は、グループ「{link.to_group}」の「{link.to_item}」に移りました。"
        self._touch(entry, Work.MOVE, sentence, (link.to_group, link.to_item))

    def _new_items(self, group: str, blocks: Sequence[BlockLines]) -> None:
        for item in self.between.added.get(group, ()):
            need = item.primary_key or item.output_condition == OutputCondition.REQUIRED
            sentence = f"新しい項目「{item.name}」（{item.output_condition or '条件の記載なし'}）の元を決めてください。"
            line = blocks[-1].last
            self.touched.append(
                Touched(
                    work=Work.NEW if need else Work.ADDED,
                    file=self.file,
                    line=line,
                    group=group,
                    item=item.name,
                    sentence=sentence,
                )
            )
            self.text.remark(line, f"要確認 {sentence}", after=True)

    def new_groups(self) -> Iterator[Touched]:
        """Groups that only the later edition has."""
        came = {link.to_group for link in self.between.groups.values()}
        for group in self.between.editions.after.tables:
            if group not in came:
                sentence = f"新しいグループ「{group}」があります。元になる現行の表を決めてください。"
                yield Touched(work=Work.NEW, file=self.file, group=group, sentence=sentence)
                self.text.remark(self.text.line_of("tables"), f"要確認 {sentence}")


def upgrade(data: bytes, file: str, editions: Editions) -> Upgraded:
    """The mapping's text for the later edition; ``data`` is a mapping in order for the earlier one.

    Raises:
        UnreadableError: MIG-SYS-007.
    """
    text = Text(data, file)
    work = _Upgrade(text, Between(editions), file)
    for group in text.groups():
        work.group(group)
    for group in text.groups():
        work.parents(group)
    new = tuple(work.new_groups())
    if not text.set_value("spec", editions.after.id):
        text.remark(text.line_of("spec"), f"要確認 spec を {editions.after.id} に書き直してください。")
    head = (
        f"{file} を {editions.before.id} から {editions.after.id} に移した下書きです（migrate map upgrade）。",
        "「要確認」の行を確かめて直し、元の対応表と見比べてから、元の名前で保存してください。",
        "この下書きは、作り直すたびに上書きします。",
    )
    return Upgraded(text=text.written(head), carried=work.carried, touched=(*work.touched, *new))
