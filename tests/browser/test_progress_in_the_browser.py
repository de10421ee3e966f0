"""The page of a large import in a real browser: its bar moves, it can be stopped, and a dead worker's work goes on."""

from pathlib import Path

import pytest

from imports.models import Batch, LongWork
from tests.browser.test_browser import sign_in
from tests.ground import web_ground
from tests.ground.long_ground import REGISTER, all_files_are_large, at_each_step, newest, work_off
from tests.imports.test_taking_up_long_imports import left_in_its_midst

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

State = LongWork.State


@pytest.fixture(autouse=True)
def _large(settings) -> None:
    all_files_are_large(settings)


@pytest.fixture
def ground(page) -> web_ground.WebGround:
    return web_ground.empty()


def upload(page, folder: Path) -> LongWork:
    file = folder / "register.csv"
    file.write_text(REGISTER, encoding="utf-8")
    sign_in(page)
    page.goto("/imports/")
    page.locator("#files").set_input_files(file)
    page.locator(".drop button").click()
    page.wait_for_url("**/imports/work/*/")
    return newest()


def bar(page) -> float:
    return page.locator("progress").evaluate("bar => bar.value")


def test_the_bar_moves_with_the_work_and_the_page_leads_to_the_preview(page, ground, tmp_path, monkeypatch) -> None:
    upload(page, tmp_path)
    seen: list[tuple[float, str]] = []

    def seen_by_the_page(work, step) -> None:
        before = seen[-1][1] if seen else page.locator("[data-sentence]").inner_text()
        page.wait_for_function(
            "before => document.querySelector('[data-sentence]').innerText !== before", arg=before, timeout=15_000
        )
        seen.append((bar(page), page.locator("[data-sentence]").inner_text()))

    at_each_step(monkeypatch, seen_by_the_page)
    work_off()
    values = [value for value, _sentence in seen]
    assert len(values) == 4
    assert values == sorted(set(values))
    page.wait_for_url("**/imports/*/", timeout=15_000)
    page.wait_for_selector(".act button.primary")
    assert Batch.objects.get().status == Batch.Status.PREVIEW


def test_stop_stops_it_and_try_again_begins_it_anew(page, ground, tmp_path) -> None:
    upload(page, tmp_path)
    page.locator(".work .act button").click()
    page.wait_for_selector("section.notice.doubt")
    work_off()
    assert newest().state == State.CANCELLED
    assert not Batch.objects.exists()
    page.locator("section.notice button.primary").click()
    page.wait_for_selector(".work progress")
    work_off()
    page.wait_for_selector(".act button.primary", timeout=15_000)
    assert Batch.objects.get().status == Batch.Status.PREVIEW


def test_a_page_left_open_sees_the_next_worker_finish_what_a_dead_one_left(page, ground, tmp_path) -> None:
    upload(page, tmp_path)
    work = left_in_its_midst()
    assert work.state == State.RUNNING
    # the open page asks how far it is; its question takes the work up again
    with page.expect_response("**/state/"):
        pass
    with page.expect_response("**/state/"):
        pass
    work.refresh_from_db()
    assert work.state == State.WAITING
    work_off()
    page.wait_for_selector(".act button.primary", timeout=15_000)
    assert Batch.objects.count() == 1
