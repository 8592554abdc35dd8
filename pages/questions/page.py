"""`/questions` – What do you expect, and what does the record say? Ten questions for a class."""

from ui import choices, lessons, panels
from ui.views import questions

words = panels.words()
panels.heading(words("questions.question"), words("questions.lead"))
part = choices.report_part(
    words, questions.PARTS, questions.PARTS[0], lambda code: words(f"questions.part.{code}"), of="questions"
)
picked = choices.mentioned("question", questions.ids())
guess = choices.guess()
asked = questions.shown(picked, words.lang)

lessons.ways(picked, words)
if part == "ask":
    lessons.cards(asked, picked, guess, words)
else:
    lessons.worksheet(asked, part == "answers", words)
