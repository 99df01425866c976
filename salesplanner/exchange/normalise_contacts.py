"""Telephone numbers, internet domains and e-mail addresses."""

import re

from salesplanner.exchange.place_words import DIALLING

_FREE_MAIL = frozenset(
    "gmail.com googlemail.com yahoo.com hotmail.com outlook.com aol.com icloud.com live.com msn.com gmx.de gmx.net"
    " web.de t-online.de mail.com mail.ru qq.com 163.com 126.com protonmail.com comcast.net verizon.net att.net"
    " yahoo.co.uk hotmail.co.uk btinternet.com orange.fr wanadoo.fr free.fr libero.it me.com mac.com".split()
)
_SHARED_SITES = frozenset(
    "facebook.com linkedin.com instagram.com twitter.com x.com wixsite.com wordpress.com blogspot.com google.com"
    " sites.google.com example.com test.com none.com na.com".split()
)
_DOMAIN = re.compile(r"[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]*[a-z0-9\u00a1-\uffff])?"
                     r"(?:\.[a-z0-9\u00a1-\uffff][a-z0-9\u00a1-\uffff-]*)+")  # fmt: skip


def read_domain(text: str) -> str | None:
    """The domain of a web address or e-mail, lower case, without www; None where there is none."""
    text = text.strip().casefold().split()[0] if text.strip() else ""
    text = re.split(r"[,;|]", text)[0]
    text = text.replace("https//", "").replace("http//", "")
    text = re.sub(r"^[a-z]+:/{1,3}", "", text).removeprefix("mailto:")
    text = text.rsplit("@", 1)[-1]
    text = re.split(r"[/?#:]", text)[0].strip(".")
    text = re.sub(r"^www\d?\.", "", text)
    if not _DOMAIN.fullmatch(text) or re.fullmatch(r"[\d.]+", text):
        return None
    return text


def is_company_domain(domain: str) -> bool:
    """Not a mail or page provider that thousands of companies share."""
    return bool(domain) and domain not in _FREE_MAIL and domain not in _SHARED_SITES


def read_email(text: str) -> str | None:
    """A plain e-mail address in lower case."""
    match = re.search(r"[^\s<>(),;:\"]+@[^\s<>(),;:\"]+\.[^\s<>(),;:\".]+", text)
    return match.group().casefold().removeprefix("mailto:") if match else None


def read_phone(text: str, country: str = "") -> str | None:  # noqa: PLR0911 - one case each
    """+ and digits, an extension after ` x`; without a known country the digits alone."""
    text = re.sub(r"\.0$", "", text.strip())
    body, _, extension = re.sub(
        r"(?i)\s*(?:ext\.?|extension|x|durchwahl|poste|#)\s*(?=\d+$)", "\0", text
    ).partition("\0")
    body = body.replace("(0)", "")
    digits = re.sub(r"\D", "", body)
    if not 5 <= len(digits) <= 17:
        return None
    tail = f" x{extension}" if extension else ""
    if body.lstrip("( ").startswith("+"):
        return f"+{digits}{tail}"
    if digits.startswith("00") and len(digits) > 10:
        return f"+{digits[2:]}{tail}"
    code = DIALLING.get(country, "")
    if code == "1":
        if len(digits) == 11 and digits.startswith("1"):
            return f"+{digits}{tail}"
        return f"+1{digits}{tail}" if len(digits) == 10 else digits + tail
    if code and digits.startswith("0"):
        return f"+{code}{digits.lstrip('0')}{tail}" if country != "IT" else f"+39{digits}{tail}"
    return digits + tail


def phone_key(phone: str) -> str:
    """The last nine digits, which are the same with and without country code."""
    digits = re.sub(r"\D", "", phone.split("x", maxsplit=1)[0])
    return digits[-9:] if len(digits) >= 7 else ""
