"""What a decision takes while others sign in without a pause, each loop with the right password.

usage: sign_in.py [--loops 8] [--decisions 200]

SQLITE_SYNCHRONOUS=FULL in the environment measures decisions that wait for the disk.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import threading
from collections import Counter
from pathlib import Path
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.served import Client, add_long, installation, make_people, server, session_of
from bench.workbench import Report, cards, decision

PASSWORD = "pier-and-harbour"
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"csrftoken={'t' * 32}"}


def sign_in_until(over: threading.Event, port: int, name: str, statuses: Counter[int]) -> None:
    body = urlencode({"username": name, "password": PASSWORD, "csrfmiddlewaretoken": "t" * 32})
    while not over.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("POST", "/login/", body, FORM)
        response = connection.getresponse()
        response.read()
        connection.close()
        statuses[response.status] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--loops", type=int, default=8)
    parser.add_argument("--decisions", type=int, default=200, help="how many are timed, half of them under load")
    options = parser.parse_args()
    report = Report()
    with installation(), server() as port:
        project, users = make_people(options.loops + 1)
        for user in users[1:]:
            user.set_password(PASSWORD)
            user.save()
        article = add_long(project, seed=1, characters=35_000, spans=700)
        client = Client(port, session_of(users[0]))
        address = article.get_absolute_url()
        found = cards(client.get(address)[2])[: options.decisions]

        def decide(name: str, those: list[str]) -> None:
            answers = [client.post(f"{address}actions/", decision(card)) for card in those]
            assert {status for _, status, _ in answers} == {200}, answers[0]
            report.times(name, [time for time, _, _ in answers])

        half = len(found) // 2
        decide("a decision, nobody signs in", found[:half])
        over, statuses = threading.Event(), Counter[int]()
        threads = [
            threading.Thread(target=sign_in_until, args=(over, port, user.username, statuses)) for user in users[1:]
        ]
        for thread in threads:
            thread.start()
        decide(f"a decision, {options.loops} sign in without a pause", found[half:])
        over.set()
        for thread in threads:
            thread.join()
        print(f"answers to those who signed in: {dict(statuses)}")


if __name__ == "__main__":
    main()
