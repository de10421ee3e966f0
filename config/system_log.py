"""What the program logs, sent to the system's log too, which carries it to another machine."""

from typing import Any


def with_syslog(logging: dict[str, Any], place: str) -> dict[str, Any]:
    """The settings of logging with `place`, a socket such as /dev/log or HOST:PORT (UDP), beside error output."""
    host, _colon, port = place.rpartition(":")
    address = (host, int(port)) if host and port.isdecimal() else place
    syslog = {"class": "logging.handlers.SysLogHandler", "address": address}
    root = logging["root"]
    return {
        **logging,
        "handlers": {**logging["handlers"], "syslog": syslog},
        "root": {**root, "handlers": [*root["handlers"], "syslog"]},
        "loggers": {"smeta.trail": {"handlers": ["syslog"], "level": "INFO", "propagate": False}},
    }
