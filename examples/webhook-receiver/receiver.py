"""Receives a webhook's signed messages, and what it missed meanwhile at its start.

The standard library is all it needs. It knows `v1`, HMAC-SHA256; `v1a` needs Ed25519, which the
library has not: see distrust.ts beside this file.
"""

import argparse
import base64
import collections
import hashlib
import hmac
import http.server
import json
import os
import queue
import signal
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

HOOKS_PATH = "/hooks"
STACK = "GalloBetsRealtime"

# An event is at most 200 KB, and a little more with its envelope.
MAX_BODY_BYTES = 512 * 1024
REQUEST_TIMEOUT_SEC = 10
# A message that is older was recorded by somebody, perhaps, and is sent again by them.
TOLERANCE_SEC = 300
# Of 10,000 events the two ids are remembered; where twice would hurt, keep them with your data.
MAX_REMEMBERED = 20_000
# So many events wait for their work; then the sender is asked to wait.
MAX_WAITING = 1_000
# Of 100 events; what is behind them is for the next start.
MAX_PAGES = 1_000
MAX_TRIES = 5
POLL_TIMEOUT_SEC = 30
MAX_PAUSE_SEC = 40


def say(line):
    # In one piece: print() writes the end of the line apart, and another thread's may come between.
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def read_secrets(file):
    """The keys of a file, one a line: whsec_ and the base64 of 24 to 64 bytes, which are the key."""
    with open(file, encoding="ascii") as lines:
        texts = [line.strip() for line in lines if line.strip()]
    secrets = []
    for text in texts:
        if not text.startswith("whsec_"):
            sys.exit(f"{file}: expected a key on each line, whsec_…, and at least one")
        try:
            secret = base64.b64decode(text[len("whsec_"):], validate=True)
        except ValueError:
            sys.exit(f"{file}: received what is no base64 behind whsec_")
        if not 24 <= len(secret) <= 64:
            sys.exit(f"{file}: received a secret of {len(secret)} bytes, expected 24 to 64")
        secrets.append(secret)
    if not secrets:
        sys.exit(f"{file}: expected a key on each line, whsec_…, and at least one")
    return secrets


def distrust(secrets, message_id, timestamp, signature, body, now):
    """Why a message is not believed, or None if it is. The body must be the bytes as they came."""
    is_number = timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12
    if not is_number or abs(int(now) - int(timestamp)) > TOLERANCE_SEC:
        return "its time is not within five minutes of ours"
    content = f"{message_id}.{timestamp}.".encode() + body
    for secret in secrets:
        digest = hmac.new(secret, content, hashlib.sha256).digest()
        expected = b"v1," + base64.b64encode(digest)
        for each in signature.split(" "):
            # It takes as long whether the first byte differs or the last: time says nothing.
            if hmac.compare_digest(expected, each.encode()):
                return None
    return "no signature fits"


def read_event(body):
    """The event in a body that is believed, or None if there is none."""
    try:
        event = json.loads(body)
    except ValueError:
        return None
    if not isinstance(event, dict):
        return None
    texts = (event.get("id"), event.get("type"), event.get("channel"))
    return event if all(isinstance(text, str) and text for text in texts) else None


def later(known, received):
    """The later of two cursors: up to four deliveries come at once, and one that failed comes again
    hours later. Behind the last full stop stands a number that only rises, as long as what is before
    it stays."""
    if known is None:
        return received
    known_log, _, known_number = known.rpartition(".")
    log, _, number = received.rpartition(".")
    if known_log != log:
        return received
    return received if int(number) > int(known_number) else known


class Inbox:
    """Takes events, each once, and works on them one after the other, in the order of their arrival.

    The cursor is saved whenever no work is left: then all that came is done, however it was ordered.
    A delivery that did not get its 2xx was not taken, and the sender repeats it. While this receiver
    catches up, deliveries of now may overtake what it still reads: then only caught_up_to saves.
    """

    def __init__(self, cursor_file, work, is_catching_up):
        self._cursor_file = cursor_file
        self._work = work
        self._is_catching_up = is_catching_up
        self._last = None
        self._waiting = queue.Queue(MAX_WAITING)
        self._remembered = collections.OrderedDict()
        self._lock = threading.Lock()
        threading.Thread(target=self._run, daemon=True).start()

    def take(self, event, ids):
        """ids: by which it is known: the event's own and, of a delivery, webhook-id."""
        with self._lock:
            if any(each in self._remembered for each in ids):
                say(f"repeat {event['id']}")
                return "repeat"
            try:
                self._waiting.put_nowait(event)
            except queue.Full:
                return "full"
            for each in ids:
                self._remembered[each] = True
            while len(self._remembered) > MAX_REMEMBERED:
                self._remembered.popitem(last=False)
            if event.get("cursor"):
                self._last = later(self._last, event["cursor"])
        if event.get("gap"):
            on_gap(event["gap"])
        return "taken"

    def caught_up_to(self, cursor, is_end):
        """All up to the cursor was taken; saves it once that is done."""
        self.idle()
        with self._lock:
            is_done = self._waiting.unfinished_tasks == 0
            self._last = later(self._last, cursor)
            if is_end:
                self._is_catching_up = False
            self._save(self._last if is_end and is_done else cursor)

    def idle(self):
        """Once there is no work left."""
        self._waiting.join()

    def _run(self):
        while True:
            event = self._waiting.get()
            try:
                self._work(event)
                with self._lock:
                    is_last = self._waiting.unfinished_tasks == 1
                    if is_last and not self._is_catching_up and self._last is not None:
                        self._save(self._last)
                    self._waiting.task_done()
            except Exception as error:
                # The next start goes on from the cursor.
                print(error, file=sys.stderr, flush=True)
                os._exit(1)

    def _save(self, cursor):
        """Whole or not at all: who is stopped in between finds the one before."""
        with open(f"{self._cursor_file}.new", "w", encoding="ascii") as file:
            file.write(f"{cursor}\n")
        os.replace(f"{self._cursor_file}.new", self._cursor_file)


def on_gap(gap):
    """Whoever keeps state of their own by events reads it again from its source now."""
    where = f"{gap.get('from')} {gap.get('to')} {gap.get('reason')}"
    say(f"gap {where}: events are lost, read what you keep of their state again")


def work_of(work_ms):
    """What this receiver is for. Here it is a line; with work_ms a slow one."""

    def work(event):
        time.sleep(work_ms / 1_000)
        say(f"event {event['channel']} {event['type']} {event['id']}")

    return work


def handler_of(secrets, inbox):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = REQUEST_TIMEOUT_SEC

        def do_POST(self):
            self._send(*self._answer())

        def do_GET(self):
            self._send(405, "expected POST")

        def _send(self, status, detail):
            text = detail.encode()
            self.send_response(status)
            if status == 405:
                self.send_header("allow", "POST")
            if status == 503:
                self.send_header("retry-after", "5")
            if status >= 300:
                # What is left of a body that was not read would pass for the next request.
                self.send_header("connection", "close")
                self.send_header("content-type", "text/plain")
                self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def _answer(self):
            if self.path != HOOKS_PATH:
                return 404, f"expected {HOOKS_PATH}"
            names = ("webhook-id", "webhook-timestamp", "webhook-signature")
            message_id, timestamp, signature = (self.headers.get(name, "") for name in names)
            if not message_id or len(message_id) > 200 or not timestamp or not signature:
                return 401, "expected webhook-id, webhook-timestamp, webhook-signature"
            length = self.headers.get("content-length", "")
            if not (length.isascii() and length.isdigit()):
                return 411, "expected content-length"
            if int(length) > MAX_BODY_BYTES:
                return 413, f"expected at most {MAX_BODY_BYTES} bytes"
            body = self.rfile.read(int(length))
            # Nothing of the body is looked at before its sender is known.
            doubt = distrust(secrets, message_id, timestamp, signature, body, time.time())
            if doubt is not None:
                return 401, doubt
            event = read_event(body)
            if event is None:
                return 400, "expected an event as JSON"
            # It is answered before any work is done.
            taken = inbox.take(event, (event["id"], message_id))
            return (503, "come again later") if taken == "full" else (204, "")

        def log_message(self, *_):
            pass

    return Handler


def catch_up(cursor, inbox, management_url, channels, token_file):
    """Takes what came after the cursor, page by page, and lets it be worked on like deliveries: what
    a delivery brought already is dropped by the event's id."""
    count = 0
    for _ in range(MAX_PAGES):
        page = page_after(cursor, management_url, channels, token_file)
        if page.get("gap"):
            on_gap(page["gap"])
        for event in page["events"]:
            while inbox.take(event, (event["id"],)) == "full":
                inbox.idle()
        count += len(page["events"])
        cursor = page["cursor"]
        inbox.caught_up_to(cursor, not page["hasMore"])
        if not page["hasMore"]:
            say(f"caught up with {count} events")
            return
    raise RuntimeError(f"after {MAX_PAGES} pages; the next start goes on from {cursor}")


def page_after(cursor, management_url, channels, token_file):
    query = urllib.parse.urlencode({"channels": channels, "cursor": cursor})
    url = urllib.parse.urljoin(management_url, f"poll?{query}")
    for tries in range(1, MAX_TRIES + 1):
        # Asked for with each page, for tokens are renewed.
        with open(token_file, encoding="ascii") as file:
            token = file.read().strip()
        request = urllib.request.Request(url, headers={"authorization": f"Bearer {token}"})
        pause = 0.5 * 2**tries
        try:
            with urllib.request.urlopen(request, timeout=POLL_TIMEOUT_SEC) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            # Whom 4xx refuses it refuses again, but for those that come too often.
            if tries == MAX_TRIES or (400 <= error.code < 500 and error.code != 429):
                raise RuntimeError(f"GET /poll: {error.code}") from error
            asked = error.headers.get("retry-after", "")
            pause = int(asked) if asked.isascii() and asked.isdigit() else pause
        except OSError as error:
            if tries == MAX_TRIES:
                raise RuntimeError(f"GET /poll: {error}") from error
        time.sleep(min(pause, MAX_PAUSE_SEC))
    raise AssertionError("the last try returns or raises")


def catch_up_in_background(cursor, inbox, args):
    """Deliveries are taken whatever comes of it; failing it, the next start begins at the same
    cursor."""
    try:
        with open(args.outputs, encoding="utf-8") as file:
            stacks = json.load(file)
        # The outputs of a stage stand under the stack's name with the stage behind it.
        names = [name for name in stacks if name == STACK or name.startswith(STACK + "-")]
        if len(names) != 1:
            raise ValueError(f"{args.outputs}: expected outputs of one stack, received {names}")
        management_url = stacks[names[0]]["ManagementUrl"]
        catch_up(cursor, inbox, management_url, args.channels, args.token_file)
    except Exception as error:
        print(f"not caught up from {cursor}: {error}", file=sys.stderr, flush=True)


def saved_cursor(file):
    try:
        with open(file, encoding="ascii") as text:
            return text.read().strip() or None
    except FileNotFoundError:
        return None


def read_flags():
    parser = argparse.ArgumentParser(description="Receives a webhook's signed messages.")
    add = parser.add_argument
    add("--secret-file", required=True, help="the webhook's keys, one a line: whsec_…")
    add("--port", type=int, default=8080, help="where to listen; 0 takes any free port")
    add("--token-file", help="a bearer token that may read the channels, for catching up")
    add("--channels", help="the webhook's channels, for catching up: A,B")
    add("--outputs", default="outputs.local.json", help="the stack's outputs")
    add("--cursor-file", default="webhook-receiver.cursor", help="remembers how far it is")
    add("--work-ms", type=int, default=0, help="pretends that each event is work")
    args = parser.parse_args()
    if args.token_file and not args.channels:
        parser.error("--token-file: expected --channels too")
    return args


def main():
    args = read_flags()
    secrets = read_secrets(args.secret_file)
    cursor = saved_cursor(args.cursor_file) if args.token_file else None
    # Before anything is taken: a delivery of now must not move the cursor over what was missed.
    inbox = Inbox(args.cursor_file, work_of(args.work_ms), is_catching_up=cursor is not None)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", args.port), handler_of(secrets, inbox))
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    signal.signal(signal.SIGINT, lambda *_: threading.Thread(target=server.shutdown).start())
    say(f"listening on http://127.0.0.1:{server.server_address[1]}{HOOKS_PATH}")
    if cursor is not None:
        catching_up = (cursor, inbox, args)
        threading.Thread(target=catch_up_in_background, args=catching_up, daemon=True).start()
    server.serve_forever()
    server.server_close()
    inbox.idle()


if __name__ == "__main__":
    main()
