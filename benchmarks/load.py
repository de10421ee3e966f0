"""Fifty people at once on loopback: they read, import, post and approve; how long they wait, what fails, what it costs.

    DATABASE_URL=… PYTHONPATH=. .venv/bin/python benchmarks/load.py [--users 50] [--minutes 5] [--workers 2] [--pause 7]

`DATABASE_URL` is a database that `demo` filled; its second half-year is written to. Served as by `serve`,
with as many web processes as `--workers`; each person comes within the first pause and pauses `--pause` seconds on
average, as long as people of TPC-W think. Milliseconds of the clock by what was done: the half, 95 of 100, the longest.
What fails is counted and shown; `check_books` follows. Exit 1 where anything failed or the books do not hold. The
figures are of the machine as it is: its load stands beside them.
"""

import argparse
import http.client
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import django_begun  # noqa: F401 - before the models
from django.contrib.auth.models import User
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
BUDGET = "/budget/2025-fund/"
JUNE = "?from=2025-01&through=2025-06"
PAGES = (
    "/", "/manager/", "/entries/", "/search/?q=111", f"{BUDGET}contracts/", "/imports/", f"{BUDGET}execution/",
    f"{BUDGET}form2/", f"{BUDGET}why/{JUNE}", f"{BUDGET}bed-day-cost/{JUNE}", f"{BUDGET}payables/",
    f"{BUDGET}forecast/", f"{BUDGET}months/", f"{BUDGET}execution.xlsx",
)  # fmt: skip
REGISTER = "Дата операции;№ документа;Код специфики;Сумма, тенге;Получатель;БИН/ИИН;№ договора;Назначение платежа"
CONTRACT = "number,signed_on,ends_on,supplier_number,supplier,code,month,amount_with_vat,year"
IMPORTS, APPROVALS = 0.08, 0.03  # of all that people do
SLOWEST_KEPT = 0.95


class Person(threading.Thread):
    """One signed-in person who does one thing after another until `until`."""

    def __init__(self, number: int, port: int, names: tuple[str, str], until: float, pause: float) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.until, self.pause = number, port, until, pause
        self.draw = random.Random(number)
        self.own, self.other = (session_of(name) for name in names)
        self.took: defaultdict[str, list[float]] = defaultdict(list)
        self.failed: list[str] = []
        self.papers = 0

    def run(self) -> None:
        time.sleep(self.draw.uniform(0, self.pause))
        while time.monotonic() < self.until:
            chance = self.draw.random()
            try:
                if chance < APPROVALS:
                    self.approve()
                elif chance < APPROVALS + IMPORTS:
                    self.post_payments()
                else:
                    self.ask("read", self.own, "GET", self.draw.choice(PAGES))
            except (OSError, http.client.HTTPException, LookupError) as error:
                self.failed.append(f"{type(error).__name__}: {error}")
            time.sleep(self.draw.expovariate(1 / self.pause))

    def post_payments(self) -> None:
        self.papers += 1
        rows = [
            f"15.0{7 + line % 3}.2025;Н{self.number}-{self.papers}-{line};149;{self.draw.randrange(10**5) / 100:.2f};"
            "ТОО Мерей;991240999248;;Оплата за товары"
            for line in range(20)
        ]
        self.post(self.brought("\n".join([REGISTER, *rows]), "payments.csv"), self.own, "post")

    def approve(self) -> None:
        """A contract that one brings and another approves."""
        self.papers += 1
        row = f"Н{self.number}-{self.papers},2025-07-01,2025-12-31,991240999248,ТОО Мерей,149,2025-09,1.00,2025"
        self.post(self.brought(f"{CONTRACT}\n{row}\n", "contracts.csv"), self.other, "approve")

    def brought(self, text: str, name: str) -> str:
        """The address of the preview."""
        edge = "----edge"
        body = (
            f'--{edge}\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
            f"Content-Type: text/csv\r\n\r\n{text}\r\n--{edge}--\r\n"
        ).encode()
        kind = f"multipart/form-data; boundary={edge}"
        return self.ask("import", self.own, "POST", "/imports/upload/", body, kind)[0]

    def post(self, preview: str, person: "Session", what: str) -> None:
        _where, page = self.ask("read", person, "GET", preview)
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        body = urlencode({"seen": seen[1] if seen else ""}).encode()
        self.ask(what, person, "POST", f"{preview}post/", body, "application/x-www-form-urlencoded")

    def ask(
        self, what: str, person: "Session", method: str, path: str, body: bytes = b"", kind: str = ""
    ) -> tuple[str, str]:
        began = time.perf_counter()
        status, where, text = person.ask(self.port, method, path, body, kind)
        self.took[what].append((time.perf_counter() - began) * 1000)
        if status not in (200, 302) or (method == "POST" and status != 302):
            self.failed.append(f"{status} {method} {path}")
        return where, text


class Session:
    """Cookies of a person who has signed in."""

    def __init__(self, cookies: dict[str, str]) -> None:
        self.cookies = cookies

    def ask(self, port: int, method: str, path: str, body: bytes, kind: str) -> tuple[int, str, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies["csrftoken"]}
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            content = answer.read()
            for line in answer.headers.get_all("Set-Cookie") or ():
                self.cookies |= {name: one.value for name, one in SimpleCookie(line).items()}
            return answer.status, answer.headers.get("Location", ""), content.decode(errors="replace")
        finally:
            connection.close()


def session_of(name: str) -> Session:
    client = Client()
    client.force_login(User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend")
    return Session({"sessionid": client.cookies["sessionid"].value, "csrftoken": "a" * 32, "django_language": "ru"})


def memory_of(web: int) -> float:
    """Megabytes of the web server's processes."""
    listed = subprocess.run(["ps", "-eo", "pid,ppid,rss"], capture_output=True, text=True, check=True).stdout
    rows = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    return sum(rss for pid, parent, rss in rows if web in (pid, parent)) / 1024


def served(workers: int) -> tuple[subprocess.Popen[bytes], int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "8",
        "--backpressure",
        "64",
        "--no-ws",
        "--log-level",
        "warning",
    ]
    began = subprocess.Popen([*web, "config.wsgi:application"], cwd=ROOT)
    for _try in range(300):
        with socket.socket() as probe:
            if not probe.connect_ex(("127.0.0.1", port)):
                return began, port
        time.sleep(0.2)
    sys.exit("the web server did not start")


def main() -> int:
    told = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    told.add_argument("--users", type=int, default=50)
    told.add_argument("--minutes", type=float, default=5.0)
    told.add_argument("--workers", type=int, default=2)
    told.add_argument("--pause", type=float, default=7.0)
    options = told.parse_args()
    web, port = served(options.workers)
    try:
        until = time.monotonic() + options.minutes * 60
        names = ("economist", "accountant")
        people = [Person(number, port, names, until, options.pause) for number in range(options.users)]
        before = memory_of(web.pid)
        for person in people:
            person.start()
        for person in people:
            person.join()
        after, load = memory_of(web.pid), os.getloadavg()
    finally:
        web.terminate()
        web.wait()
    took, failed = defaultdict(list), Counter(one for person in people for one in person.failed)
    for person in people:
        for what, spent in person.took.items():
            took[what] += spent
    print(f"{options.users} people, {options.minutes:g} minutes, {options.workers} web processes; load of the machine "
          f"{load[0]:.1f} on {os.cpu_count()} processors; memory {before:.0f} → {after:.0f} MB")  # fmt: skip
    for what, spent in sorted(took.items()):
        ordered = sorted(spent)
        print(f"{what:8} {len(ordered):6} times   half {statistics.median(ordered):7.0f}   of 100 95 "
              f"{ordered[int(len(ordered) * SLOWEST_KEPT)]:7.0f}   longest {ordered[-1]:7.0f} ms")  # fmt: skip
    for what, times in failed.most_common(10):
        print(f"failed {times} times: {what}")
    books = subprocess.run(
        [sys.executable, "manage.py", "check_books"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    print(f"check_books: {'holds' if books.returncode == 0 else books.stdout[-600:]}")
    return int(bool(failed) or books.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
