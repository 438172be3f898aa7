"""The names of all settings that belong to no platform. Lookups refuse every other name.

The settings of a platform are declared by its connector (`pipelines.accounts.settings`).
"""

PLATFORMS = "sources.platforms"  # one section per platform below it
NOTIFICATIONS = "notifications"  # one address for each channel of notifications.csv below it
RUN = "ado_findings"

SECTIONS = {
    "sources.azure_devops": (
        "organization_url",
        "access_token",
        "projects",
        "entitlements_url",
        "identities_url",
    ),
    "sources.rosters": ("directory", "authority"),
    RUN: (
        "data_dir",
        "as_of",
        "time_zone",
        "velocity_planning_days",
        "velocity_incomplete_categories",
        "bulk_edit_items",
        "dependency_link_types",
        "segments",
        "forecast_trials",
        "forecast_wip",
        "forecast_dependencies",
        "sweep_days",
        "roster_max_age_days",
        "concurrency",
        "api_version",
        "pseudonymize",
        "snapshot_retention_days",
        "memory_limit",
        "publication_mode",
        "report",
        "max_wait_minutes",
    ),
}
WITHOUT_SECTION = (
    "azure_devops_ext_pat",
)  # AZURE_DEVOPS_EXT_PAT, as in Microsoft's Azure DevOps CLI
KEYS = frozenset(
    {f"{section}.{name}" for section, names in SECTIONS.items() for name in names}
    | set(WITHOUT_SECTION)
)


def is_declared(key: str) -> bool:
    """Return whether a key is a setting.

    Which settings a platform has is known to its connector, and which channels have addresses to
    notifications.csv.
    """
    is_of_platform = key.startswith(f"{PLATFORMS}.") and key.count(".") > PLATFORMS.count(".") + 1
    is_address = key.startswith(f"{NOTIFICATIONS}.") and key.count(".") == 1
    return key in KEYS or is_of_platform or is_address


def require_declared(key: str) -> None:
    """Raise KeyError for a lookup of a setting that is not declared, which is an error of the program."""
    if not is_declared(key):
        raise KeyError(f"declare the setting {key} in pipelines/declared_settings.py")


def variable(key: str) -> str:
    """Return the environment variable of a key."""
    return key.replace(".", "__").upper()
