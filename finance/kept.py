"""What a page has computed is kept while the chain of the books has no new link: no figure can have changed."""

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, TypeVar

from cachetools import LRUCache
from django.db import connection
from django.db.models import Exists, QuerySet

from finance.asking_once import answered, known, once_for_all
from finance.clock import today
from finance.models import ChainLink, ChainTouch

MOST_KEPT = 64
T = TypeVar("T")
_kept: LRUCache[tuple[Hashable, ...], Any] = LRUCache(MOST_KEPT)
_lock = Lock()


def kept(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """What `make` gave for `key` in this process with the books of now; made anew while a change waits for its link."""
    found = _newest_link()
    if found is None or found[1]:
        return make()
    whole = (connection.settings_dict["NAME"], found[0], today(), *key)
    with _lock:
        if whole in _kept:
            return _kept[whole]
    made = make()
    with _lock:
        _kept[whole] = made
    return made


def kept_with_the_page(key: tuple[Hashable, ...], make: Callable[[], T]) -> T:
    """The same of a part of what a page shows; elsewhere `make` alone."""
    return make() if known(_newest_link) is None else kept(key, make)


@once_for_all
def _newest_link() -> tuple[str, bool] | None:
    """Its head, and whether a change waits for a link. One query."""
    newest = ChainLink.objects.order_by("-pk").annotate(waits=Exists(ChainTouch.objects.all()))
    return newest.values_list("head", "waits").first()


def asked_beside() -> tuple[QuerySet[ChainLink], QuerySet[ChainTouch]]:
    """The newest link and one change that waits for its own: small enough to be asked beside what a page asks first."""
    links, touches = ChainLink.objects.order_by("-pk"), ChainTouch.objects.order_by("pk")
    return ChainLink.objects.filter(pk=links.values("pk")[:1]), ChainTouch.objects.filter(pk=touches.values("pk")[:1])


def know(links: Sequence[ChainLink], touches: Sequence[ChainTouch]) -> None:
    """Both as `asked_beside` found them."""
    if links:
        answered(_newest_link, (links[0].head, bool(touches)))


def forget() -> None:
    """As in a process that has just begun."""
    with _lock:
        _kept.clear()
