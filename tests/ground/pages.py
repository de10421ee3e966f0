"""Pages as a reader sees them: tables by their caption, rows by their head, cells by their column; links, notices, fields."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class Element:
    """One element of a page; `text` is all that stands in it, with single spaces."""

    tag: str
    attributes: dict[str, str]
    parts: list["Element | str"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join(self._words())

    def _words(self) -> list[str]:
        pieces = "".join(part if isinstance(part, str) else f" {part.text} " for part in self.parts)
        return pieces.replace("\xa0", " ").split()

    def all(self, tag: str, **attributes: str) -> list["Element"]:
        """Every element of the tag in it, in order; `class_="notice"` wants that class among others."""
        found = []
        for part in self.parts:
            if isinstance(part, Element):
                if part.tag == tag and part._fits(attributes):
                    found.append(part)
                found += part.all(tag, **attributes)
        return found

    def _fits(self, wanted: dict[str, str]) -> bool:
        classes = self.attributes.get("class", "").split()
        return all(
            value in classes if name == "class_" else self.attributes.get(name) == value
            for name, value in wanted.items()
        )

    def only(self, tag: str, **attributes: str) -> "Element":
        (found,) = self.all(tag, **attributes)
        return found

    @property
    def links(self) -> dict[str, str]:
        """Address by the words of its link."""
        return {link.text: link.attributes["href"] for link in self.all("a") if "href" in link.attributes}

    @property
    def addresses(self) -> list[str]:
        return [link.attributes["href"] for link in self.all("a") if "href" in link.attributes]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Element("page", {})
        self.open = [self.page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].parts.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def page_of(answer: HttpResponse | str) -> Element:
    """The page of a response, or of its text."""
    builder = _Builder()
    builder.feed(answer if isinstance(answer, str) else answer.content.decode())
    return builder.page


def table_of(answer: HttpResponse | str | Element, caption: str = "") -> dict[str, dict[str, str]]:
    """`table_of(answer)["141"]["Cash"]`: text by the row's first cell and the column's head.

    Of several tables the first whose caption, heads or name has `caption` in it. Raises AssertionError where none has,
    and where two rows begin alike.
    """
    rows: dict[str, dict[str, str]] = {}
    for row in rows_of(answer, caption):
        head = next(iter(row.values()))
        assert head not in rows, f"two rows begin with {head!r}"
        rows[head] = row
    return rows


def rows_of(answer: HttpResponse | str | Element, caption: str = "") -> list[dict[str, str]]:
    """The rows of a table, text by the column's head; a table without heads has its columns by number."""
    heads, lines = _lines(element_of(answer, caption))
    return [dict(zip(heads, _texts(line, len(heads)), strict=False)) for line in lines]


def element_of(answer: HttpResponse | str | Element, caption: str = "") -> Element:
    """The table itself, for the links and classes of its cells."""
    page = answer if isinstance(answer, Element) else page_of(answer)
    tables = page.all("table")
    for table in tables:
        said = " ".join(
            [table.attributes.get("id", ""), *(part.text for part in table.all("caption") + table.all("th"))]
        )
        if caption in said:
            return table
    raise AssertionError(f"no table of {caption!r} among {[t.text[:60] for t in tables]}")


def _lines(table: Element) -> tuple[list[str], list[Element]]:
    """Heads of the columns, and the rows below them."""
    lines = [line for line in table.all("tr") if line.all("td") or line.all("th")]
    above = [line for part in table.all("thead") for line in part.all("tr")]
    heads = _heads(above or [line for line in lines[:1] if not line.all("td")])
    below = [line for line in lines if line.all("td") and not any(line is one for one in above)]
    if not heads and below:
        heads = [str(number) for number in range(1, max(len(_texts(line)) for line in below) + 1)]
    return heads, below


def _heads(lines: list[Element]) -> list[str]:
    """Of heads in several rows the lowest of each column counts; where it stands twice, all above it are said too."""
    named: dict[tuple[int, int], str] = {}
    for row, line in enumerate(lines):
        column = 0
        for cell in (part for part in line.parts if isinstance(part, Element) and part.tag in ("td", "th")):
            while (row, column) in named:
                column += 1
            deep, wide = (int(cell.attributes.get(name) or 1) for name in ("rowspan", "colspan"))
            named |= {(row + down, column + right): cell.text for down in range(deep) for right in range(wide)}
            column += wide
    paths = [
        list(dict.fromkeys(named[row, column] for row in range(len(lines)) if (row, column) in named))
        for column in sorted({column for _row, column in named})
    ]
    lowest = [path[-1] for path in paths]
    return [": ".join(path) if lowest.count(path[-1]) > 1 else path[-1] for path in paths]


def _texts(line: Element, width: int = 0) -> list[str]:
    """The cells of a row, one text for each column; what spans several stands in the first of them."""
    texts: list[str] = []
    for cell in line.parts:
        if isinstance(cell, Element) and cell.tag in ("td", "th"):
            texts += [cell.text, *[""] * (int(cell.attributes.get("colspan", "1")) - 1)]
    return texts[:width] if width else texts


def notices(answer: HttpResponse | str) -> list[str]:
    """What the page says happened or stands in the way."""
    page = page_of(answer)
    told = [line.text for told in page.all("ul", class_="messages") for line in told.all("li")]
    return told + [part.text for tag in ("p", "div", "ul", "section") for part in page.all(tag, class_="notice")]


def errors_of(answer: HttpResponse | str) -> dict[str, str]:
    """What stands at the fields of a refused form: message by the field's name; the field itself must point at it."""
    page = page_of(answer)
    found = {}
    for tag in ("div", "p", "span", "ul"):
        for part in page.all(tag):
            name = part.attributes.get("id", "").removesuffix("_error")
            if name and part.attributes["id"].endswith("_error"):
                assert part.attributes["id"] in described_by(page), f"no field says that {part.text!r} is about it"
                found[name.removeprefix("id_")] = part.text
    return found


def described_by(page: Element) -> set[str]:
    fields = [field for tag in ("input", "select", "textarea") for field in page.all(tag)]
    return {name for field in fields for name in field.attributes.get("aria-describedby", "").split()}


def fields_of(answer: HttpResponse | str) -> dict[str, str]:
    """What stands in the fields of a page, by their names."""
    return {
        field.attributes["name"]: field.attributes.get("value", "")
        for field in page_of(answer).all("input")
        if "name" in field.attributes
    }


def buttons_of(answer: HttpResponse | str) -> list[str]:
    return [button.text for button in page_of(answer).all("button")]


def headings_of(answer: HttpResponse | str) -> list[str]:
    page = page_of(answer)
    return [heading.text for tag in ("h1", "h2", "h3") for heading in page.all(tag)]


def pairs_of(answer: HttpResponse | str | Element) -> dict[str, str]:
    """What lists of terms say: text by term."""
    page = answer if isinstance(answer, Element) else page_of(answer)
    terms = [part.text for part in page.all("dt")]
    return dict(zip(terms, [part.text for part in page.all("dd")], strict=True))
