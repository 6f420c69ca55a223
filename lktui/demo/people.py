"""Who is in the simulated rooms: names, identities, devices and places."""

from __future__ import annotations

from functools import lru_cache
from random import Random
from typing import NamedTuple
from unicodedata import normalize

from lktui.demo.credentials import ALPHABET

_BITS = 69  # what twelve characters of the alphabet can hold
_MASK = (1 << _BITS) - 1
_FACTORS = (0x1A5C_93B1_77D2_4E0F_85 & _MASK | 1, 0x0F3D_2C61_95A7_B8E4_3B & _MASK | 1)
_INVERSES = tuple(pow(factor, -1, 1 << _BITS) for factor in _FACTORS)


class Who(NamedTuple):
    """An identity, and the name shown for it."""

    identity: str
    name: str


class Client(NamedTuple):
    """What someone joins with; a browser is empty for a native app."""

    device: str
    os: str
    browser: str
    sdk: str


class Place(NamedTuple):
    """Where someone is, and which of LiveKit's regions answers there."""

    location: str
    region: str


AGENT = Client("", "linux", "", "PYTHON 1.0.16")
PHONE = Client("", "linux", "", "GO 2.11.2")
PORTAL = Client("", "linux x86_64", "Chrome 140.0.0", "JS 2.15.7")
SWIFT_OLD = Client("iPhone15,3", "ios 18.6.2", "", "SWIFT 2.1.0")
FLUTTER_OLD = Client("SM-A546B", "android 14", "", "FLUTTER 2.3.4")
CLIENTS = (
    Client("Mac", "mac os x 10.15.7", "Chrome 140.0.0", "JS 2.15.7"),
    Client("Mac", "mac os x 10.15.7", "Chrome 141.0.0", "JS 2.15.8"),
    Client("", "windows 10", "Chrome 140.0.0", "JS 2.15.7"),
    Client("", "windows 10", "Edge 140.0.0", "JS 2.15.7"),
    Client("", "windows 10", "Firefox 143.0", "JS 2.15.7"),
    Client("Mac", "mac os x 10.15.7", "Safari 18.6", "JS 2.15.4"),
    Client("", "linux x86_64", "Firefox 142.0", "JS 2.15.7"),
    Client("iPhone", "ios 18.6", "Mobile Safari 18.6", "JS 2.15.4"),
    Client("Pixel 8", "android 15", "Chrome 140.0.0", "JS 2.15.7"),
    Client("iPhone16,1", "ios 18.6.2", "", "SWIFT 2.8.1"),
    Client("iPhone14,5", "ios 17.7", "", "SWIFT 2.8.1"),
    Client("SM-S921B", "android 15", "", "ANDROID 2.20.2"),
    Client("Pixel 9 Pro", "android 16", "", "FLUTTER 2.5.0"),
    Client("SM-A546B", "android 14", "", "REACT_NATIVE 2.9.1"),
)
GERMANY = Place("Berlin, Germany", "Germany 2")
INDIA = Place("Mumbai, India", "India")
PLACES = (
    GERMANY,
    INDIA,
    Place("München, Germany", "Germany 2"),
    Place("Lyon, France", "France"),
    Place("Madrid, Spain", "France"),
    Place("London, United Kingdom", "UK"),
    Place("Ashburn, United States", "US East B"),
    Place("New York, United States", "US East B"),
    Place("Chicago, United States", "US Central"),
    Place("Portland, United States", "US West B"),
    Place("São Paulo, Brazil", "Brazil"),
    Place("東京, Japan", "Japan"),
    Place("Singapore", "Singapore"),
    Place("Sydney, Australia", "Australia"),
)

_NAMES = """
Aaliyah Brown|Aarav Sharma|Agnieszka Wójcik|Ahmed Hassan|Aino Virtanen|Ana Sofía Ramírez|Anke Schröder|Anouk de Vries
Antônio Gonçalves|Arjun Mehta|Astrid Ødegård|Beatriz Conceição|Björn Lindqvist|Camille Lefèvre|Carlos Núñez
Chiara D'Angelo|Chloé Girard|Daniel O'Connor|David Cohen|Diego Fernández|Dilnoza Karimova|Đorđe Jovanović
Ece Güneş|Elif Şahin|Emily Clark|Emre Çelik|Eoghan Ó Briain|Fatima Zahra|Florian Müller|Francesca Russo
Freya Sørensen|Grace Kim|Hanna Kovács|Hélène Dubois|Ingrid Bjørnstad|Isabella Rossi|Iván Petrović|Jakub Novák
James Wilson|Jana Šimková|João Pereira|Jonas Weiß|José García|Joy Adeyemi|Kaito Mori|Karolína Dvořáková
Kwame Mensah|Lars Åkesson|Léa Moreau|Lena Müller|Liam Murphy|Lucía Peña|Małgorzata Zając|Maria Papadopoulou
Marta Łukasik|Mateo Álvarez|Maya Patel|Miguel Ângelo|Mikael Häkkinen|Mina Park|Nguyễn Thị Lan|Niamh Byrne
Noah Schmidt|Noémie Bélanger|Nora Strøm|Ola Nordmann|Oliver Smith|Oluwaseun Okafor|Ömer Aydoğan|Pedro Muñoz
Priya Nair|Raúl Ibáñez|Renée van Dijk|Sofie Jørgensen|Søren Kjær|Stéphanie Gagné|Tadeáš Procházka|Tereza Říhová
Thomas Becker|Trần Văn Minh|Ugo Bianchi|Valentina Ortiz|Veronika Jansová|Wanjiru Kamau|William Taylor|Yusuf Öztürk
Zoë Jansen|Zsófia Szabó
""".replace("\n", "|").strip("|")
_OTHER_SCRIPTS = (
    Who("wang.fang", "王芳"),
    Who("li.xiaoming", "李小明"),
    Who("sato.ken", "佐藤 健"),
    Who("yamada.hanako", "山田 花子"),
    Who("kim.minjun", "김민준"),
    Who("lee.seoyeon", "이서연"),
    Who("olga.ivanova", "Ольга Иванова"),
    Who("giorgos.p", "Γιώργος Παπαδάκης"),
    Who("noa.levi", "נועה לוי"),
    Who("layla.haddad", "ليلى حداد"),
    Who("sam.r", "Sam 🎧"),
    Who("zoe.w", "Zoë 🌻"),
)
_UNDECOMPOSED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "ß": "ss", "'": ""})


def slug(name: str) -> str:
    """The first and last word of `name` as an identity: lower case, ASCII."""
    words = normalize("NFKD", name.lower().translate(_UNDECOMPOSED)).split()
    return ".".join("".join(c for c in word if c.isascii()) for word in (words[0], words[-1]))


@lru_cache(maxsize=1)
def everyone() -> tuple[Who, ...]:
    named = tuple(Who(slug(name), name) for name in _NAMES.split("|") if name)
    return named + _OTHER_SCRIPTS


STAFF = 24  # the first of a project's people work for the customer, the rest are its customers


@lru_cache(maxsize=8)
def community(seed: int) -> tuple[Who, ...]:
    """Everyone whom this project knows, in an order of its own."""
    people = list(everyone())
    Random(f"{seed}:people").shuffle(people)
    return tuple(people)


@lru_cache(maxsize=64)
def roster(seed: int, room: str, size: int) -> tuple[Who, ...]:
    """Those who come to `room` again and again; beyond the people that have names, numbered accounts."""
    rng = Random(f"{seed}:roster:{room}")
    known = community(seed)[STAFF:]
    picked = rng.sample(known, min(size, len(known)))
    return tuple(picked) + tuple(account(rng) for _ in range(size - len(picked)))


def account(rng: Random) -> Who:
    """A customer who goes by an account number; half of them never gave a name."""
    number = f"{rng.getrandbits(32):08x}"
    return Who(f"user_{number}", "" if number < "8" else f"Guest {number[-4:]}")


def customer(rng: Random, seed: int) -> Who:
    share = rng.random()
    if share < 0.25:
        return account(rng)
    known = community(seed)
    who = known[STAFF + int(rng.random() * (len(known) - STAFF))]
    return who if share < 0.8 else Who(f"{who.identity}@example.com", who.name)


def employee(rng: Random, seed: int) -> Who:
    return community(seed)[int(rng.random() * STAFF)]


_NUMBERS = ("+1202555{:04d}", "+442079460{:03d}", "+493023125{:03d}", "+3319900{:04d}", "+61255501{:03d}")  # fictional


def caller(rng: Random) -> Who:
    """Someone on a telephone, as LiveKit's SIP service names them."""
    number = _NUMBERS[int(rng.random() * len(_NUMBERS))].format(int(rng.random() * 1000))
    return Who(f"sip_{number}", f"Phone {number}")


def voice_agent(rng: Random) -> Who:
    """A voice agent's participant: `agent-` and the id of its job; some have no name."""
    return Who(f"agent-AJ_{spell(rng.getrandbits(_BITS))}", "" if rng.random() < 0.5 else "Reception")


def spell(number: int) -> str:
    """`number` in twelve characters of LiveKit's alphabet."""
    digits = []
    for _ in range(12):
        number, digit = divmod(number, len(ALPHABET))
        digits.append(ALPHABET[digit])
    return "".join(reversed(digits))


def scramble(number: int, salt: int) -> str:
    """An id that looks random, and that `unscramble` turns back: sessions are found by id without a table."""
    value = _turned((number ^ salt) * _FACTORS[0] & _MASK, 34) * _FACTORS[1] & _MASK
    return spell(value)


def unscramble(text: str, salt: int) -> int | None:
    """The number that `scramble` made into `text`, or None where it is no such id."""
    if len(text) != 12 or any(c not in ALPHABET for c in text):
        return None
    value = 0
    for c in text:
        value = value * len(ALPHABET) + ALPHABET.index(c)
    if value > _MASK:
        return None
    value = _turned(value * _INVERSES[1] & _MASK, _BITS - 34)
    return (value * _INVERSES[0] & _MASK) ^ salt


def _turned(value: int, bits: int) -> int:
    """`value` rotated: the high bits, which a product mixes best, go where the next product spreads them."""
    return ((value << bits) | (value >> (_BITS - bits))) & _MASK
