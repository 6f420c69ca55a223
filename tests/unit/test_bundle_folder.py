"""A bundle's folder is its owner's alone, never written over, and whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lktui.errors import BundleNotWritten
from lktui.tui.bundle_folder import write

FILES = {"report.md": "# ☕\n", "stays.csv": "identity\r\n"}


def test_it_is_for_its_owner_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    before = os.umask(0)
    try:
        folder = write(FILES, "lktui-standup")
    finally:
        os.umask(before)
    assert folder == tmp_path / "lktui-standup"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {each.name for each in folder.iterdir()} == set(FILES)
    for name, content in FILES.items():
        assert (folder / name).stat().st_mode & 0o777 == 0o600
        assert (folder / name).read_bytes() == content.encode()


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "it").write_text("a file")
    names = [write({"report.md": str(number)}, "it", into=tmp_path).name for number in range(3)]
    assert names == ["it-2", "it-3", "it-4"]
    assert (tmp_path / "it").read_text() == "a file"
    assert [(tmp_path / name / "report.md").read_text() for name in names] == ["0", "1", "2"]


def test_a_place_that_takes_none_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for into in (tmp_path / "file", tmp_path / "missing", f"{tmp_path}/\x00"):
        with pytest.raises(BundleNotWritten) as refused:
            write(FILES, "it", into=into)
        assert refused.value.what.startswith("no bundle can be written into ")
        assert "--bundle" in refused.value.todo
        assert refused.value.what.isprintable()


def test_a_working_directory_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(BundleNotWritten, match="No such file"):
        write(FILES, "it")


def test_what_can_not_be_finished_is_not_begun(tmp_path: Path) -> None:
    with pytest.raises(BundleNotWritten, match="No such file"):
        write({**FILES, "no/such": ""}, "it", into=tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_lone_surrogate_is_no_reason_to_fail(tmp_path: Path) -> None:
    assert (write({"report.md": "a\ud800b"}, "it", into=tmp_path) / "report.md").read_text() == "a?b"


def test_a_hundred_of_the_same_second_are_enough(tmp_path: Path) -> None:
    for number in range(1, 100):
        (tmp_path / ("it" if number == 1 else f"it-{number}")).mkdir()
    with pytest.raises(BundleNotWritten, match="99 times"):
        write(FILES, "it", into=tmp_path)
