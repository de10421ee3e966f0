"""How fields are laid out: one template for every field, and its lines and choices written without one.

A register of fifty rows has thousands of choices; a template for each of them took most of the page's time.
"""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

LINES = frozenset(
    f"django/forms/widgets/{name}.html"
    for name in ("input", "text", "number", "hidden", "date", "checkbox", "password")
)
CHOICES = "django/forms/widgets/select.html"
CHOICE = "django/forms/widgets/select_option.html"


class Renderer(TemplatesSetting):
    """Label, hint, error, tied to the input for readers of screens. Widgets of their own look keep their template."""

    field_template_name = "parts/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        if template_name in LINES:
            return _line(context["widget"])
        if template_name == CHOICES and _are_plain(context["widget"]):
            return _choices(context["widget"])
        return super().render(template_name, context, request)


def _line(widget: Mapping[str, Any]) -> SafeString:
    value = "" if widget["value"] is None else format_html(' value="{}"', widget["value"])
    attributes = _attributes(widget["attrs"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes)


def _are_plain(widget: Mapping[str, Any]) -> bool:
    return all(
        not name and all(one["template_name"] == CHOICE for one in options)
        for name, options, _at in widget["optgroups"]
    )


def _choices(widget: Mapping[str, Any]) -> SafeString:
    """Under no headings."""
    options = "\n".join(_choice(one) for _name, group, _at in widget["optgroups"] for one in group)
    begun = format_html('<select name="{}"{}>', widget["name"], _attributes(widget["attrs"]))
    return mark_safe(f"{begun}\n{options}\n</select>")  # noqa: S308 - of parts that are escaped


def _choice(option: Mapping[str, Any]) -> str:
    value, label = conditional_escape(str(option["value"])), conditional_escape(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>'


def _attributes(attributes: Mapping[str, Any]) -> SafeString:
    """Those that are not False; True is a name alone."""
    told = (
        f" {conditional_escape(name)}" + ("" if value is True else f'="{conditional_escape(str(value))}"')
        for name, value in attributes.items()
        if value is not False
    )
    return mark_safe("".join(told))  # noqa: S308 - of parts that are escaped
