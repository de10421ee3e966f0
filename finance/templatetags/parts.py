"""The parts every page is made of: where one is, its head, a notice, the frame of a table."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.inclusion_tag("parts/crumbs.html")
def crumbs(*steps: object) -> dict[str, Any]:
    """Address and label of each page above, by turns; last the name of this one. A blank address drops its pair."""
    pairs = list(zip(steps[:-1:2], steps[1::2], strict=False))
    return {"above": [(address, label) for address, label in pairs if address], "here": steps[-1]}


@register.simple_tag
def dotted(*parts: object) -> str:
    """What there is of `parts`, with dots between."""
    return " · ".join(str(part) for part in parts if part not in (None, ""))


@register.simple_block_tag(end_name="endhead")
def head(content: SafeString, title: object, lead: object = "") -> str:
    """Heading and a line under it; what stands inside goes to the right: buttons, a total, a tag."""
    return render_to_string("parts/head.html", {"title": title, "lead": lead, "content": content.strip()})


@register.simple_block_tag(end_name="endnotice")
def notice(content: SafeString, tone: str = "") -> str:
    """`tone` is good, doubt or over; over is read out at once."""
    return render_to_string("parts/notice.html", {"content": content.strip(), "tone": tone})


@register.simple_block_tag(end_name="endframe")
def frame(content: SafeString, label: object, width: str = "fits") -> str:
    """A table that scrolls by itself, with the keyboard too. `label` tells it from other frames of the page."""
    return render_to_string("parts/frame.html", {"content": content, "label": label, "width": width})
