"""Search finds what was said, whatever is typed."""

from datetime import timedelta

import pytest

from voice_coach.journal.search import MAX_RANKED


def begin(journal, practice="small-promises", title="Small promises"):
    return journal.begin(practice, title, "0.1.0")


def texts(journal, words, **options):
    return [hit.text for hit in journal.search(words, **options)]


def test_a_hit_says_where_and_when_it_was_said(journal, clock, say):
    session_id = begin(journal)
    clock.move(minutes=2)
    row_id = say(session_id, "i will walk around the block")
    (hit,) = journal.search("walk block")
    assert (hit.session_id, hit.turn_id, hit.seq) == (session_id, row_id, 1)
    assert (hit.practice, hit.title) == ("small-promises", "Small promises")
    assert (hit.speaker, hit.step) == ("you", "promise")
    assert (hit.at - hit.started_at).total_seconds() == 120
    assert hit.text == "i will walk around the block"
    assert hit.snippet == "i will «walk» around the «block»"


def test_a_snippet_shows_the_words_around_what_was_found(journal, say):
    session_id = begin(journal)
    say(session_id, " ".join(["before"] * 200 + ["needle"] + ["after"] * 200))
    (hit,) = journal.search("needle")
    assert "before «needle» after" in hit.snippet
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) < 200


def test_all_the_words_have_to_occur(journal, say):
    session_id = begin(journal)
    say(session_id, "walk today")
    say(session_id, "walk tomorrow")
    assert texts(journal, "tomorrow walk") == ["walk tomorrow"]
    assert texts(journal, "walk never") == []


def test_quoted_words_have_to_stand_in_that_order(journal, say):
    session_id = begin(journal)
    say(session_id, "around the block")
    say(session_id, "the long way around")
    assert texts(journal, '"around the"') == ["around the block"]


def test_forms_capitals_and_accents_do_not_matter(journal, say):
    session_id = begin(journal)
    say(session_id, "Two naïve promises")
    assert texts(journal, "NAIVE promise") == ["Two naïve promises"]


def test_the_better_match_comes_first_and_the_newer_among_equals(journal, say):
    session_id = begin(journal)
    say(session_id, "walk")
    say(session_id, "a long story in which somebody at last goes for a walk with a dog at night")
    say(session_id, "walk")
    hits = journal.search("walk")
    assert [hit.seq for hit in hits] == [3, 1, 2]
    assert [hit.seq for hit in journal.search("walk", limit=1)] == [3]


def test_both_speakers_and_every_session_are_searched(journal, say):
    one, other = begin(journal), begin(journal, "journal", "A letter")
    say(one, "Will you walk?", speaker="coach")
    say(other, "i walk")
    assert {(hit.session_id, hit.speaker) for hit in journal.search("walk")} == {
        (one, "coach"),
        (other, "you"),
    }


def test_the_index_follows_an_answer_as_it_grows_and_changes(journal, clock):
    session_id = begin(journal)

    def save(text, row=None):
        return journal.save_turn(
            session_id,
            speaker="you",
            step="promise",
            text=text,
            started_at=clock.now,
            ended_at=None,
            confidence=None,
            words=(),
            row=row,
        )

    row = save("i will wok")
    assert texts(journal, "wok") == ["i will wok"]
    save("i will walk", row)
    assert texts(journal, "wok") == []
    assert texts(journal, "walk") == ["i will walk"]


def test_the_index_forgets_a_deleted_turn(journal, say):
    row_id = say(begin(journal), "walk")
    journal.connection.db.execute("DELETE FROM turns WHERE id = ?", [row_id])
    assert texts(journal, "walk") == []
    assert journal.connection.db.execute(
        "SELECT count(*) FROM turns_fts WHERE turns_fts MATCH 'walk'"
    ).fetchone() == (0,)


def test_an_undone_turn_is_not_found_until_that_is_taken_back(journal, say):
    row_id = say(begin(journal), "walk")
    journal.undo_turn(row_id)
    assert texts(journal, "walk") == []
    journal.undo_turn(row_id, undone=False)
    assert texts(journal, "walk") == ["walk"]


@pytest.mark.parametrize("nothing", ["", "   ", "\n\t", '"', '""', '"""', "\0", '" "'])
def test_nothing_to_look_for_finds_nothing(journal, say, nothing):
    say(begin(journal), "walk")
    assert journal.search(nothing) == []


@pytest.mark.parametrize(
    "typed",
    [
        "walk OR",
        "AND walk",
        "NOT",
        "walk NOT block",
        "NEAR(walk block, 2)",
        "text:walk",
        "turns_fts:walk",
        "{text} : walk",
        "- text : walk",
        "^",
        "(",
        ")",
        "{",
        "*",
        "+",
        ":",
        ",",
        "'",
        "''; DROP TABLE turns; --",
        '"unfinished',
        'a"b"c"',
        '"broken\nNOT*"',
        '" walk\r\n* "',
        '\u2028"\u2028*',
        'walk\0"*',
        "😀",
        "日本語",
        "\ud800",
        "caf\udce9",
        "%",
        "_",
        "\\",
        "walk " * 5000,
        '"walk" ' * 5000,
        "w" * 100_000,
    ],
)
def test_whatever_is_typed_is_only_looked_for(journal, say, typed):
    say(begin(journal), "nothing of the kind")
    assert journal.search(typed) == []


@pytest.mark.parametrize(
    "typed", ["walk*", "-walk", "(walk)", "walk?", "^walk", "walk 😀", "wal\u0301k"]
)
def test_marks_around_a_word_do_not_hide_it(journal, say, typed):
    say(begin(journal), "i will walk")
    assert texts(journal, typed) == ["i will walk"]


def test_an_operator_is_a_word_like_any_other(journal, say):
    session_id = begin(journal)
    say(session_id, "not today")
    say(session_id, "today")
    assert texts(journal, "today NOT") == ["not today"]


# The memory that comes nearest.


def remember(journal, *words, kind="lesson", session=None):
    for text in words:
        journal.keep(kind, text, {"next": "ask"}, session)


def nearest(journal, *words, kind="lesson", session=None, limit=1):
    return [memory.text for memory in journal.nearest(kind, words, session, limit)]


def test_the_memory_with_most_of_the_words_comes_nearest(journal):
    remember(journal, "the bus was late", "late again with the report", "a report without sleep")

    assert nearest(journal, "late", "report") == ["late again with the report"]
    assert len(nearest(journal, "late", "report", limit=9)) == 3
    assert journal.nearest("lesson", ["sleep"])[0].data == {"next": "ask"}


def test_a_rare_word_weighs_more_than_a_common_one_and_the_newest_wins_among_equals(journal):
    remember(journal, "work and work", "work at home", "the garden at night", "work at last")

    assert nearest(journal, "work", "garden") == ["the garden at night"]
    assert nearest(journal, "at", "home") == ["work at home"]
    remember(journal, "work at home")
    assert [memory.id for memory in journal.nearest("lesson", ["home"])] == [5]


def test_only_open_memories_of_the_kind_and_of_other_sessions_are_near(journal):
    session = begin(journal)
    remember(journal, "the garden", session=session)
    remember(journal, "my garden", kind="win")
    remember(journal, "the garden at home")
    assert nearest(journal, "garden", session=session) == ["the garden at home"]
    journal.mark(3, "met again", {})
    assert nearest(journal, "garden", session=session) == []
    assert nearest(journal, "garden") == ["the garden"]


def test_the_index_of_memories_follows_what_becomes_of_them(journal):
    remember(journal, "the garden")
    journal.connection.db.execute("UPDATE memories SET text = 'the kitchen' WHERE id = 1")
    assert nearest(journal, "garden") == []
    assert nearest(journal, "kitchens") == ["the kitchen"]
    journal.connection.db.execute("DELETE FROM memories")
    assert nearest(journal, "kitchen") == []


@pytest.mark.parametrize("words", [(), ("",), ("never said",), ("_",), ('"',), ("NOT", "*")])
def test_words_that_stand_in_no_memory_find_none(journal, words):
    remember(journal, "the garden")

    assert nearest(journal, *words) == []


def test_an_odd_word_does_not_hide_the_others(journal):
    remember(journal, "my mother's garden")

    assert nearest(journal, "_", "mother's", '"', "OR") == ["my mother's garden"]


# Narrowed down.


@pytest.fixture
def two_days(journal, clock, say):
    """Both speak of a walk in two practices, a day apart."""
    for practice in ("small-promises", "evening"):
        session_id = begin(journal, practice)
        say(session_id, f"Will you walk? {practice}", speaker="coach")
        clock.move(minutes=1)
        say(session_id, f"i will walk, {practice}")
        clock.move(days=1)
    return journal


def test_only_what_one_of_the_two_said_is_found(two_days):
    assert texts(two_days, "walk", speaker="you") == [
        "i will walk, evening",
        "i will walk, small-promises",
    ]
    assert {hit.speaker for hit in two_days.search("walk", speaker="coach")} == {"coach"}


@pytest.mark.parametrize("name", ["small-promises", "Small Promises", "small_promises"])
def test_only_one_practice_is_searched_however_it_is_spelt(two_days, name):
    assert {hit.practice for hit in two_days.search("walk", practice=name)} == {"small-promises"}
    assert two_days.search("walk", practice="morning") == []


def test_since_counts_its_moment_and_until_does_not(two_days):
    first, *_, last = sorted(hit.at for hit in two_days.search("walk"))

    assert len(two_days.search("walk", since=first)) == 4
    assert len(two_days.search("walk", until=first)) == 0
    assert len(two_days.search("walk", since=last)) == 1
    assert len(two_days.search("walk", until=last)) == 3
    assert len(two_days.search("walk", since=first, until=last, speaker="you")) == 1


def test_the_best_match_is_found_among_very_many(journal, say):
    session_id = begin(journal)
    journal.connection.db.execute("PRAGMA synchronous = OFF")  # a thousand commits
    for number in range(MAX_RANKED + 5):
        say(session_id, f"to walk and so much more than that, number {number}")
    best = say(session_id, "walk")
    say(session_id, "a walk that is mentioned in a long sentence which came later")

    assert journal.search("walk", limit=1)[0].turn_id == best
    assert len(journal.search("walk", limit=MAX_RANKED * 2)) == MAX_RANKED


def test_a_title_and_a_tag_are_found_before_what_was_said(journal, say, clock):
    one = journal.begin("journal", "Dentist on Friday", "test")
    journal.corrections.correct(one, tags=["Teeth", "fear"])
    clock.move(days=1)
    other = journal.begin("journal", "Another", "test")
    say(other, "the dentist was kind")

    assert [(hit.session_id, hit.step, hit.text) for hit in journal.search("dentists")] == [
        (one, "title", "Dentist on Friday"), (other, "promise", "the dentist was kind"),
    ]  # fmt: skip
    (tagged,) = journal.search("teeth")
    assert (tagged.step, tagged.text, tagged.turn_id) == ("tags", "Teeth, fear", None)
    assert journal.search("dentist", speaker="coach") == []
    assert [hit.session_id for hit in journal.search("dentist", since=clock.now)] == [other]
    assert [hit.session_id for hit in journal.search("dentist", until=clock.now)] == [one]
    assert [hit.session_id for hit in journal.search("dentist", tag="TEETH")] == [one]
    journal.corrections.correct(one, title="Teeth")
    assert [hit.session_id for hit in journal.search("dentist")] == [other]


def test_titles_take_one_place_in_four_where_more_was_said(journal, say, clock):
    for _ in range(12):
        clock.move(minutes=1)
        say(journal.begin("journal", "A walk", "test"), "i went for a walk")

    steps = [hit.step for hit in journal.search("walk", 8)]
    assert steps == ["title"] * 2 + ["promise"] * 6


def test_turns_of_a_period_are_found_whatever_the_order_of_their_ids(journal, say, clock):
    now = clock.now
    session = journal.begin("journal", "An entry", "test")
    for days in (-400, 10, -200, 300, -10):  # as imports come
        clock.now = now + timedelta(days=days)
        say(session, f"a walk {days + 400}")

    found = [
        {int(hit.text.split()[-1]) - 400 for hit in journal.search("walk", **period)}
        for period in (
            {"since": now}, {"until": now}, {"since": now - timedelta(days=250), "until": now},
        )
    ]  # fmt: skip
    assert found == [{10, 300}, {-400, -200, -10}, {-200, -10}]
