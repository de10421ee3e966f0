#!/usr/bin/env python
"""Entry point of every command in a checkout: `python manage.py help` lists them. Installed, it is called `smeta`."""

from config.command import main

if __name__ == "__main__":
    main()
