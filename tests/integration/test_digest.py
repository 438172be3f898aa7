"""digest.md of a publication, and the summary of a job."""

from pathlib import Path

import duckdb
import pytest

from pipelines.digest.digest import FILE, show_as_job_summary, write_digest


def publication(folder: Path, *findings: tuple[object, ...], unread: str = "false") -> Path:
    """A publication of run 2 with findings: title, status, baseline state, run, URL."""
    database = folder / "findings.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute(
            "create table runs as select 'run-2' as run_id, 'acme' as organization, "
            "timestamp '2026-03-02' as as_of, timestamp '2026-03-02' as started_at; "
            "create table findings (finding_uid int, title text, status text, baseline_state text, "
            "run_id text, "
            "subject_url text, is_open boolean, severity text, severity_id int, family text, "
            "estimated_monthly_cost double); "
            "create table extraction_coverage as select 'run-2' as run_id, 'users' as resource, "
            f"not {unread} as is_complete, 'denied' as status, 'The token lacks a scope.' as message"
        )
        for number, (title, status, state, run, url) in enumerate(findings):
            connection.execute(
                "insert into findings values (?, ?, ?, ?, ?, ?, ?, 'high', 4, 'backlog', 10)",
                [number, title, status, state, run, url, status in ("new", "in_progress")],
            )
    return database


def test_it_says_what_changed_in_this_run(tmp_path: Path) -> None:
    database = publication(
        tmp_path,
        ("Opened", "new", "new", "run-2", "https://acme.example/1"),
        ("Opened earlier", "new", "new", "run-1", None),
        ("Still there", "in_progress", "unchanged", "run-2", None),
        ("Waived", "suppressed", "new", "run-2", None),
        ("Back", "new", "reopened", "run-2", None),
        ("Gone", "resolved", "absent", "run-2", None),
        ("Gone earlier", "resolved", "absent", "run-1", None),
        unread="true",
    )
    assert write_digest(database, 0o444).read_text() == (
        "# acme, 2026-03-02\n\n"
        "1 new, 1 reopened, 1 resolved. Open: 4 high. Superfluous licenses cost 40.00 USD a month.\n\n"
        "## New\n\n- **high** [Opened](https://acme.example/1)\n\n"
        "## Reopened\n\n- **high** Back\n\n"
        "## Resolved\n\n- **high** Gone\n\n"
        "## Not read\n\n- users: The token lacks a scope.\n"
    )


def test_a_quiet_run_says_so(tmp_path: Path) -> None:
    text = write_digest(publication(tmp_path), 0o444).read_text()
    assert text == (
        "# acme, 2026-03-02\n\n0 new, 0 reopened, 0 resolved. Nothing is open.\n\n"
        "## Not read\n\nEverything was read completely.\n"
    )


def test_a_long_list_is_cut_and_counted(tmp_path: Path) -> None:
    rows = [(f"Finding {number:02}", "new", "new", "run-2", None) for number in range(13)]
    text = write_digest(publication(tmp_path, *rows), 0o444).read_text()
    assert "- **high** Finding 09\n- and 3 more\n" in text


@pytest.mark.parametrize(
    ("title", "url", "line"),
    [
        ("[click](https://evil)", None, r"\[click\](https:" + "\u2060" + "//evil)"),
        ("<script>alert(1)</script>", None, r"\<script\>alert(1)\</script\>"),
        ("@everyone | `x`", None, "@\u2060everyone \\| \\`x\\`"),
        ("\u202eabc\nnext", None, "\\u202eabc next".replace("\\u", "\\\\u")),
        ("T", "javascript:alert(1)", "T"),
        ("T", "https://a.example/) [x](https://evil", "T"),
    ],
)
def test_texts_from_outside_are_inert(
    tmp_path: Path, title: str, url: str | None, line: str
) -> None:
    text = write_digest(
        publication(tmp_path, (title, "new", "new", "run-2", url)), 0o444
    ).read_text()
    assert f"- **high** {line}\n" in text


def test_github_actions_and_azure_pipelines_show_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = write_digest(publication(tmp_path), 0o444)
    for name in ("GITHUB_STEP_SUMMARY", "TF_BUILD"):
        monkeypatch.delenv(name, raising=False)
    assert show_as_job_summary(digest) is None
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.setenv("TF_BUILD", "True")
    assert show_as_job_summary(digest) == f"##vso[task.uploadsummary]{tmp_path / FILE}"
    assert (tmp_path / "summary").read_text() == digest.read_text()
