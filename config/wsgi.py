import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.urls import resolve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

# A server runs no system checks, and this one must hold there most of all.
from finance.checks import refuse_training_data_in_production  # noqa: E402 - needs the app registry

for sentence in refuse_training_data_in_production():
    raise ImproperlyConfigured(sentence)

# Pages are loaded before anybody asks for one: whoever came first would wait seconds for it.
resolve("/health/")
