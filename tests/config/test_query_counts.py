import pytest
from django.contrib.auth.models import User

pytestmark = pytest.mark.django_db


def test_it_accepts_the_recorded_number_of_queries(query_counts, monkeypatch) -> None:
    monkeypatch.setattr("tests.ground.query_counting.recorded", lambda: {"users": 1})
    with query_counts("users"):
        list(User.objects.all())


def test_it_refuses_one_query_more_and_shows_it(query_counts, monkeypatch) -> None:
    monkeypatch.setattr("tests.ground.query_counting.recorded", lambda: {"users": 1})
    with (
        pytest.raises(pytest.fail.Exception, match="costs 2 queries, recorded are 1") as refused,
        query_counts("users"),
    ):
        list(User.objects.all())
        User.objects.count()
    assert "COUNT(*)" in str(refused.value)


def test_it_refuses_an_operation_that_was_never_recorded(query_counts, monkeypatch) -> None:
    monkeypatch.setattr("tests.ground.query_counting.recorded", dict)
    with pytest.raises(pytest.fail.Exception, match="recorded are none"), query_counts("new one"):
        list(User.objects.all())
