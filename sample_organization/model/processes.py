"""The processes of the sample organization: fields, types, states, categories and backlogs."""

from collections.abc import Iterator, Mapping

from sample_organization.model.organization import (
    Backlog,
    FieldDefinition,
    Process,
    State,
    WorkItemType,
    guid,
)

HIDDEN_CATEGORY = "Microsoft.HiddenCategory"
_CATEGORY = {
    "P": "Proposed",
    "I": "InProgress",
    "R": "Resolved",
    "C": "Completed",
    "X": "Removed",
}
_STANDARD_FIELDS = (
    "System.Title",
    "System.State",
    "System.Reason",
    "System.AssignedTo",
    "System.AreaPath",
    "System.IterationPath",
    "System.Tags",
    "System.Description",
    "System.History",
    "Microsoft.VSTS.Common.Priority",
    "Microsoft.VSTS.Common.StackRank",
)
ACCEPTANCE_CRITERIA = "Microsoft.VSTS.Common.AcceptanceCriteria"
TARGET_DATE = "Microsoft.VSTS.Scheduling.TargetDate"
FINISH_DATE = "Microsoft.VSTS.Scheduling.FinishDate"
REMAINING_WORK = "Microsoft.VSTS.Scheduling.RemainingWork"
REPRO_STEPS = "Microsoft.VSTS.TCM.ReproSteps"
STORY_POINTS = "Microsoft.VSTS.Scheduling.StoryPoints"
EFFORT = "Microsoft.VSTS.Scheduling.Effort"
SIZE = "Microsoft.VSTS.Scheduling.Size"
BLOCKED = "Microsoft.VSTS.CMMI.Blocked"
STACK_RANK = "Microsoft.VSTS.Common.StackRank"
BACKLOG_PRIORITY = "Microsoft.VSTS.Common.BacklogPriority"


_FIELDS_BY_TYPE: Mapping[str, tuple[str, ...]] = {
    "string": (
        "System.Title",
        "System.State",
        "System.Reason",
        "System.TeamProject",
        "System.WorkItemType",
        "System.NodeName",
        "System.BoardColumn",
        "System.BoardLane",
        "System.AreaLevel1",
        "System.AreaLevel2",
        "System.AreaLevel3",
        "System.IterationLevel1",
        "System.IterationLevel2",
        "System.IterationLevel3",
        "Microsoft.VSTS.Common.Severity",
        "Microsoft.VSTS.Common.ValueArea",
        "Microsoft.VSTS.Common.Activity",
        BLOCKED,
        "Custom.SafetyLevel",
        "Custom.CarriageSeries",
    ),
    "integer": (
        "System.Id",
        "System.Rev",
        "System.AreaId",
        "System.IterationId",
        "System.PersonId",
        "System.Watermark",
        "System.CommentCount",
        "System.Parent",
        "System.RelatedLinkCount",
        "System.ExternalLinkCount",
        "System.HyperLinkCount",
        "System.RemoteLinkCount",
        "System.AttachedFileCount",
        "Microsoft.VSTS.Common.Priority",
    ),
    "double": (
        STACK_RANK,
        BACKLOG_PRIORITY,
        STORY_POINTS,
        EFFORT,
        SIZE,
        REMAINING_WORK,
        "Microsoft.VSTS.Scheduling.OriginalEstimate",
        "Microsoft.VSTS.Scheduling.CompletedWork",
        "Custom.AxleLoad",
    ),
    "dateTime": (
        "System.CreatedDate",
        "System.ChangedDate",
        "System.AuthorizedDate",
        "System.RevisedDate",
        TARGET_DATE,
        FINISH_DATE,
        "Microsoft.VSTS.Common.StateChangeDate",
        "Microsoft.VSTS.Common.ActivatedDate",
        "Microsoft.VSTS.Common.ResolvedDate",
        "Microsoft.VSTS.Common.ClosedDate",
    ),
    "boolean": ("System.BoardColumnDone", "System.IsDeleted", "Custom.IsSafetyRelevant"),
    "treePath": ("System.AreaPath", "System.IterationPath"),
    "plainText": ("System.Tags",),
    "html": ("System.Description", ACCEPTANCE_CRITERIA, REPRO_STEPS),
    "history": ("System.History",),
}
_PEOPLE = (
    "System.AssignedTo",
    "System.CreatedBy",
    "System.ChangedBy",
    "System.AuthorizedAs",
    "Microsoft.VSTS.Common.ActivatedBy",
    "Microsoft.VSTS.Common.ResolvedBy",
    "Microsoft.VSTS.Common.ClosedBy",
    "Custom.SafetyOfficer",
)


def _fields() -> Iterator[FieldDefinition]:
    for kind, names in _FIELDS_BY_TYPE.items():
        for name in names:
            yield FieldDefinition(name, _label(name), kind)
    for name in _PEOPLE:
        yield FieldDefinition(name, _label(name), is_identity=True)


def _label(reference_name: str) -> str:
    last = reference_name.rpartition(".")[2]
    return "".join(f" {letter}" if letter.isupper() else letter for letter in last).strip()


FIELDS = tuple(_fields())


def work_item_type(
    name: str, states: str, *field_names: str, namespace: str = "Microsoft.VSTS.WorkItemTypes"
) -> WorkItemType:
    """Return a type; `states` is a string such as `New:P Active:I Closed:C` with `_` for a space."""
    pairs = (word.split(":") for word in states.split())
    return WorkItemType(
        name=name,
        reference_name=f"{namespace}.{name.replace(' ', '')}",
        states=tuple(State(state.replace("_", " "), _CATEGORY[letter]) for state, letter in pairs),
        field_names=(*_STANDARD_FIELDS, *field_names),
    )


def _process(
    name: str,
    process_id: str,
    effort: str,
    order: str,
    types: tuple[WorkItemType, ...],
    portfolio: tuple[tuple[str, str, str], ...],
    requirements: tuple[str, ...],
) -> Process:
    """Return a process; `portfolio` has (category, backlog name, type) from the lowest level up."""
    backlogs = _backlogs(portfolio, requirements)
    categories = {backlog.id: backlog.type_names for backlog in backlogs} | _OTHER_CATEGORIES
    type_fields = {"Effort": effort, "Order": order, **_OTHER_TYPE_FIELDS}
    return Process(process_id, name, types, categories, backlogs, type_fields)


def _backlogs(
    portfolio: tuple[tuple[str, str, str], ...], requirements: tuple[str, ...]
) -> tuple[Backlog, ...]:
    higher = (
        Backlog(category, label, "portfolio", 30 + 10 * level, (type_name,))
        for level, (category, label, type_name) in enumerate(portfolio)
    )
    return (
        Backlog("Microsoft.TaskCategory", "Tasks", "task", 10, ("Task",)),
        Backlog("Microsoft.RequirementCategory", "Stories", "requirement", 20, requirements),
        *higher,
    )


_OTHER_CATEGORIES = {
    "Microsoft.BugCategory": ("Bug",),
    "Microsoft.TestCaseCategory": ("Test Case",),
    HIDDEN_CATEGORY: ("Test Case",),
}
_OTHER_TYPE_FIELDS = {
    "RemainingWork": REMAINING_WORK,
    "Team": "System.AreaPath",
    "Activity": "Microsoft.VSTS.Common.Activity",
}
_TEST_CASE = work_item_type("Test Case", "Design:P Ready:I Closed:C")
_EPIC = ("Microsoft.EpicCategory", "Epics", "Epic")
_FEATURE = ("Microsoft.FeatureCategory", "Features", "Feature")

AGILE = _process(
    "Agile",
    "adcc42ab-9882-485e-a3ed-7678f01f66bc",
    STORY_POINTS,
    STACK_RANK,
    types=(
        work_item_type(
            "User Story",
            "New:P Active:I Resolved:R Closed:C Removed:X",
            STORY_POINTS,
            ACCEPTANCE_CRITERIA,
        ),
        work_item_type("Bug", "New:P Active:I Resolved:R Closed:C", STORY_POINTS, REPRO_STEPS),
        work_item_type("Task", "New:P Active:I Closed:C Removed:X", REMAINING_WORK),
        work_item_type("Feature", "New:P Active:I Resolved:R Closed:C Removed:X", TARGET_DATE),
        work_item_type("Epic", "New:P Active:I Resolved:R Closed:C Removed:X", TARGET_DATE),
        _TEST_CASE,
    ),
    portfolio=(_FEATURE, _EPIC),
    requirements=("User Story",),
)

SCRUM = _process(
    "Scrum",
    "6b724908-ef14-45cf-84f8-768b5384da45",
    EFFORT,
    BACKLOG_PRIORITY,
    types=(
        work_item_type(
            "Product Backlog Item",
            "New:P Approved:P Committed:I Done:C Removed:X",
            EFFORT,
            ACCEPTANCE_CRITERIA,
        ),
        work_item_type("Bug", "New:P Approved:P Committed:I Done:C Removed:X", EFFORT, REPRO_STEPS),
        work_item_type("Task", "To_Do:P In_Progress:I Done:C Removed:X", REMAINING_WORK),
        work_item_type("Feature", "New:P In_Progress:I Done:C Removed:X", TARGET_DATE),
        work_item_type("Epic", "New:P In_Progress:I Done:C Removed:X", TARGET_DATE),
        _TEST_CASE,
    ),
    portfolio=(_FEATURE, _EPIC),
    requirements=("Product Backlog Item",),
)

SAFETY_CMMI = _process(
    "Rail Safety CMMI",
    guid("process", "Rail Safety CMMI"),
    SIZE,
    STACK_RANK,
    types=(
        work_item_type(
            "Requirement",
            "Proposed:P Active:I In_Assessment:I Resolved:R Closed:C Removed:X",
            SIZE,
            BLOCKED,
            TARGET_DATE,
            FINISH_DATE,
            "Custom.SafetyLevel",
            "Custom.CarriageSeries",
        ),
        work_item_type(
            "Safety Case",
            "Draft:P Hazard_Review:I Awaiting_Authority:R Approved:C Withdrawn:X",
            SIZE,
            ACCEPTANCE_CRITERIA,
            "Custom.SafetyLevel",
            "Custom.SafetyOfficer",
            "Custom.AxleLoad",
            "Custom.IsSafetyRelevant",
            namespace="RailSafety",
        ),
        work_item_type(
            "Bug", "Proposed:P Active:I Resolved:R Closed:C", SIZE, REPRO_STEPS, BLOCKED
        ),
        work_item_type("Task", "Proposed:P Active:I Resolved:I Closed:C Removed:X", REMAINING_WORK),
        work_item_type("Feature", "Proposed:P Active:I Resolved:I Closed:C Removed:X", TARGET_DATE),
        work_item_type("Epic", "Proposed:P Active:I Resolved:I Closed:C Removed:X", TARGET_DATE),
        work_item_type(
            "Programme",
            "Idea:P Funded:I Delivered:C Stopped:X",
            TARGET_DATE,
            namespace="RailSafety",
        ),
        _TEST_CASE,
    ),
    portfolio=(_FEATURE, _EPIC, ("Custom.ProgrammeCategory", "Programmes", "Programme")),
    requirements=("Requirement", "Safety Case"),
)
