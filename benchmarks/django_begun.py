"""Django as it is set up, on the database of `DATABASE_URL`: imported for that alone, before any model."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()
