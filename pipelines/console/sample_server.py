"""Serving the sample organization, so that other clients can be tried on it."""

from threading import Event
from types import ModuleType

from pipelines.console.terminal import Terminal, print_line


def serve_until_interrupted(sample: ModuleType, port: int) -> None:
    """Serve the sample organization and its platforms until Ctrl-C, and print how to reach them."""
    output = Terminal()
    organization, records = sample.build_sample_organization(), sample.build_platform_records()
    with (
        sample.serve(organization, port=port) as server,
        sample.serve_platforms(records) as platform_server,
    ):
        print_line(output, f"Sample organization: {server.url}")
        print_line(
            output, f"  token (basic authentication, empty user name): {sample.SAMPLE_TOKEN}"
        )
        print_line(
            output, f"Platforms: {platform_server.url} with paths /entra, /github, /slack, /scim"
        )
        print_line(output, f"  token and client secret: {sample.PLATFORM_SECRET}")
        print_line(output, "Press Ctrl-C to stop.")
        try:
            Event().wait()
        except KeyboardInterrupt:
            print_line(output, "Stopped.")
