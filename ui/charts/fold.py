"""Long texts on several lines, because Plotly does not break lines."""

from __future__ import annotations


def is_wide(sign: str) -> bool:
    """Whether a sign is Chinese: two letters wide, and a line may break beside it."""
    return ord(sign) > 0x2E80


def width_of(text: str) -> int:
    """How many letters wide a text is."""
    return sum(2 if is_wide(sign) else 1 for sign in text)


def folded(text: str, width: int) -> str:
    """The text with `<br>` before a word that would pass `width` letters; Chinese breaks anywhere, two a sign.

    An amount that is longer than a line breaks all the same.
    """
    lines, used = [""], 0
    for part in _parts(text, width):
        size = width_of(part)
        if used and used + size > width:
            lines.append("")
            used = 0
        lines[-1] += part
        used += size
    return "<br>".join(line.strip() for line in lines)


def _parts(text: str, width: int) -> list[str]:
    """Words with the space behind them, and single Chinese signs."""
    text = " ".join(word if width_of(word) <= width else word.replace("\u00a0", " ") for word in text.split(" "))
    parts = [""]
    for sign in text:
        if is_wide(sign):
            parts += [sign, ""]
        elif sign == " ":
            parts[-1] += sign
            parts.append("")
        else:
            parts[-1] += sign
    return [part for part in parts if part]
