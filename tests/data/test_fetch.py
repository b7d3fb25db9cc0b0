"""Fetching MNIST from mirrors on this machine that break off, lie, are empty or are not there."""

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from few_digits import CONTENT, FILE, PIXELS, ZIPPED

from nbkit import data
from nbkit.data import digits, fetch

OTHER = gzip.compress(CONTENT[:-1] + b"?", mtime=0)
NAME = f"{FILE.name}.gz"


class Mirrors:
    """An HTTP server with one mirror a path: /whole, /broken, /missing ...; it keeps a list of requests."""

    def __init__(self):
        mirrors = self
        self.requests = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                kind, name = self.path.strip("/").split("/")
                mirrors.requests.append((kind, name, self.headers.get("Range")))
                getattr(mirrors, kind)(self)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def url(self, kind):
        return f"http://127.0.0.1:{self.server.server_port}/{kind}"

    def send(self, handler, body, *, status=200, announced=None):
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body) if announced is None else announced))
        handler.end_headers()
        handler.wfile.write(body)

    def send_range(self, handler, whole, most=None):
        start = int((handler.headers.get("Range") or "bytes=0-")[6:-1])
        if start >= len(whole):
            handler.send_error(416)
        else:
            rest = whole[start:]
            self.send(handler, rest[:most], status=206 if start else 200, announced=len(rest))

    def whole(self, handler):
        self.send_range(handler, ZIPPED)

    def broken(self, handler):
        self.send_range(handler, ZIPPED, most=len(ZIPPED) // 3)

    def repacked(self, handler):
        self.send_range(handler, gzip.compress(CONTENT, 1, mtime=1))

    def rangeless(self, handler):
        self.send(handler, ZIPPED)

    def unzipped(self, handler):
        self.send_range(handler, CONTENT)

    def other(self, handler):
        self.send_range(handler, OTHER)

    def short(self, handler):
        self.send_range(handler, ZIPPED[:5000])

    def portal(self, handler):
        self.send(handler, b"<html>Please log in</html>")

    def endless(self, handler):
        self.send(handler, bytes(3_000_000))

    def bomb(self, handler):
        self.send_range(handler, gzip.compress(CONTENT + bytes(50_000_000), mtime=0))

    def missing(self, handler):
        handler.send_error(404)

    def down(self, handler):
        handler.send_error(503)


@pytest.fixture
def mirrors(monkeypatch):
    monkeypatch.setattr(fetch, "MNIST_FILES", (FILE,))
    monkeypatch.setattr(fetch, "_CHUNK", 1000)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Mirrors()
    yield running
    running.server.shutdown()
    running.server.server_close()


@pytest.fixture
def get(mirrors, tmp_path):
    """Fetch from the mirrors named and return the pixels found afterwards."""

    def fetched(*kinds):
        folder = data.fetch_mnist(
            tmp_path / "digits", mirrors=[mirrors.url(k) for k in kinds], progress=False
        )
        return digits.read_mnist_file(FILE, folder)

    fetched.folder = tmp_path / "digits"
    fetched.part = fetched.folder / f"{NAME}.part"
    return fetched


def left(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    "kinds",
    [
        ["whole"],
        ["whole/"],
        ["missing", "whole"],
        ["down", "missing", "whole"],
        ["other", "whole"],
        ["portal", "whole"],
        ["short", "whole"],
        ["endless", "whole"],
        ["bomb", "whole"],
        ["broken", "whole"],
        ["broken", "broken", "broken", "broken"],
        ["broken", "missing", "whole"],
        ["broken", "repacked"],
        ["broken", "rangeless"],
        ["broken", "portal", "whole"],
        ["unzipped"],
    ],
    ids="-".join,
)
def test_a_file_comes_whole_from_whichever_mirror_has_it(get, kinds):
    assert np.array_equal(get(*kinds), PIXELS)
    assert left(get.folder) == [NAME]


def test_a_broken_transfer_goes_on_where_it_stopped(get, mirrors):
    with pytest.raises(data.DataError):
        get("broken")
    third = len(ZIPPED) // 3 // 1000 * 1000
    assert left(get.folder) == [f"{NAME}.part"] and get.part.stat().st_size == third
    assert np.array_equal(get("whole"), PIXELS)
    assert mirrors.requests == [("broken", NAME, None), ("whole", NAME, f"bytes={third}-")]


def test_a_part_that_is_too_long_or_rotten_is_dropped(get):
    for rotten in (ZIPPED + b"more", b"x" * 100, ZIPPED, b""):
        get.folder.mkdir(exist_ok=True)
        get.part.write_bytes(rotten)
        assert np.array_equal(get("whole"), PIXELS)
        assert left(get.folder) == [NAME]
        (get.folder / NAME).unlink()


def test_a_whole_file_is_kept_and_a_damaged_one_replaced(get, mirrors):
    get("whole")
    get("missing")
    assert len(mirrors.requests) == 1
    (get.folder / NAME).write_bytes(OTHER)
    assert np.array_equal(get("whole"), PIXELS)
    (get.folder / NAME).replace(get.folder / FILE.name)
    (get.folder / FILE.name).write_bytes(CONTENT)
    get("missing")
    assert len(mirrors.requests) == 2


@pytest.mark.parametrize("kind", ["other", "short", "portal", "endless", "bomb", "missing", "down"])
def test_nothing_wrong_is_left_behind(get, kind):
    with pytest.raises(data.DataError):
        get(kind)
    assert left(get.folder) == []


def test_without_a_network_it_says_what_to_do_by_hand(get, mirrors, tmp_path):
    mirrors.server.shutdown()
    mirrors.server.server_close()
    with pytest.raises(data.DataError) as caught:
        get("whole", "missing")
    message = str(caught.value)
    assert mirrors.url("whole") in message and mirrors.url("missing") in message
    assert str(get.folder) in message and "NBKIT_MNIST_DIR" in message
    for file in digits.MNIST_FILES:
        assert f"{file.name}.gz" in message and file.sha256 in message


def test_each_mirrors_fault_is_named(get):
    with pytest.raises(data.DataError) as caught:
        get("missing", "other", "down", "portal")
    lines = str(caught.value).splitlines()
    assert "404" in lines[1] and "SHA-256" in lines[2] and "503" in lines[3] and "got:" in lines[4]


def test_no_more_is_written_than_the_file_can_have(get):
    with pytest.raises(data.DataError, match=f"got: more than {PIXELS.size + 65536:,} bytes"):
        get("endless")


def test_a_folder_that_cannot_be_written_is_named(mirrors, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(data.DataError, match="NBKIT_MNIST_DIR"):
        data.fetch_mnist(tmp_path / "file" / "digits", mirrors=[mirrors.url("whole")])
    assert mirrors.requests == []


def test_the_progress_bar_names_the_file(mirrors, tmp_path, capsys):
    data.fetch_mnist(tmp_path, mirrors=[mirrors.url("whole")])
    assert NAME in capsys.readouterr().err
    data.fetch_mnist(tmp_path / "quiet", mirrors=[mirrors.url("whole")], progress=False)
    assert capsys.readouterr() == ("", "")
