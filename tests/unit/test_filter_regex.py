"""Regular expressions in filters: the part of Python's syntax that is there, and that none of them is slow."""

from __future__ import annotations

import re
from random import Random
from time import process_time

import pytest

from lktui.analysis.filter.automaton import Automaton, required
from lktui.analysis.filter.regex import PatternError, parse_pattern

TEXTS = (
    "", "a", "b", "A", "ab", "aab", "abab", "aaab", "xaby", "Prod-7", "prod-77-x", "room 1", "a.b", "a\tb", "-", "]",
    "^",
    "über", "ÜBER", "naïve_1", "{2}", "a-z", "7", "٣", "aaaaaaaaaaaaaaaaaaaa", "a/b", "a\nb",
)  # fmt: skip
PATTERNS = (
    "a", "A", "^a", "b$", "^$", "^", "$", "a*", "a+b", "a?b", "(ab)+", "(ab)+$", "^(a|b)*$", "a|b", "^(a|bc|)$", "a{2}",
    "a{2,}b", "^a{1,2}b", "a{,2}b", "a{0}b", "^a{0,1}$", "(a|b){2,3}$", "[ab]+", "[^ab]", "[a-c]x?", "^[^-]*$", "[]]",
    "[^]]",
    "[a\\]]", "[a-]", "[-a]", "[A-Z]", r"\d", r"^\D+$", r"prod-\d+$", r"\w+\s\w", r"\W", r"\S\s", r"[\d-]+", r"[^\w]",
    "a.b", r"a\.b", r"a\tb", ".", "^.$", "..$", "(?:ab|a)b", "(a*)*b", "(a+)+$", "()", "(|a)b", "(a|)+b", "ü", "Ü",
    "[ü]",
    "a*?b", "a+?", r"\^", r"\{2\}", "x(^a|b)", "(^|x)a", "a($|b)", "^a^", "$a", "b$$", "^^a", "(a{2}){2}", "r..m",
    r"a\/b",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_matches_as_python_does(pattern: str) -> None:
    automaton = Automaton(parse_pattern(pattern))
    python = re.compile(pattern.replace("$", r"\Z"), re.IGNORECASE)

    for text in TEXTS:
        assert automaton.search(text) == bool(python.search(text)), text


@pytest.mark.parametrize(
    ("pattern", "position"),
    [
        ("*a", 0), ("a|*", 2), ("(+)", 1), ("a**", 2), ("a++", 2), ("a{2}{3}", 4), ("(a", 0), ("a)", 1), ("[a", 0),
        ("[]", 0),
        ("[z-a]", 1), ("[a-\\d]", 1), ("a{", 1), ("a{x}", 1), ("a{3,2}", 1), ("a{101}", 1), ("a{,}", 1), ("a{٣}", 1),
        ("\\", 0), ("\\b", 0), ("(a)\\1", 3), ("(?=a)", 0), ("(?<!a)", 0), ("(?P<x>a)", 0), ("(?i)a", 0), ("^*", 1),
        ("((((((((((()))))))))))", 10), ("a" * 201, 200), ("", 0),
    ],
)  # fmt: skip
def test_what_is_not_supported_is_refused_with_its_place(pattern: str, position: int) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(pattern)

    assert caught.value.position == position
    assert caught.value.message


@pytest.mark.parametrize("pattern", ["a{100}b{100}", "((a{50}){50}){50}", "(((((a?){100}){100}){100}){100}){100}"])
def test_repeats_that_grow_too_large_are_refused_at_once(pattern: str) -> None:
    with pytest.raises(PatternError, match="too large"):
        Automaton(parse_pattern(pattern))


def test_repeats_of_nothing_are_nothing() -> None:
    assert Automaton(parse_pattern("^((((){100}){100}){100}){100}a$")).search("a")


REDOS = (
    ("(a+)+$", "a" * 255 + "!"),
    ("(a|a)*$", "a" * 255 + "!"),
    ("(a|aa)+$", "a" * 255 + "!"),
    ("(a*)*b", "a" * 256),
    ("(.*a){25}", "a" * 24 + "b" * 200),
    ("(x+x+)+y", "x" * 256),
    ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 256),
    (".*.*.*.*.*b", "a" * 256),
    ("(a?){60}a{60}", "a" * 59),
    ("(a|b)*a(a|b){50}c", "ab" * 128),
    (r"^(\w+\s?)*$", "word " * 50 + "!"),
    (r"(\d+)*\D$", "1" * 256),
)


@pytest.mark.parametrize(("pattern", "text"), REDOS)
def test_patterns_that_make_python_hang_stay_fast(pattern: str, text: str) -> None:
    automaton = Automaton(parse_pattern(pattern))
    began = process_time()
    for i in range(1_000):
        automaton.search(f"{text[i % 7 :]}{text}")
    took = process_time() - began

    assert took < 2.0  # seconds; 0.02 to 0.1 on a laptop, years with backtracking


def test_a_pattern_with_a_huge_number_of_states_keeps_few_of_them_and_stays_right() -> None:
    automaton = Automaton(parse_pattern("(a|b)*a(a|b){20}c"))
    random = Random(1)
    most = 0
    for _ in range(500):
        text = "".join(random.choices("ab", k=120)) + "c"
        assert automaton.search(text) is (text[-22] == "a"), text
        most = max(most, automaton._known.steps)

    assert 20_000 < most < 21_000


def test_any_number_of_different_characters_is_no_problem() -> None:
    automaton = Automaton(parse_pattern("[^x][yz]"))
    for i in range(20_000, 40_000):
        assert not automaton.search(chr(i))

    assert automaton.search("ay")
    assert len(automaton._graph._takers) <= 10_001


def test_only_the_first_256_characters_are_looked_at() -> None:
    assert Automaton(parse_pattern("b.*c")).search("b" + "a" * 254 + "c")
    assert not Automaton(parse_pattern("[b]")).search("a" * 256 + "b")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"^prod-\d+$", "prod-"),
        ("a", "a"),
        ("ab?cd", "cd"),
        ("a|b", ""),
        ("Straße", "strasse"),
        ("(abc)d", "abcd"),
        ("[ab]c+", ""),
    ],
)
def test_the_text_that_every_match_holds_is_known(pattern: str, text: str) -> None:
    assert required(parse_pattern(pattern)) == text
