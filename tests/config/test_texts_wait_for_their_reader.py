"""No text is translated while the program loads: it would stand in the language of that moment for everybody."""

import ast

from tests.config.test_house_rules import place, python_files

EAGER = {"gettext", "ngettext", "pgettext", "npgettext"}


def translated_at_once(source: str) -> list[int]:
    """Lines outside functions that call a translation which does not wait."""
    tree = ast.parse(source)
    named = {
        one.asname or one.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for one in node.names
        if one.name in EAGER
    }
    found, left = [], list[ast.AST](tree.body)
    while left:
        node = left.pop()
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            left += [*filter(None, (*node.args.defaults, *node.args.kw_defaults)), *getattr(node, "decorator_list", ())]
            continue
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in named:
            found.append(node.lineno)
        left += ast.iter_child_nodes(node)
    return sorted(found)


def test_every_text_waits_for_its_reader() -> None:
    wrong = {place(path): lines for path in python_files() if (lines := translated_at_once(path.read_text("utf-8")))}
    assert wrong == {}


def test_it_notices_one_that_does_not() -> None:
    source = (
        "from django.utils.translation import gettext as _\n"
        "class Form:\n    label = Field(label=_('From'))\n    def said(self, word=_('Seed')):\n        return _('Sum')\n"
        "later = lambda: _('Later')\n"
    )
    assert translated_at_once(source) == [3, 4]
