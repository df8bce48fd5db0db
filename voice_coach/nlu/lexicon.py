"""English word lists that more than one module reads: numbers, ordinals, days, stop words."""

NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
"""Each at the place of its value."""

TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")

ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth",
    "eighteenth", "nineteenth", "twentieth", "twenty first", "twenty second", "twenty third",
    "twenty fourth", "twenty fifth", "twenty sixth", "twenty seventh", "twenty eighth",
    "twenty ninth", "thirtieth", "thirty first",
)  # fmt: skip
"""As many as a month has days."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_FUNCTION_WORDS = frozenset((
    "a", "about", "again", "all", "also", "always", "am", "an", "and", "any", "anything", "are",
    "as", "at", "be", "because", "been", "being", "bit", "both", "but", "by", "can", "can't",
    "could", "day", "days", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "each",
    "ever", "every", "for", "from", "get", "getting", "go", "going", "got", "had", "has", "have",
    "he", "her", "him", "his", "how", "i", "i'd", "i'll", "i'm", "i've", "if", "in", "into", "is",
    "isn't", "it", "it's", "its", "just", "let", "like", "little", "made", "make", "making", "many",
    "maybe", "me", "more", "most", "much", "my", "myself", "never", "not", "now", "of", "off", "on",
    "one", "only", "or", "our", "out", "over", "really", "say", "she", "should", "so", "some",
    "somebody", "someone", "something", "sometimes", "still", "such", "take", "than", "that",
    "that's", "the", "them", "then", "there", "these", "they", "thing", "things", "think", "this",
    "those", "time", "to", "today", "too", "us", "very", "want", "wanted", "was", "way", "we",
    "well", "were", "what", "when", "where", "which", "while", "who", "why", "will", "with",
    "without", "would", "yes", "yet", "you", "your",
))  # fmt: skip

MENU_STOP_WORDS = _FUNCTION_WORDS | frozenset((
    "begin", "exercise", "give", "lately", "let's", "lets", "look", "need", "oh", "okay", "ones",
    "please", "practice", "practices", "saying", "session", "show", "start", "sure", "today's",
    "tonight", "try", "uh", "um",
))  # fmt: skip
"""Words that name no practice. "Feel" is none of them: it stands in a title."""

MEMORY_STOP_WORDS = _FUNCTION_WORDS | frozenset((
    "after", "another", "aren't", "away", "back", "before", "came", "come", "couldn't", "done",
    "down", "even", "everything", "feel", "feeling", "feelings", "feels", "felt", "few", "gets",
    "goes", "gone", "hasn't", "haven't", "having", "here", "hers", "itself", "keep", "kind", "know",
    "lot", "makes", "no", "nothing", "once", "other", "others", "own", "quite", "rather", "said",
    "same", "soon", "their", "though", "through", "together", "told", "tomorrow", "took", "two",
    "under", "until", "up", "wasn't", "week", "went", "weren't", "won't", "yesterday", "yours",
))  # fmt: skip
"""Words that tell nothing of what an answer or a memory is about."""
