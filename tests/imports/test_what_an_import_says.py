"""What an import says of itself: an undone one in its figures, one sentence once, no sum where none means anything."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from imports.models import Batch
from imports.pipeline.telling import in_words
from imports.said_once import said_once
from tests.ground import web_ground
from tests.ground.import_ground import bring

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEADER = "Дата;Номер;Специфика;Сумма;Контрагент\n"
REGISTER = HEADER + "09.01.2025;100;141;1000,50;ТОО Нан\n10.01.2025;101;151;200,00;ГКП Су\nИтого;;;1200,50;\n"
BALANCES = "Дата;Остаток\n01.01.2025;10,00\n31.01.2025;3999,50\n28.02.2025;40,00\n"
AHEAD = HEADER + "".join(f"09.01.2031;{number};141;1{number},50;ТОО Нан\n" for number in range(31))


@pytest.fixture
def ground(monkeypatch) -> web_ground.WebGround:
    monkeypatch.setattr("django.conf.settings.SMETA_TODAY", "2025-12-15", raising=False)
    return web_ground.empty()


def send(client, text: str) -> str:
    sent = SimpleUploadedFile("file.csv", text.encode())
    return client.post(reverse("imports:upload"), {"files": sent}, follow=True).content.decode()


def undone(client) -> Batch:
    bring(REGISTER.encode(), "register.csv")
    batch = Batch.objects.get()
    client.post(reverse("imports:undo", args=[batch.pk]), {"reason": "проба"})
    batch.refresh_from_db()
    return batch


def test_an_undone_import_says_so_in_its_figures(ground) -> None:
    client = ground.client("economist")
    batch = undone(client)
    said = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "Posted and taken back" in said
    assert "Stands in the books</dt><dd>0</dd>" in said
    assert "<dt>Posted</dt>" not in said
    assert "2 taken back" in " ".join(client.get(reverse("imports:list")).content.decode().split())
    assert (batch.result["status"], batch.result["reversed"]) == ("undone", 2)


def test_a_refused_file_is_not_on_the_home_page(ground) -> None:
    client = ground.client("economist")
    send(client, REGISTER.replace("1000,50", "сто"))
    assert Batch.objects.get().status == Batch.Status.REFUSED
    assert "file.csv" not in client.get(reverse("home")).content.decode()
    send(client, REGISTER)
    assert "file.csv" in client.get(reverse("home")).content.decode()


def test_one_sentence_about_many_cells_is_said_once_with_a_count(ground) -> None:
    said = send(ground.client("economist"), AHEAD)
    assert said.count(">error<") == 1
    assert "so in 31 places" in " ".join(said.split())
    found = bring(AHEAD.encode(), "ahead.csv")
    assert len(found["problems"]) == 31
    assert in_words(found).count("is after today") == 1


def test_sentences_that_differ_stay_apart() -> None:
    problem = {"problem": "x", "severity": "warning", "message": "а", "cell": "A1", "value": 1}
    other = problem | {"message": "б", "severity": "error"}
    said = said_once([problem, other, problem | {"cell": "A2", "value": 2}])
    assert [(one.message, one.count, one.others, one.value) for one in said] == [
        ("б", 1, [], 1),
        ("а", 2, ["A2"], None),
    ]


def test_balances_of_several_days_show_no_sum(ground) -> None:
    said = send(ground.client("economist"), BALANCES)
    assert "4,049.50" not in said
    found = bring(BALANCES.encode(), "balances.csv")
    # that of the last day
    assert found["total"] == "40.00"
    words = in_words(found).replace("\N{NO-BREAK SPACE}", "").replace(",", "")
    assert [one for one in ("4049.50", "404950") if one in words] == []


def test_an_answered_doubt_of_an_import_is_kept_apart_on_its_page_too(ground) -> None:
    client = ground.client("economist")
    bare = REGISTER.replace("Итого;;;1200,50;\n", "")
    bring(bare.encode(), "register.csv")
    batch = Batch.objects.get()
    page = reverse("doubts", args=[ground.budget.key, "form2"]) + "?from=2025-01&through=2025-01"
    text = f"Import {batch.pk} (register.csv): The file states no total of its own, so nothing shows that it is whole."
    doubts = client.get(page).content.decode().split('name="doubt" value="')[1:]
    [place] = [at for at, doubt in enumerate(doubts) if doubt.startswith(text)]
    client.post(page, {"doubt": text, f"{place}-reason": "Проверено по выписке"})
    said = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "Answered: Проверено по выписке (economist" in said
    assert '<li class="doubt">The file states no total' not in said


def test_who_reads_it_is_told_in_his_own_language_whoever_brought_it(ground) -> None:
    with override("ru"):
        bring(REGISTER.replace("Итого;;;1200,50;\n", "").encode(), "register.csv")
    batch = Batch.objects.get()
    assert "собственного итога" in batch.result["notes"][0]
    client = ground.client("economist")
    client.cookies["django_language"] = "kk"
    said = client.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    assert "өз жиынтығы жоқ" in said
    assert "собственного итога" not in said
    with override("kk"):
        assert batch.budgets.get().source.name in said
    with override("ru"):
        assert batch.budgets.get().source.name not in said
