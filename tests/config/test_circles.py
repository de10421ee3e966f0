"""No file imports a file that imports it, however long the way round."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from tests.config.test_house_rules import ROOT, python_files


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(source: str) -> Iterator[str]:
    """What a file imports as it is loaded: not what a function imports when called, nor what only names types."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting += node.orelse
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def imports(sources: Mapping[str, str]) -> dict[str, set[str]]:
    """File → files it imports, both as dotted names. `from package import file` counts for the file alone."""
    found = {}
    for name, source in sources.items():
        targets = (target if target in sources else target.rpartition(".")[0] for target in imported(source))
        found[name] = {target for target in targets if target in sources and target != name}
    return found


def circles(graph: Mapping[str, Iterable[str]]) -> list[str]:
    """One way round for every file that leads back to itself, `a → b → a`; each circle once."""
    done: set[str] = set()
    found: list[str] = []

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            found.append(" → ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for target in sorted(graph[name]):
                walk(target, [*path, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return found


def test_no_files_import_each_other_in_a_circle() -> None:
    assert circles(imports({name_of(path): path.read_text(encoding="utf-8") for path in python_files()})) == []


def test_it_notices_a_circle() -> None:
    sources = {
        "house.a": "from house.b import x",
        "house.b": "class B:\n    from house import c",
        "house.c": "import house.a\nimport decimal",
        "house.d": "def late():\n    from house.a import y",
    }
    assert circles(imports(sources)) == ["house.a → house.b → house.c → house.a"]
    assert circles(imports(sources | {"house.c": "def late():\n    import house.a"})) == []
