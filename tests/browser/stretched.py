"""The app in a language that nobody speaks: English with words a third longer, as German has them. For tests only.

`python -m tests.browser.stretched run app.py …` is Streamlit with these words.
"""

import re
import sys

from streamlit.web import cli

from data import store
from ui.text import Text

# What is no word: placeholders, addresses, signs and code in Markdown.
_KEPT = re.compile(r"(\{[^}]*\}|\]\([^)]*\)|:[a-z]+/[a-z_]+:|:[a-z]+\[|`[^`]*`|<[^>]*>)")
_WORD = re.compile(r"[A-Za-z]{4,}")


def stretched(said: str) -> str:
    """The same with 35 per cent more letters in each word of four or more."""
    parts = _KEPT.split(said)
    return "".join(
        part if at % 2 else _WORD.sub(lambda word: word[0] + word[0][: round(len(word[0]) * 0.35)].lower(), part)
        for at, part in enumerate(parts)
    )


def speak() -> None:
    """Have every text of English said longer, labels of indicators as well."""
    english = store.words()["en"]
    longer = {key: stretched(said) for key, said in english.items()}
    Text._words = property(lambda self: longer if self.lang == "en" else store.words()[self.lang])  # type: ignore[assignment]
    of = Text.of
    Text.of = lambda self, *given: stretched(of(self, *given))  # type: ignore[method-assign]


if __name__ == "__main__":
    speak()
    sys.exit(cli.main(prog_name="streamlit"))
