"""Walking the chain: does every link follow the one before it, and is everything still what its links say?

Reads only, streams, and holds nobody up; what seems broken is looked at once more while nobody can write.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction

from finance.chain.clock import ACCEPTED, goes_back
from finance.chain.linking import NOTHING, Link, head_after, hold
from finance.chain.seals import Seal
from finance.chain.tables import ROWS_AT_ONCE, SUBJECTS_AT_ONCE, ChainedTable, DigestedRows, lines, tables, value
from finance.models import ChainLink, ChainTouch

NO_LINK = 1 << 62  # what no link speaks for comes last


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place at which the books are not what a link says.

    `row` is the row that was changed, put in, or that stands where one is gone, where it can be told.
    """

    link: int
    source: str
    subject: int
    row: int | None
    what: str  # changed, gone, put-in; of the chain's own links: chain, clock

    @property
    def is_of_the_chain(self) -> bool:
        return self.what in ("chain", "clock")


class _Kept(NamedTuple):
    """A link as far as its subject is compared with it."""

    subject: int
    number: int
    rows: int
    digest: str
    why: str


@dataclass(frozen=True, slots=True)
class Point:
    """A link through which the chain held, and its head."""

    number: int
    head: str


def faults(since: Point | None = None, tell: Callable[[int], object] | None = None) -> list[Fault]:
    """Everything that does not hold, in the order of the links; of the chain's own links the first.

    From `since` on only what was linked after it is compared, and its head with the one that was kept. `tell` hears how
    many tables were walked; what it raises ends the walk.
    """
    there = set(connection.introspection.table_names())
    waiting, suspects = _waiting(), dict[str, list[int]]()
    for walked, (name, table) in enumerate(tables().items()):
        if tell is not None:
            tell(walked)
        if name in there and (found := _looked_at(table, waiting[name], since)):
            suspects[name] = [fault.subject for fault in found]
    found = list(_heads(since))
    if suspects:
        with transaction.atomic():
            hold(connection)
            waiting = _waiting()
            for name, subjects in suspects.items():
                found += _of_table(tables()[name], waiting[name], subjects)
    return sorted(found, key=attrgetter("link", "source", "subject"))


def continues(seal: Seal) -> bool:
    """Whether the chain has the link of `seal` with that very head. Whether what follows holds, `faults` tells."""
    return any(seal.is_of(head) for head in ChainLink.objects.filter(pk=seal.number).values_list("head", flat=True))


def _looked_at(table: ChainedTable, waiting: Collection[int], since: Point | None) -> list[Fault]:
    if since is None:
        return _of_table(table, waiting)
    linked = ChainLink.objects.filter(source=table.name, pk__gt=since.number)
    subjects = sorted(set(linked.order_by().values_list("subject", flat=True)))
    parts = (subjects[at : at + SUBJECTS_AT_ONCE] for at in range(0, len(subjects), SUBJECTS_AT_ONCE))
    return [fault for some in parts for fault in _of_table(table, waiting, some)]


def _heads(since: Point | None = None) -> Iterator[Fault]:
    """The first link that does not follow from the one before it; else the first dated back, accepted by nobody."""
    at = value(ChainLink._meta.get_field("at"), connection)
    number, head = (since.number, since.head) if since else (0, "")
    last, back = "", None
    if since:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT head, {at} FROM finance_chainlink WHERE id = %s", [number])  # noqa: S608 - constants only
            stated, last = cursor.fetchone() or ("", "")
        if stated != head:
            yield Fault(number, "", 0, None, "chain")
            return
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            f"SELECT id, source, subject, rows, digest, marks, why, {at}, head FROM finance_chainlink "  # noqa: S608 - constants only
            "WHERE id > %s ORDER BY id",
            [number],
        )
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            for found, source, subject, rows, digest, marks, why, moment, stated in chunk:
                number += 1
                head = head_after(head, number, Link(source, subject, rows, digest, bytes(marks), why), moment)
                if (found, stated) != (number, head):
                    yield Fault(number, source, subject, None, "chain")
                    return
                if why == ACCEPTED:
                    back = None
                elif back is None and goes_back(last, moment):
                    back = Fault(number, source, subject, None, "clock")
                last = moment
    if back is not None:
        yield back


def _of_table(table: ChainedTable, waiting: Collection[int], subjects: Sequence[int] | None = None) -> list[Fault]:
    links = groupby(_links(table, subjects), key=attrgetter("subject"))
    rows = groupby(lines(connection, table, subjects), key=itemgetter(0))
    found = []
    for subject, kept, standing in _side_by_side(links, rows):
        fault = _compared(table, subject, kept, standing, is_waiting=subject in waiting)
        if fault is not None:
            found.append(fault)
    return found


def _links(table: ChainedTable, subjects: Sequence[int] | None) -> Iterator[_Kept]:
    chosen = "" if subjects is None else f" AND subject IN ({', '.join(map(str, subjects))})"
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT subject, id, rows, digest, why FROM finance_chainlink "  # noqa: S608 - whole numbers only
            f"WHERE source = %s{chosen} ORDER BY subject, id",
            [table.name],
        )
        while chunk := cursor.fetchmany(ROWS_AT_ONCE):
            yield from map(_Kept._make, chunk)


def _waiting() -> defaultdict[str, set[int]]:
    """Subjects that are linked as a transaction ends, or were changed by one that had none."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for source, subject in ChainTouch.objects.values_list("source", "subject"):
        found[source].add(subject)
    return found


def _side_by_side(links: Any, rows: Any) -> Iterator[tuple[int, list[_Kept], Iterable[Any]]]:
    """Links and rows of each subject that has any; both come in the order of subjects."""
    link, row = next(links, None), next(rows, None)
    while link is not None or row is not None:
        subject = min(one[0] for one in (link, row) if one is not None)
        kept, standing = [], iter(())
        if link is not None and link[0] == subject:
            kept = list(link[1])
        if row is not None and row[0] == subject:
            standing = row[1]
        yield subject, kept, standing
        if link is not None and link[0] == subject:
            link = next(links, None)
        if row is not None and row[0] == subject:
            row = next(rows, None)


def _compared(
    table: ChainedTable, subject: int, kept: list[_Kept], standing: Iterable[Any], *, is_waiting: bool
) -> Fault | None:
    """The first thing off in a subject; what is only not linked yet is not, where it `is_waiting`."""
    wanted = _binding(table, kept)
    stops: defaultdict[int, list[_Kept]] = defaultdict(list)
    for link in wanted:
        stops[link.rows].append(link)
    told, ids, rows = DigestedRows(), list[int](), iter(standing)
    off = [link for link in stops[0] if link.digest != NOTHING]
    bounds = iter(sorted(count for count in stops if count))
    bound = next(bounds, 0)
    while some := list(islice(rows, min(bound - told.rows, ROWS_AT_ONCE) if bound else ROWS_AT_ONCE)):
        told.add(*[line for _subject, _row, line in some])
        ids += [row for _subject, row, _line in some]
        if told.rows == bound:
            bound = next(bounds, 0)
            digest = told.digest.hexdigest()
            off += [link for link in stops[told.rows] if link.digest != digest]
    off += [link for link in wanted if link.rows > told.rows]
    is_longer = told.rows > max((link.rows for link in wanted), default=0)
    if is_waiting and (is_longer or not table.only_grows):
        is_longer, off = False, off if table.only_grows else []
    if off:
        first = min(off, key=attrgetter("number"))
        return _pointed(table, first, told, ids)
    if is_longer:
        newest = wanted[-1] if wanted else None
        row = ids[newest.rows if newest else 0]
        return Fault(newest.number if newest else NO_LINK, table.name, subject, row, "put-in")
    return None


def _binding(table: ChainedTable, kept: list[_Kept]) -> list[_Kept]:
    """Links that must still be true: the newest, and of what only grows all since it was told anew."""
    if not table.only_grows:
        return kept[-1:]
    anew = [at for at, link in enumerate(kept) if link.why]
    return kept[anew[-1] if anew else 0 :]


def _pointed(table: ChainedTable, link: _Kept, told: DigestedRows, ids: list[int]) -> Fault:
    """Which row it is, by the marks that were kept with the link."""
    what = "gone" if told.rows < link.rows else "put-in" if not link.rows else "changed"
    if table.is_of_rows:
        return Fault(link.number, table.name, link.subject, link.subject, what)
    marks = bytes(ChainLink.objects.values_list("marks", flat=True).get(pk=link.number))
    for at in range(0, len(marks), 4):
        if bytes(told.marks[at : at + 4]) != marks[at : at + 4]:
            row = ids[at // 4] if at // 4 < len(ids) else None
            return Fault(link.number, table.name, link.subject, row, what)
    return Fault(link.number, table.name, link.subject, ids[link.rows] if link.rows < len(ids) else None, "put-in")


def documents_of(found: Collection[Fault]) -> dict[Fault, int]:
    """The document each fault is of, where there is one: by the subject, or by what the row says today."""
    known: dict[Fault, int] = {}
    for fault in found:
        table = tables().get(fault.source)
        if table is None:
            continue
        if table.by == "document_id" or table.name == "finance_document":
            known[fault] = fault.subject
        elif fault.row is not None and any(field.column == "document_id" for field in table.fields):
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT document_id FROM {table.name} WHERE id = %s", [fault.row])  # noqa: S608 - a declared table
                row = cursor.fetchone()
            if row and row[0]:
                known[fault] = row[0]
    return known
