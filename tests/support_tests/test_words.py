import pytest

from tests.support.words import banned_words, long_sentences, visible_text


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("People with lived experience of the criminal justice system", []),
        ("An Ex-offender, an ex-con and an INMATE", ["Ex-offender", "ex-con", "INMATE"]),
        ("The Rehabilitation of Offenders Act 1974", []),
        ("A young offender institution", []),
        ("She suffers from nothing", ["suffers from"]),
        ("Your file is invalid. The upload failed.", ["invalid", "failed"]),
        ("Only 3 places left, hurry", ["Only 3 places left", "hurry"]),
        ("A convicted opinion about forbiddenness", []),
    ],
)
def test_banned_words(text, found):
    assert banned_words(text) == found


def test_a_sentence_of_twenty_words_is_still_short():
    twenty = " ".join(["word"] * 20)
    assert long_sentences(f"{twenty}. {twenty}\n{twenty}") == []
    assert long_sentences(f"Short. One {twenty}.") == [f"One {twenty}."]


def test_visible_text_is_what_a_person_reads_or_hears():
    html = """<title>Home</title><style>.invalid{}</style><p class="failed">One
      <b>two</b></p><img alt="A picture"><input type="submit" value="Send"><input value="hidden words">
      <ul><li>a</li><li>b</li></ul><input aria-invalid="true" aria-label="Your name">"""
    assert visible_text(html).splitlines() == [
        "Home", "One two", "A picture", "Send", "a", "b", "Your name",
    ]  # fmt: skip
