"""What changed in the document since the package was committed: why files are rewritten."""

from dataclasses import dataclass, replace

from asyncapi_pygen.cli.options import PackageOptions
from asyncapi_pygen.config import Role
from asyncapi_pygen.diff.report import Report
from asyncapi_pygen.diff.revisions import Revision, RevisionError, last_commit_of
from asyncapi_pygen.emit.plan import Plan
from asyncapi_pygen.pipeline import Reading, compare


@dataclass(frozen=True, slots=True)
class Since:
    """The changes, or why they cannot be told; ``usual`` where that is no surprise."""

    report: Report | None = None
    why: str = ""
    usual: bool = False


def since_committed(options: PackageOptions, plan: Plan) -> Since | None:
    """Compare the document with what it was when the package was committed last.

    That is the commit which changed the package's manifest. There is nothing to tell of a package
    that is made for the first time.
    """
    if plan.previous is None:
        return None
    try:
        revision = last_commit_of(plan.destination.manifest.absolute())
        if revision is None:
            return Since(why="the package was never committed", usual=True)
        spec = options.spec.resolve()
        if not revision.holds(spec):
            return Since(why=f"`{options.name}` is not in `{revision.name}`", usual=True)
    except RevisionError as error:
        return Since(why=str(error), usual=True)
    return _compared(options, revision)


def _compared(options: PackageOptions, revision: Revision) -> Since:
    # What the run has fetched anew is locked now, and fetched once.
    config = replace(options.config, update_lock=False)
    old = Reading.within(revision, options.spec)
    new = Reading(source=options.spec, name=options.name)
    found = compare(old, new, config)
    if found.changes is None:
        return Since(why=f"`{old.name}` has faults")
    role = Role(options.role)
    return Since(Report(old=old.name, new=new.name, role=role, changes=found.changes))
