"""The page is HTML that a screen reader finds its way in, and every text in it is only text."""

from dataclasses import replace
from html.parser import HTMLParser

from voice_coach.export.html import to_page

EMPTY = {"meta", "br"}


class Page(HTMLParser):
    """Reads a page as strictly as it can: every element that is opened is closed, in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.texts = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)

    def all(self, tag):
        return [attributes for name, attributes in self.attributes if name == tag]


def test_one_session_is_a_page_with_its_title_and_who_said_what(talk):
    text = to_page([talk])
    page = Page(text)

    assert page.all("html") == [{"lang": "en"}]
    assert [tag for tag in page.tags if tag in ("h1", "h2", "h3")] == ["h1", "h2"]
    assert "nav" not in page.tags
    assert '<time datetime="2026-11-22T10:15:03+01:00">Sunday, 22 November 2026, 10:15' in text
    assert '<span class="who">You:</span> I will walk<br>\nand rest</p>' in text
    assert "wok" not in text


def test_several_sessions_have_a_list_of_contents_that_leads_to_each(talk):
    other = replace(talk, session=replace(talk.session, id="20261123-091503123-aaaa"))
    page = Page(to_page([talk, other]))

    links = [attributes["href"] for attributes in page.all("a")]
    articles = page.all("article")
    assert links == [f"#{attributes['id']}" for attributes in articles]
    titles = {attributes.get("id") for attributes in page.all("h2")}
    assert {attributes["aria-labelledby"] for attributes in articles} <= titles
    assert page.all("nav") == [{"aria-label": "Sessions"}]
    assert page.tags.count("main") == page.tags.count("h1") == 1


def test_every_text_is_text_and_nothing_else(nasty, turn, whole, memory):
    plainly = Page(to_page([whole(turn(1, "x"), title="x", memories=[memory(1, "x", "x")])]))
    page = Page(to_page([whole(turn(1, nasty), title=nasty, memories=[memory(1, nasty, nasty)])]))

    assert page.tags == plainly.tags
    assert sum(nasty.lower() in piece.lower() for piece in page.texts) >= 4


def test_the_page_loads_and_runs_nothing(turn, whole, memory):
    text = to_page([whole(turn(1, "hello"))], [memory(1, "honesty", session=None)])

    assert "default-src 'none'" in text
    assert not {"script", "link", "img", "iframe"} & set(Page(text).tags)
    assert "Honesty" in text
