"""The rules of CONTRIBUTING.md that a machine can watch. Each check is fed something that breaks it."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from importlinter.cli import lint_imports

from finance.reports import registry
from tests.ground.query_counting import recorded

ROOT = Path(settings.BASE_DIR)
ROOMS = ("config", "finance", "tariffs", "procurement", "projects", "region", "imports")
MONEY_ROOMS = ROOMS[1:]
MOST_LINES, MOST_LINES_OF_TESTS, MOST_LINES_OF_A_FUNCTION = 300, 350, 60
MOST_LETTERS = 160  # of a line of a template
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base_utils"}
AGGREGATES = {"Sum", "Avg", "StdDev", "Variance"}
MONEY_WORDS = re.compile(r"amount|rate|price|cost|balance|tenge|tariff|value")
# Names that would fit many things, so that each is taken once.
ONE_THING = frozenset({"Kind", "Line", "Part", "Stated", "Rule", "Setting", "Measure", "Scenario"})
# Names that Django asks for; a column and a table stand in a file as in a report, a field of months in a form as in a model.
CALLED_ALIKE = frozenset({"Command", "DatabaseWrapper", "Column", "Table", "MonthField"})
# Where a float is meant: file → why.
FLOATS_ALLOWED: dict[str, str] = {
    "finance/amounts.py": "a workbook's binary numbers come in here, and are taken only where two decimals read back as them",
}
# Written in pieces, so that this file does not name them itself.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"(?:^|[^.\w])/(?:wor" + r"k|far" + r"m)/",
            r"/tmp/te" + "am",
            r"far" + r"m-(?:studio|bench)",
            r"pypi\.or" + "g",
            r"pythonhoste" + "d",
            r"registry\.npm" + "js",
            r"deb\.debia" + "n",
            r"\bclaud" + r"e\b",
            r"\banthropi" + "c",
            r"\bchatgp" + "t",
            r"\bsub-?agen" + "t",
        )
    ),
    re.IGNORECASE,
)


def python_files(rooms: tuple[str, ...] = ROOMS) -> Iterator[Path]:
    for room in rooms:
        yield from (path for path in sorted((ROOT / room).rglob("*.py")) if "migrations" not in path.parts)


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("this copy is no git repository")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# every rule looks at every file
parsed = cache(ast.parse)


def is_too_long(text: str, most: int = MOST_LINES) -> bool:
    return len(text.splitlines()) > most


def long_functions(source: str) -> list[str]:
    """Functions that do not fit a screen."""
    return [
        node.name
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]


def long_lines(text: str) -> list[int]:
    """Numbers of the lines of a template that nobody can read at once."""
    return [number for number, line in enumerate(text.splitlines(), 1) if len(line) > MOST_LETTERS]


def is_nameless(path: Path) -> bool:
    return path.stem.strip("_") in NAMELESS or path.parent.name in NAMELESS


def names_taken(source: str) -> set[str]:
    """Those of `ONE_THING` that a module gives to a class or value of its own."""
    taken = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef):
            taken.add(node.name)
        elif isinstance(node, ast.Assign):
            taken |= {name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)}
    return taken & ONE_THING


def classes_of(source: str) -> set[str]:
    return {node.name for node in ast.parse(source).body if isinstance(node, ast.ClassDef)}


def sums_of_money(source: str) -> list[int]:
    """Lines that let the database add up money; counting in whole tiyn, cast to an integer, is exact and passes."""
    tree = parsed(source)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.")
        for alias in node.names
        if alias.name in AGGREGATES
    }
    return [node.lineno for node in ast.walk(tree) if _aggregates_money(node, imported) or _is_sql_sum(node)]


def _aggregates_money(node: ast.AST, imported: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    of_models = (
        isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "models"
    )
    name = _name(node.func)
    inside = " ".join(ast.unparse(argument) for argument in (*node.args, *node.keywords))
    is_aggregate = name in imported or (of_models and name in AGGREGATES)
    return is_aggregate and bool(MONEY_WORDS.search(inside)) and "IntegerField" not in inside


def _is_sql_sum(node: ast.AST) -> bool:
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
    return "SELECT" in text and re.search(r"\b(?:SUM|AVG)\s*\(\s*(?!CAST)", text) is not None


def floats(source: str) -> list[int]:
    """Lines that make a float of something."""
    return [
        node.lineno
        for node in ast.walk(parsed(source))
        if isinstance(node, ast.Call) and _name(node.func) in {"float", "FloatField"}
    ]


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def forbidden(text: str) -> list[str]:
    return [line.strip()[:120] for line in text.splitlines() if FORBIDDEN.search(line)]


def commands() -> set[str]:
    found = (path for room in ROOMS for path in (ROOT / room / "management" / "commands").glob("*.py"))
    return {path.stem for path in found if not path.stem.startswith("_")}


def documented_commands(text: str) -> set[str]:
    """Every command has a heading of its own: ### `close_month M …`."""
    return set(re.findall(r"^### `(\w+)", text, re.MULTILINE))


def test_it_keeps_every_file_a_room_one_can_walk_through() -> None:
    files = ((path, path.read_text(encoding="utf-8")) for path in python_files())
    assert [place(path) for path, text in files if is_too_long(text)] == []
    tests = ((path, path.read_text(encoding="utf-8")) for path in (ROOT / "tests").rglob("*.py"))
    assert [place(path) for path, text in tests if is_too_long(text, MOST_LINES_OF_TESTS)] == []
    assert is_too_long("pass\n" * (MOST_LINES + 1))
    assert not is_too_long("pass\n" * MOST_LINES)


def test_it_keeps_every_function_to_a_screen() -> None:
    found = {place(path): long_functions(path.read_text(encoding="utf-8")) for path in python_files()}
    assert {name: functions for name, functions in found.items() if functions} == {}
    body = "    pass\n" * (MOST_LINES_OF_A_FUNCTION - 1)
    assert long_functions(f"def short():\n{body}") == []
    assert long_functions(f"def long():\n{body}    pass\n") == ["long"]


def test_it_gives_a_wide_name_to_one_thing() -> None:
    taken: dict[str, list[str]] = {}
    for path in python_files():
        for name in names_taken(path.read_text(encoding="utf-8")):
            taken.setdefault(name, []).append(place(path))
    assert {name: paths for name, paths in taken.items() if len(paths) > 1} == {}
    assert names_taken("class Line: pass\nKind = Document.Kind\nPart, Other = 1, 2\nLines = 3\n") == {
        "Line", "Kind", "Part",
    }  # fmt: skip


def test_it_calls_no_two_classes_alike() -> None:
    """Private ones may be: nobody meets them outside their file."""
    taken: dict[str, list[str]] = {}
    for path in python_files():
        for name in classes_of(path.read_text(encoding="utf-8")) - CALLED_ALIKE:
            if not name.startswith("_"):
                taken.setdefault(name, []).append(place(path))
    assert {name: paths for name, paths in taken.items() if len(paths) > 1} == {}
    assert classes_of("class Line:\n    class Meta: pass\nKind = 1\n") == {"Line"}


def test_it_names_files_by_what_an_economist_calls_them() -> None:
    assert [place(path) for path in python_files() if is_nameless(path)] == []
    assert is_nameless(Path("finance/utils.py"))
    assert is_nameless(Path("imports/helpers/cells.py"))
    assert not is_nameless(Path("finance/money.py"))


def test_it_lets_nobody_import_upwards(capsys: pytest.CaptureFixture[str]) -> None:
    code = lint_imports(no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_it_notices_an_import_upwards(tmp_path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("import tariffs\n" if room == "procurement" else "")
    rooms = (
        "from importlinter.cli import lint_imports; print(lint_imports(limit_to_contracts=('rooms',), no_cache=True))"
    )
    done = subprocess.run([sys.executable, "-c", rooms], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "procurement -> tariffs" in done.stdout


def test_it_never_lets_the_database_add_up_money() -> None:
    found = {
        place(path): lines
        for path in python_files(MONEY_ROOMS)
        if (lines := sums_of_money(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert sums_of_money("from django.db.models import Sum\nEntry.objects.aggregate(total=Sum('amount'))") == [2]
    assert sums_of_money("Entry.objects.aggregate(total=models.Sum('amount'))") == [1]
    assert sums_of_money("x = 'SELECT SUM(amount) FROM finance_entry'") == [1]
    assert sums_of_money("x = 'SELECT SUM(CAST(ROUND(amount * 100) AS INTEGER)) FROM finance_entry'") == []
    assert sums_of_money("from django.db.models import Sum\nSum('bed_days')") == []
    assert sums_of_money("formula = f'=SUM({cells})'") == []


def test_it_makes_no_float_of_money() -> None:
    found = {
        place(path): lines
        for path in python_files(MONEY_ROOMS)
        if place(path) not in FLOATS_ALLOWED and (lines := floats(path.read_text(encoding="utf-8")))
    }
    assert found == {}
    assert floats("def f(a):\n    return float(a)") == [2]
    assert floats("amount = models.FloatField()") == [1]
    assert floats("amount: float | None = None") == []


def test_it_describes_every_command() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert commands() - documented_commands(text) == set()
    assert documented_commands("### `close_month M`\n### `demo`\n`text`") == {"close_month", "demo"}


def test_it_describes_no_command_that_does_not_exist() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert documented_commands(text) - commands() == set()


def test_it_describes_every_report() -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert [name for name in registry.names() if f"`{name}`" not in text] == []


def test_it_names_no_machine_and_no_foreign_tool() -> None:
    found = {}
    for path in tracked_files():
        if path.suffix in {".lock", ".png", ".xlsx", ".pdf", ".woff2"} or "vendor" in path.parts:
            continue
        if lines := forbidden(path.read_text(encoding="utf-8", errors="replace")):
            found[place(path)] = lines
    assert found == {}
    assert forbidden("see /wor" + "k/main and https://pypi.or" + "g/simple")
    assert not forbidden("the worker's framework/ and homework/ folders")


def test_it_remembers_no_query_count_of_a_test_that_is_gone() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in recorded() if name not in tests] == []


def test_it_keeps_tests_from_waiting_and_from_running_twice() -> None:
    asleep = re.compile(r"^\s*(?:time\.)?sleep\(|pytest\.mark\.flaky", re.MULTILINE)
    found = [place(path) for path in (ROOT / "tests").rglob("*.py") if asleep.search(path.read_text(encoding="utf-8"))]
    assert found == []
    assert asleep.search("def test():\n    time.sleep(1)")


def test_lines_of_templates_can_be_read() -> None:
    """Of `reporting` every byte is that of a file which is kept; it is left as it is."""
    assert long_lines(f"{'x' * 160}\n{'x' * 161}") == [2]
    templates = [path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "reporting"]
    assert templates
    assert [f"{place(path)}:{line}" for path in templates for line in long_lines(path.read_text("utf-8"))] == []
