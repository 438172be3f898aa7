"""The command `ado-findings`. Results go to standard output, progress and errors to standard error."""

import logging
import os
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click
import duckdb

from pipelines import __version__, permissions
from pipelines.console import logs
from pipelines.console.findings import FORMATS
from pipelines.console.signals import INTERRUPTED, leave, stop_at_once_on_signals
from pipelines.console.terminal import Terminal, print_line
from pipelines.environment import use_own_variables
from pipelines.errors import AdoFindingsError, RunFailed, UserActionRequired, described
from pipelines.export.formats import FORMATS as FILE_FORMATS
from pipelines.export.formats import MAX_ROWS
from pipelines.overrides.catalogue import SEVERITIES
from pipelines.printable import printable

if TYPE_CHECKING:  # imports dlt, which takes a second
    from pipelines.settings import Settings

P = ParamSpec("P")

_DAY = click.DateTime(["%Y-%m-%d"])

logger = logging.getLogger(__name__)


def entry_point() -> None:
    """Run the command; one that failed ends its process at once, whatever its threads still wait for."""
    try:
        main()
    except SystemExit as end:
        if end.code:
            leave(end.code)
        raise


def _reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn errors into one message on standard error, a traceback in the log, and the exit status."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AdoFindingsError as error:
            _fail(str(error), error.exit_code)
        except BrokenPipeError:
            raise  # click ends the command: whoever read its output has closed it
        except (OSError, duckdb.Error) as error:
            _fail(f"I/O or database error: {error}", RunFailed.exit_code)
        except KeyboardInterrupt:
            print_line(Terminal(stderr=True), INTERRUPTED)
            sys.exit(RunFailed.exit_code)
        except Exception as error:
            _fail_unexpectedly(error, bool(kwargs.get("verbose")))
        finally:
            logs.stop()

    return wrapped


def _fail(message: str, exit_code: int) -> None:
    _log_failure(message)
    if not (logs.is_shown() and logs.is_json()):
        print_line(Terminal(stderr=True), f"Error: {logs.hide(message)}")
    sys.exit(exit_code)


def _fail_unexpectedly(error: Exception, is_verbose: bool) -> None:
    """Fail with one line for an error that nobody expects, with its traceback in the log."""
    if is_verbose and not logs.is_json():
        for line in logs.hide("".join(traceback.format_exception(error))).splitlines():
            print_line(Terminal(stderr=True), line)
    logs.open_existing_file()
    report = logs.written_file() or "the output of the same command with --verbose"
    _fail(f"Unexpected error ({described(error)}). Report it with {report}.", RunFailed.exit_code)


def _log_failure(message: str) -> None:
    if logs.is_started():
        logs.open_existing_file()
        logger.error("%s", message, exc_info=True)


_verbose_option = click.option(
    "--verbose", "-v", is_flag=True, help="Log details, such as each request, to standard error."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ado-findings")
def main() -> None:
    """Find problems in an Azure DevOps organization: velocity, aging, dependencies, access.

    Without settings, every command uses the bundled sample organization. To connect your own, set
    SOURCES__AZURE_DEVOPS__ORGANIZATION_URL and SOURCES__AZURE_DEVOPS__ACCESS_TOKEN, or `organization_url` in
    .dlt/config.toml and `access_token` in .dlt/secrets.toml.

    \b
    Exit status:
      0  success
      1  failed; the previous publication is unchanged, unless the message says that the tables are
         published
      2  not started: correct the setting, token or file that the message names
    """
    permissions.make_new_files_private()
    use_own_variables()
    # The tracker cleans up after a process that ends at once.
    warnings = [os.environ.get("PYTHONWARNINGS"), "ignore:resource_tracker"]
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, warnings))
    logging.getLogger("dlt").setLevel(logging.CRITICAL)
    logs.silence_libraries()


@main.command(short_help="Extract, build the models and publish the tables.")
@click.option(
    "--full-refresh", is_flag=True, help="Extract everything again, not only what changed."
)
@click.option("--full", "full_refresh", is_flag=True, hidden=True)
@click.option(
    "--sweep", is_flag=True, help="Scan for deleted work items now, whatever `sweep_days` says."
)
@_verbose_option
@_reports_errors
def run(full_refresh: bool, sweep: bool, verbose: bool) -> None:
    """Extract from Azure DevOps, build the models and publish the tables.

    Publishes findings.duckdb, parquet/ and report.html in the data folder: data/, or ADO_FINDINGS__DATA_DIR;
    for the sample organization, sample/ below it. With ADO_FINDINGS__AS_OF, the tables describe that past
    timestamp instead of now. The log is state/logs/run.log in the data folder; LOG_FORMAT=json makes it JSON
    lines.
    """
    stop_at_once_on_signals()
    from pipelines.console.progress import Progress
    from pipelines.console.summary import print_summary
    from pipelines.run import RunOptions
    from pipelines.run import run as run_all
    from pipelines.settings import load_settings

    messages, settings = Terminal(stderr=True), load_settings()
    logs.start(settings.state_dir, messages, verbose)
    output = _output(settings.is_sample)
    _warn_of_unencrypted_token(settings)
    result = run_all(settings, Progress(messages), RunOptions(full_refresh, sweep or full_refresh))
    print_summary(result, output)
    _show_job_summary(result.published, output)
    if not (settings.is_sample or result.context.is_historical):
        _notify(settings, output)
    result.require_report()


@main.command(short_help="Notify the channels about new findings.")
@click.option("--dry-run", is_flag=True, help="Show what would be sent. Sends and records nothing.")
@_verbose_option
@_reports_errors
def notify(dry_run: bool, verbose: bool) -> None:
    """Notify the channels about findings that they have not been notified of.

    The channels are in notifications.csv in the roster folder, and their addresses in section [notifications]
    of .dlt/secrets.toml. `ado-findings run` does the same at its end. A channel is notified of each finding
    once, and again if it is reopened; its first message is a summary. Exits with status 1 if a channel did
    not accept its message, which the next run sends again.
    """
    stop_at_once_on_signals()
    from pipelines.console.notifications import print_preview
    from pipelines.console.published import published_database
    from pipelines.notify.channels import read_channels
    from pipelines.notify.notifications import preview
    from pipelines.run import roster_folder
    from pipelines.settings import load_offline_settings

    settings, output = load_offline_settings(), Terminal()
    logs.start(settings.state_dir, Terminal(stderr=True), verbose)
    if settings.as_of:
        raise UserActionRequired("Channels are notified of the present: unset ADO_FINDINGS__AS_OF.")
    if dry_run:
        channels = read_channels(roster_folder(settings))
        print_preview(preview(published_database(), channels, settings.state_dir), output)
    elif not _notify(settings, output):
        sys.exit(RunFailed.exit_code)


def _show_job_summary(published: Path, output: Terminal) -> None:
    """Show the digest in the summary of a job of GitHub Actions or Azure Pipelines."""
    from pipelines.digest.digest import FILE, show_as_job_summary

    digest = published.with_name(FILE)
    try:
        command = show_as_job_summary(digest)
    except OSError as error:
        logger.warning("%s is not in the summary of the job (%s).", digest, error)
    else:
        if command:
            output.file.write(f"{command}\n")  # the agent carries it out: not escaped


def _notify(settings: "Settings", output: Terminal) -> bool:
    """Notify the channels, and return whether all accepted their messages."""
    from pipelines.console.notifications import print_deliveries
    from pipelines.notify.channels import read_channels
    from pipelines.notify.notifications import notify as notify_channels
    from pipelines.paths import PUBLISHED_FILE
    from pipelines.run import roster_folder

    channels = read_channels(roster_folder(settings))
    if not channels:
        return True
    logs.describe([channel.url for channel in channels])
    database = settings.data_dir / PUBLISHED_FILE
    deliveries = notify_channels(database, channels, settings.data_dir, settings.publication_mode)
    print_deliveries(deliveries, output)
    return not any(delivery.is_failed for delivery in deliveries)


@main.command(short_help="Build and publish again, without extracting.")
@_verbose_option
@_reports_errors
def build(verbose: bool) -> None:
    """Build the models and publish the tables again, without extracting.

    Uses what the last run extracted, so it needs neither network nor token. Run it after a change of
    thresholds.csv, waivers.csv, state_categories.csv, another override file or a setting, or with
    ADO_FINDINGS__AS_OF to describe a past timestamp. Rosters stay those of the last run.
    """
    stop_at_once_on_signals()
    from pipelines.console.progress import Progress
    from pipelines.console.summary import print_summary
    from pipelines.run import build as build_all
    from pipelines.settings import load_offline_settings

    messages, settings = Terminal(stderr=True), load_offline_settings()
    logs.start(settings.state_dir, messages, verbose)
    output = _output(settings.is_sample)
    result = build_all(settings, Progress(messages))
    print_summary(result, output)
    result.require_report()


@main.command()
@click.option(
    "--severity", type=click.Choice(SEVERITIES), help="Only this severity and higher ones."
)
@click.option("--family", "families", multiple=True, help="Only this rule family; repeatable.")
@click.option("--team", "teams", multiple=True, help="Only findings of this team; repeatable.")
@click.option(
    "--segment",
    "segments",
    multiple=True,
    help="Only findings about items of this segment, by the path of its query; repeatable.",
)
@click.option(
    "--new", "only_new", is_flag=True, help="Only findings that the last run opened or reopened."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="Output format.",
)
@_verbose_option
@_reports_errors
def findings(
    severity: str | None,
    families: tuple[str, ...],
    teams: tuple[str, ...],
    segments: tuple[str, ...],
    only_new: bool,
    output_format: str,
    verbose: bool,
) -> None:
    """List the open findings, highest severity first.

    Reads the published tables and sends nothing. JSON and CSV output has every column of table `findings`.
    With ADO_FINDINGS__AS_OF, lists the findings as of that past timestamp, which `ado-findings build` must
    have published.

    To build the tables again, use `ado-findings build`.
    """
    from pipelines.console.findings import Filters, print_findings, read_open_findings
    from pipelines.console.published import published_database

    logs.start(None, Terminal(stderr=True), verbose)
    filters = Filters(severity, families, teams, only_new, segments)
    print_findings(read_open_findings(published_database(), filters), output_format)


@main.command(short_help="Write the evidence of a period for an auditor.")
@click.option("--from", "first", type=_DAY, required=True, help="First day, such as 2026-01-01.")
@click.option("--to", "last", type=_DAY, required=True, help="Last day, such as 2026-03-31.")
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    help="Folder to write; it must not exist, or be empty.",
)
@click.option(
    "--sample",
    "sample_size",
    type=click.IntRange(min=0),
    default=25,
    show_default=True,
    help="Number of changes to draw.",
)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="Decides which changes are drawn."
)
@click.option("--strict", is_flag=True, help="Refuse if anything was not read completely.")
@_verbose_option
@_reports_errors
def audit(
    first: datetime,
    last: datetime,
    folder: Path,
    sample_size: int,
    seed: int,
    strict: bool,
    verbose: bool,
) -> None:
    """Write the evidence of a period for an auditor: CSV and Parquet files, a first page and a manifest.

    Reads the published tables and sends nothing. The files are the changes that were completed in the period
    with their evidence, the findings by control, the accounts, what the runs read, and a random sample that
    can be drawn again. The same publication and options give the same bytes.
    """
    from pipelines.audit.export import Sampling, write_audit
    from pipelines.audit.period import Period
    from pipelines.console.audit import print_audit
    from pipelines.console.published import published_database, published_time_zone

    logs.start(None, Terminal(stderr=True), verbose)
    database, sampling = published_database(), Sampling(sample_size, seed)
    period = Period(first.date(), last.date(), published_time_zone())
    print_audit(write_audit(database, period, sampling, folder, strict), Terminal())


@main.command(short_help="Write the page of the publication again.")
@click.option("--open", "is_opened", is_flag=True, help="Open it in the browser.")
@click.option(
    "--serve",
    "is_served",
    is_flag=True,
    help="Serve it on 127.0.0.1 until Ctrl-C, for browsers that need HTTP.",
)
@click.option(
    "--port", default=8081, show_default=True, help="Port of --serve; 0 picks a free one."
)
@_verbose_option
@_reports_errors
def report(is_opened: bool, is_served: bool, port: int, verbose: bool) -> None:
    """Write report.html again, beside the published tables.

    The page holds all that it shows and sends nothing. Reads the published tables; with ADO_FINDINGS__AS_OF,
    those of that past timestamp.
    """
    from pipelines.console.published import published_database
    from pipelines.console.report import show_report
    from pipelines.report.files import write_report

    logs.start(None, Terminal(stderr=True), verbose)
    page = write_report(published_database())
    show_report(page, is_opened, port if is_served else None, Terminal())


@main.command(
    "export", short_help="Write a workbook of the tables, or the findings as SARIF or OCSF."
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(list(FILE_FORMATS)),
    required=True,
    help="Format of the file.",
)
@click.option(
    "--output",
    "path",
    type=click.Path(path_type=Path),
    help="File to write or replace; by default findings.xlsx, or the suffix of the format.",
)
@click.option(
    "--tables",
    "names",
    multiple=True,
    metavar="NAME,...",
    help="Only these tables, with all their rows; repeatable.",
)
@click.option(
    "--max-rows",
    type=click.IntRange(min=0),
    default=MAX_ROWS,
    show_default=True,
    help="Leave out tables with more rows, unless --tables names them.",
)
@_verbose_option
@_reports_errors
def export_tables(
    output_format: str, path: Path | None, names: tuple[str, ...], max_rows: int, verbose: bool
) -> None:
    """Write the published tables, or the open findings, into one file for another program.

    xlsx is a workbook for Excel: one sheet per table, `dictionary` first, with the descriptions of the
    columns as comments on the header. Text is never evaluated as a formula, ids are text, and timestamps are
    in UTC. Tables that are left out are listed in the output and on the last sheet. A table that is longer
    than a sheet, 1,048,575 rows, continues on another sheet.

    The other formats have the open findings only: csv and json with all columns, sarif as a log of SARIF
    2.1.0, ocsf as one event of class Detection Finding per line.

    Reads the published tables and sends nothing. With ADO_FINDINGS__AS_OF, writes the tables of that past
    timestamp, which `ado-findings build` must have published.
    """
    from pipelines.console.export import RowProgress, print_export
    from pipelines.console.published import published_database
    from pipelines.export.export import Request, export

    messages = Terminal(stderr=True)
    logs.start(None, messages, verbose)
    tables = [name.strip() for listed in names for name in listed.split(",")]
    path = path or Path(f"findings{FILE_FORMATS[output_format].suffix}")
    request = Request(output_format, path, tables, max_rows)
    print_export(export(published_database(), request, RowProgress(messages)), path, Terminal())


@main.command(short_help="Show whether the last run succeeded, and when.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option(
    "--metrics",
    "metrics_file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write a text file for Prometheus' node exporter.",
)
@click.option(
    "--max-age",
    "max_age_hours",
    type=click.FloatRange(min=0),
    default=26.0,
    show_default=True,
    help="Hours after which a publication is stale.",
)
@_verbose_option
@_reports_errors
def status(as_json: bool, metrics_file: Path | None, max_age_hours: float, verbose: bool) -> None:
    """Show the last run, how fresh the publication is, and what was not read. Sends nothing.

    \b
    Exit status, for monitoring:
      0  fresh
      1  stale: no run for --max-age hours; or failed: the last run or build failed or was interrupted
      2  nothing was ever published or tried
    """
    from pipelines.console.published import published_folder
    from pipelines.console.status import print_status, print_status_as_json
    from pipelines.status.status import read_status

    logs.start(None, Terminal(stderr=True), verbose)
    folder, max_age = published_folder(), timedelta(hours=max_age_hours)
    found = read_status(folder, max_age, datetime.now(UTC))
    if metrics_file:
        from pipelines.status.prometheus import write_metrics

        write_metrics(found, metrics_file)
    (print_status_as_json if as_json else print_status)(found, Terminal())
    sys.exit(found.exit_status)


@main.command(short_help="Verify token scopes and platform connections.")
@_verbose_option
@_reports_errors
def check(verbose: bool) -> None:
    """Verify the token's scopes and the connection to each platform.

    Sends one request per scope and per platform. Shows what is missing from the tables without a scope. Exits
    with status 2 if a scope that a run needs is missing; a run skips a platform that cannot be read.
    """
    from pipelines.azure_devops.scopes import probe, require_critical
    from pipelines.console.connection_check import print_platforms, print_scopes
    from pipelines.console.platform_status import probe_state
    from pipelines.run import client_of, source_organization
    from pipelines.settings import load_settings

    settings = load_settings()
    logs.start(settings.state_dir, Terminal(stderr=True), verbose)
    output = _output(settings.is_sample)
    _warn_of_unencrypted_token(settings)
    with source_organization(settings) as organization:
        client = client_of(organization.connection)
        results = probe(client)
        states = [(platform, probe_state(platform)) for platform in organization.platforms]
    print_line(output, f"Organization: {organization.public_url}")
    print_scopes(results, None if settings.is_sample else client.urls.token_page, output)
    print_platforms(states, output)
    require_critical(results, client.urls.token_page)


@main.command()
@_verbose_option
@_reports_errors
def projects(verbose: bool) -> None:
    """List the projects that the token can see.

    A * marks those that a run extracts: all, unless SOURCES__AZURE_DEVOPS__PROJECTS names some.
    """
    from pipelines.azure_devops.organization import AzureDevOpsOrganization
    from pipelines.azure_devops.scopes import probe, require_critical
    from pipelines.run import client_of, source_organization
    from pipelines.settings import load_settings

    output, settings = Terminal(), load_settings()
    logs.start(settings.state_dir, Terminal(stderr=True), verbose)
    _warn_of_unencrypted_token(settings)
    with source_organization(settings) as organization:
        client = client_of(organization.connection)
        require_critical(probe(client), client.urls.token_page)
        reader = AzureDevOpsOrganization(client, organization.connection.projects)
        for project in sorted(reader.projects(), key=lambda project: str(project["name"]).lower()):
            mark = "*" if reader.is_selected(project) else " "
            print_line(output, f"{mark} {printable(project['name'])}  {printable(project['id'])}")


@main.command(short_help="List the platforms and their last load.")
@_verbose_option
@_reports_errors
def platforms(verbose: bool) -> None:
    """List the configured platforms and how the last run read them.

    Platforms are the CSV files in the roster folder and the sections [sources.platforms.<name>] of the
    configuration. Sends nothing; to test the connections, use `ado-findings check`.
    """
    from pipelines.console.platform_status import platform_statuses, print_statuses
    from pipelines.run import connectors
    from pipelines.settings import load_offline_settings

    settings = load_offline_settings()
    logs.start(None, Terminal(stderr=True), verbose)
    statuses = platform_statuses(settings.warehouse, connectors(settings))
    print_statuses(statuses, Terminal())


@main.command("serve-sample", short_help="Serve the sample organization locally.")
@click.option(
    "--port", default=8080, show_default=True, help="Port on 127.0.0.1; 0 picks a free one."
)
@_reports_errors
def serve_sample(port: int) -> None:
    """Serve the sample organization and its platforms until Ctrl-C.

    The servers imitate the REST APIs of Azure DevOps and of the platforms, on 127.0.0.1 only, so that you can
    try other clients on them.
    """
    from pipelines.console.sample_server import serve_until_interrupted
    from pipelines.run import sample_module

    serve_until_interrupted(sample_module(), port)


def _warn_of_unencrypted_token(settings: "Settings") -> None:
    if settings.connection and settings.connection.urls.sends_token_in_clear:
        logger.warning("The organization URL is http://, so the token is sent unencrypted.")


def _output(is_sample: bool) -> Terminal:
    """Return the console for results, after a notice if they are the sample organization's."""
    from pipelines.console.summary import print_sample_notice

    output = Terminal()
    if is_sample:
        print_sample_notice(output)
    return output
