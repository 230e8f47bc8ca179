"""What others are told of the book: its citation file, its version, its workflows and its form."""

import json
import re
import tomllib

import pytest
import yaml
from books import BOOK, ROOT
from jsonschema import Draft7Validator

CITATION = ROOT / "CITATION.cff"
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PINNED = re.compile(r"^\S+/\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
USES = re.compile(r"^\s*-? *uses: (.*)$", re.MULTILINE)
TARGET = re.compile(r"\bmake ([a-z]+)")
each_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=[path.stem for path in WORKFLOWS])


def read(path) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def cited():
    return yaml.load(CITATION.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


def test_the_citation_file_is_one_of_its_format(cited):
    schema = json.loads((ROOT / "validation" / "cff" / "schema.json").read_text(encoding="utf-8"))
    numbers = {"year", "start", "end", "volume", "issue", "month"}
    for reference in cited["references"]:
        reference |= {n: int(v) for n, v in reference.items() if n in numbers and n in reference}
    assert [e.message for e in Draft7Validator(schema).iter_errors(cited)] == []


def test_it_refers_to_the_documents_that_are_judged(cited):
    rows = BOOK.evidence.printed["sources"].set_index("source_id").loc[[*BOOK.documents]]
    said = [(str(r["year"]), r.get("doi", "")) for r in cited["references"]]
    assert said == [*zip(rows["year"], rows["doi"], strict=True)]


def test_the_version_is_the_same_wherever_it_is_said(cited):
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == cited["version"]


@each_workflow
def test_each_action_is_pinned_by_its_commit(path):
    used = USES.findall(path.read_text(encoding="utf-8"))
    assert used
    assert [action for action in used if not PINNED.match(action)] == []


@each_workflow
def test_each_job_ends_and_may_only_read_unless_it_says_more(path):
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert all("timeout-minutes" in job for job in workflow["jobs"].values())
    needed = {need for job in workflow["jobs"].values() for need in _listed(job.get("needs", []))}
    assert needed <= workflow["jobs"].keys()


def _listed(value) -> list[str]:
    return [value] if isinstance(value, str) else value


@each_workflow
def test_a_workflow_calls_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(TARGET.findall(text)) <= targets
    assert all((ROOT / name).is_file() for name in re.findall(r"(?<=\s)\.ci/\w+", text))


def test_an_action_has_one_version_in_all_workflows():
    used = {u for path in WORKFLOWS for u in USES.findall(path.read_text(encoding="utf-8"))}
    assert len({action.partition("@")[0] for action in used}) == len(used)


def test_the_form_of_a_challenge_takes_what_links_fill_in():
    form = read(GITHUB / "ISSUE_TEMPLATE" / "challenge-a-number.yml")
    assert "entry" in [field.get("id") for field in form["body"]]


def test_what_proposes_newer_packages_knows_both_kinds():
    kinds = [update["package-ecosystem"] for update in read(GITHUB / "dependabot.yml")["updates"]]
    assert kinds == ["github-actions", "pip"]
