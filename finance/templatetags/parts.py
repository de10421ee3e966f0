"""The parts every page is made of: where one is, its head, a notice, the frame of a table."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag(end_name="endcrumbs")
def crumbs(content: SafeString, here: object) -> str:
    """The pages above as items of a list stand inside; `here` is the name of this one."""
    return render_to_string("parts/crumbs.html", {"content": content.strip(), "here": here})


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
def frame(content: SafeString, label: object = "", by: str = "", width: str = "fits") -> str:
    """A table that scrolls by itself, with the keyboard too. Named by `label` or by the element with the id `by`."""
    return render_to_string("parts/frame.html", {"content": content, "label": label, "by": by, "width": width})
