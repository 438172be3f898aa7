"""The command `ado-findings`. Results go to standard output, progress and errors to standard error."""

import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click
import duckdb
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipelines import __version__
from pipelines.console.signals import leave, stop_at_once_on_signals
from pipelines.errors import AdoFindingsError, RunFailed

P = ParamSpec("P")


def entry_point() -> None:
    """The command; one that has failed ends its process at once, though threads may still await answers."""
    try:
        main()
    except SystemExit as end:
        if end.code:
            leave(end.code)
        raise


def _reports_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Turn our errors into one clear message and the exit status that they stand for."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except AdoFindingsError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(error.exit_code)
        except (OSError, duckdb.Error) as error:
            click.echo(f"Error: the machine or the data folder failed: {error}", err=True)
            sys.exit(RunFailed.exit_code)
        except KeyboardInterrupt:
            click.echo("Stopped. The old publication stands; the next run continues.", err=True)
            sys.exit(RunFailed.exit_code)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ado-findings")
def main() -> None:
    """Findings about an Azure DevOps organization: velocity, aging, dependencies, access.

    Without settings every command works on a bundled sample organization. To read your own, set
    SOURCES__AZURE_DEVOPS__ORGANIZATION_URL and SOURCES__AZURE_DEVOPS__ACCESS_TOKEN, or `organization_url` and
    `access_token` in .dlt/config.toml and .dlt/secrets.toml.

    Exit status: 0 done; 1 failed, the old publication stands; 2 nothing was read or changed, a setting, a
    token or a file must be corrected.
    """
    os.environ.update(
        RUNTIME__DLTHUB_TELEMETRY="false",
        RUNTIME__INTERCEPT_SIGNALS="false",
        RUNTIME__LOG_LEVEL="CRITICAL",
        DO_NOT_TRACK="1",
        # The tracker tidies up behind a process that ends at once.
        PYTHONWARNINGS=",".join(
            filter(None, [os.environ.get("PYTHONWARNINGS"), "ignore:resource_tracker"])
        ),
    )
    logging.getLogger("dlt").setLevel(logging.CRITICAL)


@main.command()
@click.option("--full", is_flag=True, help="Read everything again instead of what is new.")
@click.option("--sweep", is_flag=True, help="Look for destroyed items now, not in sweep_days.")
@_reports_errors
def run(full: bool, sweep: bool) -> None:
    """Read the organization and publish its tables.

    Writes findings.duckdb and parquet/ below the data folder (data/, or ADO_FINDINGS__DATA_DIR; sample/
    below it for the sample organization). ADO_FINDINGS__AS_OF describes a past instant instead of now.
    """
    stop_at_once_on_signals()
    from pipelines.console.progress import Progress
    from pipelines.console.summary import announce_sample, print_report
    from pipelines.run import Depth
    from pipelines.run import run as run_all
    from pipelines.settings import load_settings

    output, messages = Console(highlight=False), Console(stderr=True, highlight=False)
    settings = load_settings()
    if settings.connection is None:
        announce_sample(output)
    elif settings.connection.urls.sends_token_in_clear:
        messages.print(
            "Warning: the organization URL is http://, the token crosses the network in clear."
        )
    result = run_all(settings, Progress(messages), Depth(from_start=full, sweep=sweep or full))
    print_report(result, output)


@main.command()
@_reports_errors
def findings() -> None:
    """Publish anew what was read last, without asking the organization.

    No token is needed. For another instant (ADO_FINDINGS__AS_OF), and after a change of thresholds.csv,
    waivers.csv or a setting. Rosters are those of the last run.
    """
    stop_at_once_on_signals()
    from pipelines.console.progress import Progress
    from pipelines.console.summary import announce_sample, print_report
    from pipelines.republish import republish
    from pipelines.settings import load_offline_settings

    output, messages = Console(highlight=False), Console(stderr=True, highlight=False)
    settings = load_offline_settings()
    if settings.is_sample:
        announce_sample(output)
    print_report(republish(settings, Progress(messages)), output)


@main.command()
@_reports_errors
def check() -> None:
    """Show whether the token is good, and whether the platforms can be read.

    Asks one question per scope, and shows what it costs to be without it. Fails, with exit status 2, when a
    scope is missing that a run needs. Asks each platform one question as well: a run does without one that
    fails.
    """
    from pipelines.azure_devops.client import AzureDevOpsClient
    from pipelines.azure_devops.scopes import probe, require_critical
    from pipelines.console.platform_status import probe_state
    from pipelines.console.summary import announce_sample
    from pipelines.settings import load_settings
    from pipelines.subject import subject_of

    output = Console(highlight=False)
    settings = load_settings()
    if settings.connection is None:
        announce_sample(output)
    with subject_of(settings) as subject:
        client = AzureDevOpsClient(subject.connection.urls, subject.connection.token)
        results = probe(client)
        states = [(platform, probe_state(platform)) for platform in subject.platforms]
    table = Table("scope", "state", "needed", box=None, pad_edge=False)
    table.add_column("without it", overflow="fold")
    for result in results:
        needed = "yes" if result.scope.is_critical else "optional"
        table.add_row(result.scope.name, result.state, needed, result.scope.without_it)
    output.print(f"Organization: {subject.public_url}", soft_wrap=True)
    output.print(table)
    if settings.connection is not None:
        output.print(f"Create or edit tokens at {client.urls.token_page}", soft_wrap=True)
    for platform, state in states:
        line = f"Platform {platform.name} ({platform.kind.name}): {state}"
        output.print(line, soft_wrap=True, markup=False)
    require_critical(results, client.urls.token_page)


@main.command()
@_reports_errors
def projects() -> None:
    """List the projects that the token sees.

    A * marks those that a run reads: all, unless SOURCES__AZURE_DEVOPS__PROJECTS names some.
    """
    from pipelines.azure_devops.client import AzureDevOpsClient
    from pipelines.azure_devops.organization import AzureDevOpsOrganization
    from pipelines.azure_devops.scopes import probe, require_critical
    from pipelines.settings import load_settings
    from pipelines.subject import subject_of

    with subject_of(load_settings()) as subject:
        client = AzureDevOpsClient(subject.connection.urls, subject.connection.token)
        require_critical(probe(client), client.urls.token_page)
        organization = AzureDevOpsOrganization(client, subject.connection.projects)
        for project in sorted(organization.projects(), key=lambda each: str(each["name"]).lower()):
            mark = "*" if organization.is_selected(project) else " "
            click.echo(f"{mark} {project['name']}  {project['id']}")


@main.command()
@_reports_errors
def platforms() -> None:
    """List the other platforms, with what the last run made of them.

    They are the files of the roster folder and the sections [sources.platforms.<name>] of the configuration.
    Asks nobody: `ado-findings check` does.
    """
    from pipelines.console.platform_status import standings
    from pipelines.settings import load_offline_settings
    from pipelines.subject import kinds_of_platforms

    settings = load_offline_settings()
    table = Table("platform", "kind", "state", box=None, pad_edge=False)
    table.add_column("rows", justify="right")
    table.add_column("last complete load (UTC)")
    table.add_column("message", overflow="fold")
    for each in standings(settings.warehouse, kinds_of_platforms(settings)):
        rows = "" if each.row_count is None else f"{each.row_count:,}"
        loaded_at = f"{each.loaded_at:%Y-%m-%d %H:%M:%S}" if each.loaded_at else ""
        cells = (each.platform, each.kind, each.state, rows, loaded_at, each.message or "")
        table.add_row(*map(escape, cells))
    Console(highlight=False).print(table)


@main.command("serve-sample")
@click.option(
    "--port", default=8080, show_default=True, help="Port on 127.0.0.1; 0 takes a free one."
)
@_reports_errors
def serve_sample(port: int) -> None:
    """Serve the sample organization and its other platforms until Ctrl-C.

    They answer on this machine only, as Azure DevOps and the platforms do, for trying other clients on them.
    """
    from threading import Event

    import sample_organization

    records = sample_organization.build_platform_records()
    organization = sample_organization.build_sample_organization()
    with (
        sample_organization.serve(organization, port=port) as server,
        sample_organization.serve_platforms(records) as others,
    ):
        click.echo(f"The sample organization answers at {server.url}")
        click.echo(
            f"Token (basic authentication, user name empty): {sample_organization.SAMPLE_TOKEN}"
        )
        click.echo(f"Its platforms answer below {others.url}: /entra, /github, /slack, /scim")
        click.echo(f"Token and client secret: {sample_organization.PLATFORM_SECRET}")
        click.echo("Ctrl-C stops it.")
        try:
            Event().wait()
        except KeyboardInterrupt:
            click.echo("Stopped.")
