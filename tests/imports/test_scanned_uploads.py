"""A virus scanner that the facility names sees each uploaded file; what it refuses, or cannot say, is not taken."""

import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from imports.models import Batch, SourceFile
from tests.ground import web_ground
from tests.ground.pages import notices

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# what every scanner takes for a virus and no computer is harmed by
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PAYMENTS = b"date,number,code,amount\n2025-02-10,1,159,5.00\n"
SCANNER = [sys.executable, "-c", "import sys; sys.exit(b'EICAR' in sys.stdin.buffer.read())"]


@pytest.fixture
def send(settings):
    settings.SCANNER = SCANNER
    client = web_ground.empty().client("economist")

    def sent(data: bytes, name: str = "a.csv") -> str:
        answer = client.post(reverse("imports:upload"), {"files": SimpleUploadedFile(name, data)}, follow=True)
        return " ".join(notices(answer))

    return sent


@pytest.mark.parametrize("data", [EICAR, PAYMENTS + EICAR])
def test_what_it_refuses_is_neither_read_nor_kept(send, data) -> None:
    assert "virus scanner refuses" in send(data)
    assert not Batch.objects.exists()
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize("ends", [["/nowhere/scanner"], [sys.executable, "-c", "import sys; sys.exit(2)"]])
def test_while_it_does_not_answer_nothing_is_taken(send, settings, ends) -> None:
    settings.SCANNER = ends
    assert "does not answer" in send(PAYMENTS)
    assert not SourceFile.objects.exists()


def test_what_it_lets_pass_is_read(send) -> None:
    send(PAYMENTS)
    assert SourceFile.objects.get().data == PAYMENTS
