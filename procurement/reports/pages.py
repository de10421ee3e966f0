"""Where figures of procurement lead: to a contract, or to the document they came with."""

from django.urls import reverse


def contract_page(pk: int) -> str:
    return reverse("procurement:contract", args=[pk])


def document_page(pk: int) -> str:
    return reverse("document", args=[pk])
