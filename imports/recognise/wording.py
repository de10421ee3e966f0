"""The declared words of columns, laid out so that a header is compared with few of them. Pure.

A header is looked up by its beginnings and by those of its words, so that a look costs the same for ten columns and
for five hundred, and grows with the width of a sheet as its width does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from imports.columns.column import Column
from imports.recognise.folding import fold

EXACT, PREFIX, INSIDE = 100, 70, 50
# (column, place of the word among the column's words)
Word = tuple[int, int]
# (column, place of the word, how well it fits)
Hit = tuple[int, int, int]


class _Words:
    """Words without a group: whole headers, beginnings, and words inside."""

    def __init__(self, words: Iterable[tuple[str, Word]]) -> None:
        self.whole: defaultdict[str, list[Word]] = defaultdict(list)
        self.starts: defaultdict[str, list[Word]] = defaultdict(list)
        self.inside: defaultdict[str, list[tuple[Word, bool]]] = defaultdict(list)
        for text, word in words:
            core = fold(text.strip("*"))
            if not core:
                continue
            self.whole[core].append(word)
            if text.startswith("*"):
                self.inside[core].append((word, text.endswith("*")))
            if text.endswith("*"):
                self.starts[core].append(word)
        self.start_lengths = sorted({len(core) for core in self.starts})
        self.inside_lengths = sorted({len(core) for core in self.inside})

    def hits(self, header: str) -> Iterator[Hit]:
        for column, order in self.whole.get(header, ()):
            yield column, order, EXACT
        for length in self.start_lengths:
            if length > len(header):
                break
            for column, order in self.starts.get(header[:length], ()):
                yield column, order, PREFIX
        for at in beginnings(header):
            for length in self.inside_lengths:
                end = at + length
                if end > len(header):
                    break
                for (column, order), is_open in self.inside.get(header[at:end], ()):
                    if is_open or end == len(header):
                        yield column, order, INSIDE


def beginnings(header: str) -> Iterator[int]:
    """Where the words of a header begin."""
    at = 0
    while at >= 0:
        yield at
        at = header.find(" ", at) + 1 or -1


# Longer texts are sentences, no headers.
_MOST_WORDS = 24
_MOST_KNOWN = 5_000


class Wording:
    """The words of columns, of one kind or of many: all of them are looked up at once."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.looked_up = 0
        self._known: dict[str, dict[int, tuple[int, int]]] = {}
        words = [(text, (i, order)) for i, column in enumerate(columns) for order, text in enumerate(column.words)]
        self.plain = _Words((text, word) for text, word in words if " / " not in text)
        grouped = [(*text.partition(" / ")[::2], word) for text, word in words if " / " in text]
        self.groups = [upper for upper, _lower, _word in grouped]
        self.places = [word for _upper, _lower, word in grouped]
        self.lower = _Words((lower, (i, 0)) for i, (_upper, lower, _word) in enumerate(grouped))
        self.upper = _Words((upper.rstrip("*") + "*", (i, 0)) for i, upper in enumerate(self.groups))
        self.upper_as_said = _Words((upper, (i, 0)) for i, upper in enumerate(self.groups))
        self.tests: list[tuple[int, Callable[[str], bool]]] = [
            (i, column.test) for i, column in enumerate(columns) if column.test is not None
        ]
        self.excluded = _Words(
            (f"*{text.strip('*')}*", (i, 0)) for i, column in enumerate(columns) for text in column.excluded
        )

    def hits(self, header: str) -> dict[int, tuple[int, int]]:
        """(rank, points) of each column that a folded header (`upper / lower` under a group) fits.

        Which of two columns it is may hang on the order of words, which of two kinds may not.
        """
        if header not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[header] = self._look_up(header) if header.count(" ") < _MOST_WORDS else {}
        return self._known[header]

    def _look_up(self, header: str) -> dict[int, tuple[int, int]]:
        self.looked_up += 1
        best: dict[int, tuple[int, int]] = {}
        for column, order, points in self._all(header):
            rank = points - min(order, 9)
            if (rank, points) > best.get(column, (0, 0)):
                best[column] = (rank, points)
        halves = list(_halves(header))
        for column, test in self.tests:
            if column not in best and (test(header) or any(test(one) and test(other) for one, other in halves)):
                best[column] = (EXACT, EXACT)
        for column, _order, _points in self.excluded.hits(header.replace(" / ", " ")):
            best.pop(column, None)
        return best

    def _all(self, header: str) -> Iterator[Hit]:
        *groups, lower = header.split(" / ")
        if not groups:
            yield from self._alone(header)
            yield from self._both_in_one(header)
            return
        upper = " ".join(groups)
        whole = list(self._alone(f"{upper} {lower}".strip()))
        if len(groups) > 1:
            whole += [(*hit[:2], hit[2] - 5) for hit in self._alone(f"{groups[-1]} {lower}")]
        said = {(column, order) for column, order, _points in whole}
        yield from whole
        yield from ((*hit[:2], hit[2] - 10) for hit in self._alone(lower) if hit[:2] not in said)
        named = (hit for text in dict.fromkeys((upper, *groups)) for hit in self.upper_as_said.hits(text))
        above = {i: points for i, _order, points in _best(named)}
        for i, _order, points in _best(self.lower.hits(lower)):
            if i in above:
                column, order = self.places[i]
                yield column, order, min(points, above[i]) + 5

    def _alone(self, header: str) -> Iterator[Hit]:
        yield from self.plain.hits(header)
        yield from self._in_two_languages(header)

    def _in_two_languages(self, header: str) -> Iterator[Hit]:
        """Headers whose two halves are each a whole word of one column."""
        for at in beginnings(header):
            for column, order in self.plain.whole.get(header[: at - 1], ()) if at else ():
                if any(other == column for other, _order in self.plain.whole.get(header[at:], ())):
                    yield column, order, EXACT

    def _both_in_one(self, header: str) -> Iterator[Hit]:
        """`обороты за период дебет`: group and column in one header."""
        lower = {i for at in beginnings(header) if at for i, _order in self.lower.whole.get(header[at:], ())}
        for i, _order, _points in _best(self.upper.hits(header)) if lower else ():
            if i in lower:
                column, order = self.places[i]
                yield column, order, INSIDE


def _best(hits: Iterable[Hit]) -> list[Hit]:
    best: dict[int, Hit] = {}
    for hit in hits:
        if hit[0] not in best or hit[2] > best[hit[0]][2]:
            best[hit[0]] = hit
    return list(best.values())


def _halves(header: str) -> Iterator[tuple[str, str]]:
    """The ways to part a short header in two, as a month in two languages."""
    if header.count(" ") < 6:
        yield from ((header[: at - 1], header[at:]) for at in beginnings(header) if at)


# By identity: a column's label is a lazy text, whose hash hangs on the language.
_KNOWN: dict[tuple[int, ...], tuple[Sequence[Sequence[Column]], Wording]] = {}

# For each place of a header: what each column, by its place in the kind, fits with (rank, points)
Hits = dict[int, dict[int, tuple[int, int]]]


def wording(every: Sequence[Sequence[Column]]) -> Wording:
    """The words of the columns of some kinds, laid out once."""
    key = tuple(id(columns) for columns in every)
    if key not in _KNOWN:
        _KNOWN[key] = (every, Wording([column for columns in every for column in columns]))
    return _KNOWN[key][1]


def hits_of(every: Sequence[Sequence[Column]], headers: Mapping[int, str]) -> list[Hits]:
    """For each kind's columns, how they fit the folded headers of a row, each header looked up once."""
    words = wording(every)
    owners = [(kind, i) for kind, columns in enumerate(every) for i in range(len(columns))]
    found: list[Hits] = [{} for _ in every]
    for place, header in headers.items():
        for at, fits in words.hits(header).items():
            kind, column = owners[at]
            found[kind].setdefault(place, {})[column] = fits
    return found
