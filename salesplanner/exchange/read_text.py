"""Bytes to text: which alphabet a file is written in, guessed from the file alone."""

import codecs
import re
import unicodedata

from salesplanner.exchange.issues import Issue
from salesplanner.problems import PlanProblem

_MARKS = (  # longest first: the UTF-32 mark begins with the UTF-16 mark
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ALPHABETS = (
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "mac_roman", "cp437",
    "cp850", "koi8-r", "iso8859-2", "cp866", "shift_jis", "gb18030", "euc_kr", "big5",
)  # fmt: skip
_WIDE = frozenset(("shift_jis", "gb18030", "euc_kr", "big5"))
_SAMPLE = 200_000
_COMMON = frozenset("áàâäãåéèêëíìîïóòôöõøúùûüñçßÄÖÜÉÈÁÅØÑÇæœŒÆ€–—’‘“”…°§®™©")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def decode(data: bytes, file: str = "", encoding: str | None = None) -> tuple[str, list[Issue]]:
    """The text of a file, and what was odd about it.

    Raises:
        PlanProblem: it is not text, or not in the encoding that was asked for.
    """
    if encoding:
        return _decode_as(data, encoding, file), []
    for mark, name in _MARKS:
        if data.startswith(mark):
            text, issues = _with_damage(data, name, file)
            return _without_nuls(text, file, issues)
    wide = _unmarked_utf16(data)
    if wide:
        text, issues = _with_damage(data, wide, file)
        return _without_nuls(text, file, issues)
    text, issues = _decode_bytes(data, file)
    return _without_nuls(text, file, issues)


def _decode_as(data: bytes, encoding: str, file: str) -> str:
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise PlanProblem(
            f"The file cannot be read as {encoding}.", file, "Choose another encoding."
        ) from error


def _with_damage(data: bytes, encoding: str, file: str) -> tuple[str, list[Issue]]:
    text = data.decode(encoding, errors="replace")
    n_bad = text.count("\ufffd")
    reason = f"{n_bad} characters are damaged and were read as \ufffd"
    return text, [Issue("encoding", reason, file, assumed=encoding)] if n_bad else []


def _unmarked_utf16(data: bytes) -> str | None:
    sample = data[:2000]
    if len(sample) < 8 or b"\x00" not in sample:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _decode_bytes(data: bytes, file: str) -> tuple[str, list[Issue]]:
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        pass
    lines = data.splitlines(keepends=True)
    is_utf8 = [_is_utf8(line) for line in lines]
    n_utf8 = sum(good and not line.isascii() for good, line in zip(is_utf8, lines, strict=True))
    bad = [line for good, line in zip(is_utf8, lines, strict=True) if not good]
    alphabet = guess_alphabet(b"".join(bad))
    if not n_utf8:
        issue = Issue("encoding", "The file does not say its encoding", file, assumed=alphabet)
        return data.decode(alphabet, errors="replace"), [issue]
    text = "".join(
        line.decode("utf-8" if good else alphabet, errors="replace")
        for good, line in zip(is_utf8, lines, strict=True)
    )
    reason = f"The file mixes encodings: {len(bad)} lines are not UTF-8"
    return text, [Issue("encoding", reason, file, row=is_utf8.index(False) + 1, assumed=alphabet)]


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def guess_alphabet(data: bytes) -> str:
    """The most plausible encoding of bytes that are not UTF-8.

    Each candidate is scored by the characters it makes of the bytes above 127: letters of one
    script inside words speak for it, control and box characters, sudden capitals and mixed scripts
    against it. A guess: short samples can be wrong, which is why the planner may choose.
    """
    pieces = re.findall(rb"[^\x00-\x7f\s]*[\x80-\xff][^\s,;\t|]*", data[:_SAMPLE])
    sample = b" ".join(pieces) or data[:_SAMPLE]
    best, best_score = "cp1252", float("-inf")
    for name in _ALPHABETS:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        score = _plausibility(text, name in _WIDE)
        if score > best_score + 1e-9:
            best, best_score = name, score
    return best


def _plausibility(text: str, is_wide: bool) -> float:
    total, n, scripts = 0.0, 0, set()
    for before, char in zip(" " + text, text, strict=False):
        if char < "\x80":
            # A wide alphabet swallows the byte after: Latin letters beside Han speak against it.
            total -= 1.5 * (is_wide and char.isalpha() and before > "\x7f")
            continue
        n += 1
        total += _char_score(before, char)
        if char.isalpha():
            scripts.add(unicodedata.name(char, "?").split()[0])
    mixed = 0.5 * max(len(scripts) - (3 if is_wide else 1), 0)
    return total / max(n, 1) - mixed


def _char_score(before: str, char: str) -> float:  # noqa: PLR0911 - one case each
    if before > "\x7f" and char < "\u0250" and before.isalpha() and char.isalpha():
        return -0.8  # Latin words rarely have two accented letters in a row
    if char in _COMMON:
        return -0.5 if char.isupper() and before.islower() else 1.0
    category = unicodedata.category(char)
    if category in ("Cc", "Cn", "Co"):
        return -3.0
    if not category.startswith("L"):
        return -1.0
    if char.isupper() and before.islower():
        return -1.0
    if "CJK" in unicodedata.name(char, "") and char < "\u3400":
        return 0.0
    return 0.7


def _without_nuls(text: str, file: str, issues: list[Issue]) -> tuple[str, list[Issue]]:
    text = text.removeprefix("\ufeff")
    n_odd = len(_CONTROL.findall(text[:_SAMPLE]))
    if n_odd > 0.1 * min(max(len(text), 1), _SAMPLE) and n_odd > 5:
        raise PlanProblem(
            "This is not a table: most of it is not text.", file, "Save it as CSV or Excel first."
        )
    if "\x00" in text:
        reason = f"{text.count(chr(0))} NUL characters were taken out"
        issues = [*issues, Issue("damaged text", reason, file, assumed="left out")]
        text = text.replace("\x00", "")
    return text, issues
