"""Signed monthly packages: what a facility that runs its own copy sends to its region."""
