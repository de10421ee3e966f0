"""A column of words, such as budget codes or other names: a list in the database, written with commas by people."""

from typing import Any

from django import forms
from django.db import models


class WordsInput(forms.Field):
    """`421, 431` and the list of both."""

    widget = forms.TextInput

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:
        words = value if isinstance(value, list) else str(value or "").split(",")
        return [" ".join(word.split()) for word in words if word.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class WordsField(models.JSONField):
    """A list of words, none of them with a comma."""

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("encoder", None)
        return models.Field.formfield(self, **{"form_class": WordsInput} | kwargs)
