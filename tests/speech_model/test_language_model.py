"""The language model: counted, mixed, pruned."""

import gzip

import numpy as np
import pytest
from speech_model import language_model, texts
from speech_model.backoff import BackoffTable
from speech_model.errors import BuildError
from speech_model.language_model import BEGIN, END, LanguageModel
from speech_model.ngrams import Numbering, TextModel
from speech_model.vocabulary import acceptable, needed, vocabulary

pytestmark = pytest.mark.builder

LINES = ["i am calm", "i am tired today", "today i am calm", "the day is long"] * 3
WORDS = sorted({word for line in LINES for word in line.split()} | {"um", "unsaid"})


@pytest.fixture(scope="module")
def open_text(tmp_path_factory):
    """A folder with two texts: one like a journal, and one like a manual."""
    folder = tmp_path_factory.mktemp("text")
    journal = [f"i {did} and i felt {how}" for did in ("cooked", "walked", "slept badly")
               for how in ("better than before", "tired again", "like myself")] * 40  # fmt: skip
    manual = ["press the lever until the valve closes", "tom does what tom wants"] * 200
    for name, lines in (("journal", journal), ("manual", manual)):
        with gzip.open(folder / f"{name}.txt.gz", "wt", encoding="utf-8") as file:
            file.write("\n".join(lines))
    return folder


@pytest.fixture(scope="module")
def model(practices) -> LanguageModel:
    return language_model.estimate(sorted(needed(practices)), practices)


def total(model: LanguageModel, context: tuple[str, ...]) -> float:
    return sum(model.probability(word, context) for word in model.following[()])


def test_after_any_words_the_probabilities_of_all_words_make_one(model):
    contexts = list(model.following)
    for context in [(), (BEGIN,), ("i",), ("i", "am"), *contexts[1:2000:97], *contexts[-3:]]:
        assert total(model, context) == pytest.approx(1.0, abs=1e-6)


def test_the_context_of_a_kept_triple_can_be_reached_by_its_pair(model):
    longer = [context for context in model.following if len(context) == 2]
    assert longer
    assert all(word in model.following[(first,)] for first, word in longer)


def test_fillers_can_be_said_between_any_words(model):
    assert model.probability("um", ("i",)) > 1e-4
    assert model.probability("um", ("i",)) < 0.02
    assert model.probability("the", ("um",)) > model.probability("the", ("i",)) / 10


def test_what_a_text_says_often_is_likelier_than_what_it_says_never():
    numbering = Numbering(WORDS)
    text = TextModel(numbering, LINES)

    def probability(line: str) -> float:
        grams = numbering.grams(numbering.tokens([line]), 3)
        return float(np.exp(np.log(text.probability(grams, 3)).sum()))

    assert probability("i am calm") > probability("i am long") > 0
    single = text.probability(np.arange(numbering.predicted), 1)
    assert single.sum() == pytest.approx(1.0)
    assert single[WORDS.index("unsaid")] > 0


def test_unknown_words_and_ends_of_sentences_part_what_is_counted():
    numbering = Numbering(WORDS)
    tokens = numbering.tokens(["i am unheardof calm", "today"])

    assert len(numbering.grams(tokens, 1)) == 6  # the unknown word is none, the ends are two
    assert len(numbering.grams(tokens, 2)) == 5  # <s> i, i am, calm </s>, <s> today, today </s>
    assert len(numbering.grams(tokens, 3)) == 2  # <s> i am, <s> today </s>


def test_pruning_leaves_out_what_the_shorter_words_would_say_as_well():
    numbering = Numbering(["a", "b", "c"])
    single = np.array([0.5, 0.3, 0.1, 0.1])
    grams = numbering.joined([np.array([0, 0, 1]), np.array([1, 2, 2])])
    # After "a", "b" is as likely as ever; "c" is much likelier after "a" and after "b".
    table = BackoffTable(
        numbering, 2, grams, np.array([0.3, 0.5, 0.6]), lambda words: single[words]
    )

    kept = table.pruned(2, single[table.contexts])

    assert list(kept.grams) == [grams[1], grams[2]]
    assert grams[0] in table.pruned(2, single[table.contexts], needed=grams[:1]).grams
    everything = numbering.joined([np.zeros(4, np.int64), np.arange(4)])
    assert kept.probability(everything).sum() == pytest.approx(1.0)


def test_open_text_adds_words_and_weighs_as_much_as_it_is_like_a_journal(practices, open_text):
    words = vocabulary(practices, (open_text,))
    assert "valve" in words
    found = {}

    def weighed(numbering, models):
        found.update(original(numbering, models))
        return found

    original = language_model._weights
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(language_model, "_weights", weighed)
        language_model.estimate(sorted({*needed(practices), "valve"}), practices, (open_text,))
    assert found["journal"] >= 0.04 > found["manual"]
    assert sum(found.values()) == pytest.approx(1.0)
    assert all(found[name] >= least - 1e-9 for name, least in
               language_model.MIN_WEIGHTS.items())  # fmt: skip


def test_a_folder_without_text_is_named(tmp_path):
    with pytest.raises(BuildError, match=str(tmp_path)):
        texts.open_texts((tmp_path,))


def test_the_journals_that_measure_are_in_no_text_and_fit_nothing(model):
    measuring, fitting = texts.journals(texts.MEASURING_WRITERS), texts.journals()
    assert (len(measuring), len(fitting)) == (3 * 65, 5 * 65)
    assert set(measuring).isdisjoint(fitting)
    assert 20 < language_model.perplexity(model, measuring) < 1000
    assert END in model.following[()]


@pytest.mark.parametrize(
    ("word", "may"),
    [("mother's", True), ("o'clock", True), ("mrs", True), ("wouldn't", True), ("xq", False),
     ("rock'n", False), ("fucking", False), ("b", False)],
)  # fmt: skip
def test_a_word_is_taken_that_is_spoken_as_it_is_written(word, may):
    assert acceptable(word) == may
