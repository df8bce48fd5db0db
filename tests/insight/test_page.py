"""The page: pictures of what can be counted, in one file that loads nothing."""

import json
import os
import subprocess
from collections import Counter
from contextlib import contextmanager
from html.parser import HTMLParser

import pytest

from voice_coach.export.html import to_page
from voice_coach.insight.figures import gather
from voice_coach.insight.page import STYLE, pictures
from voice_coach.journal.queries import Period
from voice_coach.nlu.punctuation import written

NASTY = 'i\'ll call <script>alert(1)</script> & "you"'
VOID = {"meta", "br", "rect", "path", "circle", "line"}


class Page(HTMLParser):
    """What stands on a page: its tags, ids, links and texts."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.links, self.texts = Counter(), [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags[tag] += 1
        self.ids += [attributes["id"]] if "id" in attributes else []
        link = attributes.get("href", attributes.get("xlink:href"))
        self.links += [link] if link is not None else []
        assert not {name for name in attributes if name.startswith("on") or name == "src"}

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def filled(journal, clock, led):
    """Sessions over three weeks, with promises, numbers and words that come again."""
    for number, (body, drink) in enumerate(
        (("three", "i will sit in the garden"), ("a nine", "the garden, and tea"), ("six", NASTY))
    ):
        session = led("three-supports", body=body, drink=drink)
        status = ("kept", "open", "let go for today")[number]
        journal.keep("promise", NASTY if number else "a walk", {}, session, status)
        clock.move(days=8)
    led("breathe")
    return journal


def whole(journal, practices):
    found = gather(journal, practices, Period())
    return to_page(*journal.session_records(), pictures(found), STYLE)


def test_every_figure_has_a_picture_and_every_link_leads_to_a_place_on_the_page(filled, practices):
    page = Page(whole(filled, practices))

    assert page.tags["svg"] == 4
    assert page.links
    assert {link.removeprefix("#") for link in page.links} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    sessions = {f"#session-{row.id}" for row in filled.sessions()}
    assert sessions <= set(page.links)


def test_nothing_on_the_page_runs_or_is_loaded(filled, practices):
    text = whole(filled, practices)
    page = Page(text)

    assert not {"script", "link", "img", "iframe", "object", "use", "image"} & set(page.tags)
    assert all(link.startswith("#") for link in page.links)
    assert "url(" not in text
    assert "@import" not in text


def test_what_was_said_is_text_and_never_markup(filled, practices):
    page = Page(whole(filled, practices))

    assert "script" not in page.tags
    assert written(NASTY) in "".join(page.texts)


def test_what_the_pictures_show_stands_in_words_beside_them(filled, practices):
    said = " ".join("".join(Page(whole(filled, practices)).texts).split())

    for words in ("kept: 1", "let go for today: 1", "garden: in 2 sessions", "3 numbers"):
        assert words in said
    assert "Week of 2026-03-02: practices" in said


def test_weeks_without_a_session_are_there_too(journal, clock, led, practices):
    led("three-supports", body="three")
    clock.move(days=21)
    led("breathe")
    weeks = gather(journal, practices, Period()).weeks

    assert [f"{week.begins:%Y-%m-%d}" for week in weeks] == [
        "2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23",
    ]  # fmt: skip
    assert [len(week.sessions) for week in weeks] == [1, 0, 0, 1]
    assert weeks[0].practices > 0 == weeks[0].breathing
    assert weeks[3].practices == 0


def test_where_there_is_nothing_there_are_no_pictures(journal, practices):
    assert pictures(gather(journal, practices, Period())) == ""


# In a browser.


class Browser:
    """Chromium without a window, spoken to through a pipe: the DevTools protocol."""

    def __init__(self, commands, answers):
        self._commands, self._answers = commands, answers
        self._number, self._session, self._rest = 0, None, b""
        self.requests = []

    def __call__(self, method, **params):
        """The result of a method, after the requests that were told meanwhile."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while True:
            told = self._read()
            if told.get("method") == "Network.requestWillBeSent":
                self.requests.append(told["params"]["request"]["url"])
            if told.get("id") == self._number:
                assert "error" not in told, told
                return told["result"]

    def _read(self):
        while b"\0" not in self._rest:
            chunk = os.read(self._answers, 1 << 16)
            assert chunk, "the browser has gone"
            self._rest += chunk
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def open(self, path):
        """Open a file in a tab of its own, and wait until it is there."""
        target = self("Target.createTarget", url="about:blank")["targetId"]
        self._session = self("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self("Network.enable")
        self("Page.enable")
        self("Page.navigate", url=path.as_uri())
        while self.run("document.readyState + location.protocol") != "completefile:":
            pass

    def run(self, expression):
        """The value of an expression."""
        found = self("Runtime.evaluate", expression=expression, returnByValue=True)
        return found["result"].get("value")

    def prefer(self, scheme):
        """Have dark or light colors wanted."""
        feature = {"name": "prefers-color-scheme", "value": scheme}
        self("Emulation.setEmulatedMedia", features=[feature])


@contextmanager
def chromium(folder):
    theirs_in, ours_out = os.pipe()
    ours_in, theirs_out = os.pipe()
    started = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{theirs_in} 4>&{theirs_out}', "bash", "chromium",
         "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
         "--disable-background-networking", f"--user-data-dir={folder}"],
        pass_fds=(theirs_in, theirs_out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(theirs_in), os.close(theirs_out)
    try:
        yield Browser(ours_out, ours_in)
    finally:
        started.terminate()
        started.wait(20)
        os.close(ours_out), os.close(ours_in)


@pytest.mark.program
def test_a_browser_shows_it_in_light_and_dark_and_asks_for_nothing_but_the_file(
    filled, practices, tmp_path
):
    file = tmp_path / "page.html"
    file.write_text(whole(filled, practices), encoding="utf-8")
    with chromium(tmp_path / "profile") as browser:
        browser.open(file)
        colors = {}
        for scheme in ("light", "dark"):
            browser.prefer(scheme)
            colors[scheme] = browser.run(
                "[getComputedStyle(document.querySelector('svg .series rect')).fill,"
                " getComputedStyle(document.querySelector('svg .axis text')).fill]"
            )
        drawn = browser.run("document.querySelectorAll('svg a rect, svg a circle').length")
        wide = browser.run("document.documentElement.scrollWidth <= innerWidth")
        browser.run("document.querySelector('#promises a, svg[id$=promises] a').dispatchEvent("
                    "new MouseEvent('click', {bubbles: true, cancelable: true}))")  # fmt: skip
        went_to = browser.run("location.hash")
        browser("Accessibility.enable")
        nodes = browser("Accessibility.getFullAXTree")["nodes"]

    assert browser.requests == [file.as_uri()]
    assert colors["light"] == ["rgb(31, 111, 120)", "rgb(27, 27, 27)"]
    assert colors["dark"] == ["rgb(98, 198, 208)", "rgb(236, 236, 236)"]
    assert drawn >= 10
    assert wide
    assert went_to.startswith("#promises-")
    spoken = {
        (node["role"]["value"], node.get("name", {}).get("value", "").strip())
        for node in nodes
        if not node["ignored"]
    }
    assert ("heading", "Looking back") in spoken
    assert ("region", "Looking back") in spoken
    assert ("heading", "Promises: 3") in spoken
    assert not {name for role, name in spoken if role in ("SvgRoot", "image")}
