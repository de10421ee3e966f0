"""Entries as Parquet files beside the books, for analysis by other engines. Its packages are an extra."""
