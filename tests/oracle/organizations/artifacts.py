"""Random links to artifacts, in every form of a URI."""

from datetime import datetime
from random import Random

from sample_organization.model.history import ARTIFACT_LINK, HYPERLINK
from sample_organization.model.organization import ResourceLink, format_timestamp

PROJECT, REPOSITORY = "0A5C81B9-1111-4A4A-8B8B-000000000001", "repo-1"
GIT = f"{PROJECT}%2F{REPOSITORY}%2F"
FORMS = (
    f"vstfs:///Git/Commit/{GIT}{{number}}f00d",
    f"vstfs:///Git/Commit/{PROJECT}%2f{REPOSITORY}%2f{{number}}beef",
    f"vstfs:///Git/PullRequestId/{GIT}{{number}}",
    f"vstfs:///Git/PullRequestId/{PROJECT}%2F{{number}}",
    f"vstfs:///Git/Ref/{GIT}GBfeature%2Fsleeper%20{{number}}",
    f"vstfs:///Git/Ref/{GIT}GTv1.{{number}}",
    f"vstfs:///Git/Ref/{GIT}GC{{number}}cafe",
    f"vstfs:///Git/Ref/{GIT}main{{number}}",
    "vstfs:///VersionControl/Changeset/{number}",
    "vstfs:///Build/Build/{number}",
    "vstfs:///Build/Build/none{number}",
    f"vstfs:///ReleaseManagement/ReleaseEnvironment/{PROJECT}:{{number}}:7",
    f"vstfs:///Wiki/WikiPage/{PROJECT}%2FWiki-1%2FHow%20to%20%2B%20why%2FPage%20{{number}}",
    "vstfs:///TestManagement/TcmResult/{number}.100000",
    "vstfs:///TestManagement/TcmTest/tcm.{number}",
    "vstfs:///GitHub/Commit/0b0b%2F{number}abc",
    "vstfs:///GitHub/PullRequest/0b0b%2f{number}",
    "vstfs:///GitHub/Issue/0b0b%2F{number}",
    "vstfs:///GitHub/Branch/0b0b%2Ffix%2Fdoor-{number}",
    "https://example.org/page?id={number}&x=%2F",
    "vstfs:///Requirements/Storyboard/https%3A%2F%2Fexample.org%2F{number}.pptx",
)


def random_artifact(rng: Random, number: int, at: datetime) -> ResourceLink:
    """Return a link that was added at a timestamp; `number` tells the links of an item apart."""
    uri = rng.choice(FORMS).format(number=number + 1)
    return ResourceLink(
        id=number,
        rel=HYPERLINK if uri.startswith("http") else ARTIFACT_LINK,
        uri=uri,
        added_date=format_timestamp(at),
        name=rng.choice(("", "Fixed in Commit", "Branch")),
        comment=rng.choice(("", "", "Done, at last")),
        resource_created_date=rng.choice((None, format_timestamp(at))),
    )
