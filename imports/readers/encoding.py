"""The encoding of a text file, told from its bytes: declarations inside such files are wrong too often.

A byte-order mark decides, then zero bytes (UTF-16), then strict UTF-8. What is left is read in each 8-bit code page of
the country, and the one that gives plausible Russian or Kazakh wins. Pure.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from imports.readers import alphabets
from imports.readers.grid import UNREADABLE, CellWarning, ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# windows-1251 and KZ-1048 differ in 24 letters only; the first is named where a file has none of them.
_CODE_PAGES = ("cp1251", "kz1048", "cp866", "koi8_r")
_NAMES = {"cp1251": "windows-1251", "kz1048": "kz1048", "cp866": "cp866", "koi8_r": "koi8-r"}
_SAMPLE = 5_000  # words
_MOST_WARNINGS = 20
TWO_ALPHABETS = "two-alphabets"
_COUNTED = 500_000  # bytes
_ASCII = bytes(range(128))
_WIDE_SAMPLE = 200_000  # bytes
_FOREIGN_WORD = re.compile(rb"[\x80-\xff]{2,40}")

_CYRILLIC_UTF8 = re.compile(rb"[\xd0-\xd3][\x80-\xbf]")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_COMMON_PAIRS = """
ст но то на ен ов ни ра во ко пр по ер ла ан ар ро ос те од ом ор ре ка ли ал ет ле ие ия ны ма та го за ол от ва ве
де ел ес ин ис им ит ки ло ми мо не об он пл ру ри се си со ты ть ум уп ус че
да ды лы қа ға ық ың ын ба бо бу ге гі ді ек жа же жо ке кі ме мі өн рі сі ті үш ші ыл ым ір қы ұр
"""
_PAIRS = frozenset(_COMMON_PAIRS.split())
_WORD = re.compile(r"[^\W\d_]{2,}")
_RUSSIAN = "абвгдежзийклмнопрстуфхцчшщъыьэюяё"
_KAZAKH = "әғқңөұүһі"
_EXPECTED = frozenset(_RUSSIAN + _RUSSIAN.upper() + _KAZAKH + _KAZAKH.upper() + "№«»–—’“”…°§ \u00a0₸\u00ad·±")


@dataclass(frozen=True, slots=True)
class Decoded:
    """`unsure`: words whose letters two alphabets share, read as the likelier one."""

    text: str
    encoding: str
    unsure: tuple[str, ...] = ()

    def warnings(self) -> tuple[CellWarning, ...]:
        """A warning at the line of each word that two alphabets could have written."""
        found = []
        for word in self.unsure[:_MOST_WARNINGS]:
            place = self.text.find(word)
            begin = self.text.rfind("\n", 0, place) + 1
            key, equals, _value = self.text[begin:place].partition("=")
            label = key.strip() if equals and key.strip() else "A"
            found.append(CellWarning(f"{self.text.count(chr(10), 0, place) + 1}:{label}", TWO_ALPHABETS, word))
        return tuple(found)

    def lines(self) -> Iterator[str]:
        """Each line with its end (CRLF, LF or CR), one at a time: a copy of all would cost four bytes a letter."""
        return (found[0] for found in _LINE.finditer(self.text))


def decode(data: bytes) -> Decoded:
    """The text and its encoding; raises ReadError for binary content or when two code pages read equally well."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    if b"\x00" in data:
        return _decoded(data, _wide(data))
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data):
            raise ReadError(UNREADABLE, "damaged-text") from error
        return _checked(_by_plausibility(data))


def _decoded(data: bytes, encoding: str) -> Decoded:
    try:
        return _checked(Decoded(data.decode(encoding), encoding))
    except UnicodeDecodeError as error:
        raise ReadError(UNREADABLE, "half-text") from error


def _checked(decoded: Decoded) -> Decoded:
    if _CONTROL.search(decoded.text):
        raise ReadError(UNREADABLE, "binary")
    # a program that copies files together leaves marks behind the first
    return replace(decoded, text=decoded.text.lstrip("\ufeff")) if decoded.text[:1] == "\ufeff" else decoded


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: the zero bytes of its Latin letters, digits and separators all stand on one side."""
    sample = data[:_WIDE_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 40 or min(even, odd) * 20 > max(even, odd):
        raise ReadError(UNREADABLE, "binary")
    return "utf-16-be" if even > odd else "utf-16-le"


def _is_damaged_utf8(data: bytes) -> bool:
    """Whether most bytes beyond ASCII form Cyrillic letters of UTF-8; one bad byte must not change the code page."""
    beyond = len(data.translate(None, _ASCII))
    return 2 * len(_CYRILLIC_UTF8.findall(data)) > 0.6 * beyond


def _by_plausibility(data: bytes) -> Decoded:
    beyond = data.translate(None, _ASCII)
    # Which letters occur is asked of the whole file, how often of its beginning
    counts = {**dict.fromkeys(beyond, 1), **Counter(beyond[:_COUNTED])}
    sample = _foreign_sample(data)
    scores = {page: _plausibility(page, sample, counts) for page in _CODE_PAGES}
    if _reads_the_same("cp1251", "kz1048", counts):
        del scores["kz1048"]
    unsure: tuple[str, ...] = ()
    if "kz1048" in scores and max(scores["kz1048"], scores["cp1251"]) == max(scores.values()):
        judged = alphabets.judge(data, frozenset(counts))
        unsure = judged.unsure
        likelier, other = ("kz1048", "cp1251") if judged.is_kazakh else ("cp1251", "kz1048")
        scores[likelier] = max(scores[likelier], scores.pop(other))
    best, second = sorted(scores, key=lambda page: -scores[page])[:2]
    if scores[best] <= 0 or scores[second] >= scores[best]:
        raise ReadError(UNREADABLE, "encoding")
    return Decoded(data.decode(best), _NAMES[best], unsure)


def _reads_the_same(one: str, other: str, counts: dict[int, int]) -> bool:
    return all(_letter(byte, one) == _letter(byte, other) for byte in counts)


def _letter(byte: int, page: str) -> str:
    return bytes([byte]).decode(page, "replace")


def _plausibility(page: str, sample: bytes, counts: dict[int, int]) -> float:
    """Common pairs of letters, less letters of other alphabets, box drawing and capitals inside words."""
    letters = {_letter(byte, page): count for byte, count in counts.items()}
    if "\N{REPLACEMENT CHARACTER}" in letters:
        return -1.0
    score = 0.0
    for word in _WORD.findall(sample.decode(page)):
        lower = word.lower()
        score += sum(lower[at : at + 2] in _PAIRS for at in range(len(word) - 1))
        score -= 2 * sum(one.islower() and two.isupper() for one, two in pairwise(word))
    unexpected = sum(count for letter, count in letters.items() if letter not in _EXPECTED)
    kazakh = sum(count for letter, count in letters.items() if letter.lower() in _KAZAKH)
    return score - 3 * unexpected + 0.5 * kazakh


def _foreign_sample(data: bytes) -> bytes:
    """The first words that hold anything beyond ASCII; the rest tells nothing."""
    words = islice(_FOREIGN_WORD.finditer(data), _SAMPLE)
    return b" ".join(found[0] for found in words)
