"""dlt's configuration while this program reads and loads: ours, whatever the environment and files say.

dlt looks up every parameter of pipelines, sources and destinations in both, each under several names:
`DATASET_NAME_LAYOUT` of another project would load into another schema.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dlt.common.configuration.container import Container
from dlt.common.configuration.providers import EnvironProvider
from dlt.common.configuration.specs.config_providers_context import ConfigProvidersContainer
from dlt.common.configuration.specs.pluggable_run_context import PluggableRunContext

from pipelines.environment import DLT_VARIABLES


class _OwnVariables(EnvironProvider):
    """Looks up `DLT_VARIABLES` instead of the environment."""

    def get_value(
        self, key: str, hint: type[Any], pipeline_name: str | None, *sections: str
    ) -> tuple[Any | None, str]:
        """Return the value of a variable, if it has one, and its name."""
        name = self.get_key_name(key, pipeline_name or "", *sections)
        return DLT_VARIABLES.get(name), name


@contextmanager
def own_dlt_configuration() -> Iterator[None]:
    """Let dlt look up `DLT_VARIABLES` only, until the block ends; look up all settings before."""
    context = Container()[PluggableRunContext]
    before = context.providers
    _use(context, ConfigProvidersContainer([_OwnVariables()]))
    try:
        yield
    finally:
        _use(context, before)


def _use(context: PluggableRunContext, providers: ConfigProvidersContainer) -> None:
    context.providers = providers
    context.context.reset_config()
