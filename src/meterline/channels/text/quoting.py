"""A letter's own text, apart from what it quotes or forwards, and from its signature."""

import re
from dataclasses import dataclass

_HISTORY = re.compile(
    r"""^[ ]*(?:
        -{2,}[ ]*(?:исходное|пересланное|пересылаемое|оригинальное|original|forwarded|конец)\b.*
      | -{3,}[ ]*(?:начало|ответ)\b.*
      | begin[ ]forwarded[ ]message:?
      | [^\n]{0,120}(?:пишет|написал|написала|написал\(а\)|wrote):[ ]*
      | [^\n]{0,120}<[^\n<>]+@[^\n<>]+>[^\n]{0,20}:[ ]*
      | on[ ][^\n]{5,120}wrote:[ ]*
    )$""",
    re.VERBOSE,
)
_HEADER = re.compile(r"^[ *]*(?:от|from|кому|to|тема|subject|дата|date|отправлено|sent)[ *]*:.*$")
_HEADERS_AT_LEAST = 2
_WRAPPED = re.compile(r"(?:пишет|написал\w*(?:\(а\))?|wrote):[ ]*$")
_STARTS_HISTORY = re.compile(
    r"^[ ]*(?:on[ ]|(?:пн|вт|ср|чт|пт|сб|вс)[,. ]|\d{1,2}[. ][\w.]+[ .,]+\d{4})"
)
_QUOTED = re.compile(r"^[ ]*[>|]")
_SIGNATURE = re.compile(
    r"""^[ ]*(?:--[ ]*$
      | (?:с[ ])?(?:наилучшими|искренним|глубоким)?[ ]?(?:уважением|пожеланиями)\b
      | с[ ]ув\b | sent[ ](?:from|via)\b | отправлено[ ](?:с|из|через|от)\b
      | get[ ]outlook | outlook[ ](?:для|for) | почта[ ]mail )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Letter:
    """The parts of a letter, each made of whole lines."""

    own: str
    signature: str
    quoted: str


def parts(text: str) -> Letter:
    """Cut an even text (`letters.even`)."""
    own, quoted = _without_history(text.split("\n"))
    end = next((at for at, line in enumerate(own) if _SIGNATURE.match(line)), len(own))
    return Letter("\n".join(own[:end]), "\n".join(own[end:]), "\n".join(quoted))


def _without_history(lines: list[str]) -> tuple[list[str], list[str]]:
    """Lines of the writer's own and quoted ones; answers between quoted lines are own."""
    own: list[str] = []
    quoted: list[str] = []
    for at, line in enumerate(lines):
        if _begins_history(lines, at):
            rest = lines[at:]
            if any(_QUOTED.match(one) for one in rest):
                # Quoted line by line: what stands between the lines was written now.
                below = [one for one in rest[1:] if not _QUOTED.match(one) and not _part(one)]
                return own + below, quoted + [one for one in rest if _QUOTED.match(one)]
            return own, quoted + rest
        (quoted if _QUOTED.match(line) else own).append(line)
    return own, quoted


def _part(line: str) -> bool:
    """Whether a line is the introduction of a quotation."""
    return bool(_HISTORY.match(line) or _WRAPPED.search(line) or _HEADER.match(line))


def _begins_history(lines: list[str], at: int) -> bool:
    line = lines[at]
    if _HISTORY.match(line):
        return True
    if _STARTS_HISTORY.match(line) and any(_WRAPPED.search(one) for one in lines[at + 1 : at + 3]):
        return True
    heads = lines[at : at + 5]
    return bool(_HEADER.match(line)) and sum(map(bool, map(_HEADER.match, heads))) >= (
        _HEADERS_AT_LEAST
    )
