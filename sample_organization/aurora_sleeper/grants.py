"""Tables of access to Azure DevOps, applied by `access`."""

from dataclasses import dataclass

from sample_organization.model.organization import Identity, descriptor, guid

BOOKING, CREW, ROLLING_STOCK = "Booking & Fares", "Crew's Quarters", "Rolling Stock Überwachung"
ADMINISTRATOR = "projectAdministrator"


@dataclass(frozen=True)
class Access:
    """One user's access. `last_access` and `created` are days before `SAMPLE_AS_OF`; None means never.

    A user with a `group_rule` has the license directly as well, unless it is assigned by the rule.
    """

    license: str = "express"
    last_access: float | None = 2
    created: float = 700
    status: str = "active"
    source: str = "account"
    meta_type: str | None = "member"
    subject_kind: str = "user"
    project: str = ""
    group: str = "projectContributor"
    group_rule: str = ""
    is_by_rule: bool = False
    msdn_license: str = "none"


BUILD_SERVICE = Identity(
    guid("service", "build"),
    "Rolling Stock Überwachung Build Service (aurora-sleeper)",
    guid("service", "build name"),
    descriptor("svc", "build"),
)

NIGHT_PORTERS, PLATFORM_ENGINEERS = "Night Porters", "Platform Engineers"

# Directory groups with a license rule: name, license, project, status of the rule.
GROUP_RULES = (
    (NIGHT_PORTERS, "stakeholder", CREW, "applied"),
    (PLATFORM_ENGINEERS, "express", BOOKING, "applied"),
    ("Winter Timetable", "express", ROLLING_STOCK, "applyPending"),
    ("Seasonal Testers", "advanced", CREW, "unableToApply"),
)

# By name, where it differs from the department's access. None: no access.
EXCEPTIONS: dict[str, Access | None] = {
    "Siân Llewellyn": Access(last_access=3, project=BOOKING, group=ADMINISTRATOR),
    "Bartłomiej Wróbel": Access(last_access=44, project=ROLLING_STOCK),
    "Ottoline Fairweather": Access(status="disabled", last_access=60, project=BOOKING),
    "Rémi Beaufort": None,
    "Jean-Luc d'Arcy": Access(last_access=1, project=ROLLING_STOCK),
    "Ngọc Trần": None,
    "Solveig Nygård": Access(last_access=37, project=BOOKING),
    "Zsófia Nagy-Kiss": Access(
        last_access=1, project=ROLLING_STOCK, group_rule=PLATFORM_ENGINEERS, is_by_rule=True
    ),
}

# Users and service principals that are not in the HR roster, or have too much access.
OUTSIDERS: dict[str, Access] = {
    "Giulia Ferri (Dolomiti Rail)": Access(
        "stakeholder", 5, 80, meta_type="guest", project=BOOKING
    ),
    "Mats Ek (Öresund Catering)": Access("stakeholder", 120, 300, meta_type="guest", project=CREW),
    "Ines Prado (Iberia Nightline)": Access(
        "express", 4, 200, meta_type="guest", project=BOOKING, group=ADMINISTRATOR
    ),
    "Tim Brandt (Kupplung GmbH)": Access(
        "stakeholder", 2, 6, meta_type="guest", project=ROLLING_STOCK
    ),
    "Timetable Import": Access(
        "express", 0.1, 500, meta_type="application", subject_kind="servicePrincipal", project=CREW
    ),
    "Release Conductor": Access(
        "stakeholder",
        0.1,
        500,
        meta_type="application",
        subject_kind="servicePrincipal",
        project=BOOKING,
        group=ADMINISTRATOR,
    ),
    "Night Watch Telemetry": Access(
        "stakeholder",
        0.2,
        200,
        meta_type="managedIdentity",
        subject_kind="servicePrincipal",
        project=ROLLING_STOCK,
    ),
    "Test Account 7": Access(last_access=2, created=400, project=BOOKING),
    "Quality Intern": Access(
        "stakeholder", 9, 150, project=CREW, group_rule=NIGHT_PORTERS, is_by_rule=True
    ),
    "Aoife Admin": Access(last_access=3, created=300, project=CREW, group_rule=PLATFORM_ENGINEERS),
    "Platform Owner": Access(
        "advanced",
        0.2,
        900,
        project=BOOKING,
        group=ADMINISTRATOR,
        group_rule=PLATFORM_ENGINEERS,
    ),
}

# Access of the first office employees; the others are stakeholders.
OFFICE_ACCESS: tuple[Access, ...] = (
    Access(last_access=31, project=CREW),
    Access(last_access=45, project=CREW),
    Access(last_access=63, project=BOOKING),
    Access(last_access=88, project=BOOKING),
    Access("advanced", 95, 800, project=BOOKING),
    Access(last_access=170, project=ROLLING_STOCK),
    Access(last_access=181, project=ROLLING_STOCK),
    Access("advanced", 410, 900, project=CREW),
    Access(last_access=None, created=31, project=CREW),
    Access(last_access=None, created=240, project=BOOKING),
    Access(last_access=None, created=9, project=BOOKING),
    Access("professional", 200, 900, source="msdn", project=BOOKING),
    Access("professional", 12, 900, source="msdn", project=CREW),
    Access(last_access=6),
    Access("advanced", 17),
    Access("stakeholder", None, 5, status="pending", meta_type=None, project=BOOKING),
    Access("express", None, 12, status="pending", meta_type=None, project=CREW),
    Access("stakeholder", 300, 900, status="disabled", project=CREW),
    Access(last_access=3, created=800, project=CREW, msdn_license="enterprise"),
    Access(last_access=5, created=600, project=CREW, msdn_license="eligible"),
)
