"""Serving the sample organization, so that other clients can be tried on it."""

from threading import Event
from types import ModuleType

import click


def serve_until_interrupted(sample: ModuleType, port: int) -> None:
    """Serve the sample organization and its platforms until Ctrl-C, and print how to reach them."""
    organization, records = sample.build_sample_organization(), sample.build_platform_records()
    with (
        sample.serve(organization, port=port) as server,
        sample.serve_platforms(records) as platform_server,
    ):
        click.echo(f"Sample organization: {server.url}")
        click.echo(f"  token (basic authentication, empty user name): {sample.SAMPLE_TOKEN}")
        click.echo(f"Platforms: {platform_server.url} with paths /entra, /github, /slack, /scim")
        click.echo(f"  token and client secret: {sample.PLATFORM_SECRET}")
        click.echo("Press Ctrl-C to stop.")
        try:
            Event().wait()
        except KeyboardInterrupt:
            click.echo("Stopped.")
