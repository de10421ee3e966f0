from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE search_words USING fts5(words, content='', tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    "CREATE TABLE search_vocabulary (word text PRIMARY KEY, letters integer NOT NULL) WITHOUT ROWID",
    "CREATE INDEX search_vocabulary_letters ON search_vocabulary (letters)",
)
POSTGRESQL = (
    "CREATE TABLE search_words (entry_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX search_words_words ON search_words USING gin (words)",
    "CREATE TABLE search_vocabulary (word text PRIMARY KEY, letters integer NOT NULL)",
    "CREATE INDEX search_vocabulary_letters ON search_vocabulary (letters)",
)


def make(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE search_words")
    schema_editor.execute("DROP TABLE search_vocabulary")


class Migration(migrations.Migration):

    dependencies = [("finance", "0014_chain")]

    operations = [migrations.RunPython(make, drop)]
