"""Fields that are written without a template read exactly as Django's templates write them."""

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from hypothesis import given
from hypothesis import strategies as st

from finance.form_rendering import Renderer

texts = st.text(alphabet="<>&\"' абвҚ1", max_size=6)
attributes = st.dictionaries(st.sampled_from(["id", "size", "required", "title"]), st.one_of(texts, st.booleans()))
WIDGETS = (forms.TextInput, forms.NumberInput, forms.HiddenInput, forms.CheckboxInput, forms.DateInput)


def both(widget: forms.Widget, value: object, attrs: dict[str, object]) -> list[str]:
    return [widget.render("name", value, attrs, one()) for one in (Renderer, TemplatesSetting)]


@pytest.mark.parametrize("widget", WIDGETS)
@given(value=st.one_of(st.none(), texts, st.integers()), attrs=attributes)
def test_a_line(widget: type[forms.Widget], value: object, attrs: dict[str, object]) -> None:
    ours, djangos = both(widget(), value, attrs)
    assert ours.strip() == djangos.strip()


@given(st.lists(st.tuples(texts, texts), max_size=4), texts, attributes, st.booleans())
def test_a_choice_with_headings_or_without(
    choices: list[tuple[str, str]], value: str, attrs: dict[str, object], are_grouped: bool
) -> None:
    offered = [("под", choices)] if are_grouped else choices
    ours, djangos = both(forms.Select(choices=offered), value, attrs)
    assert written(ours) == written(djangos)


def written(html: str) -> list[str]:
    return [line.strip() for line in html.split("\n") if line.strip()]
