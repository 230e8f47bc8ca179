"""The ledger against what was reckoned from a second reading of the documents, without it."""

import random
from statistics import median

import pytest
from books import BOOK
from read_again import printed_in_tables

from reviewbook.checks.findings import FAULTS, VERDICTS, Finding
from reviewbook.ledger.bearing import Bearing
from reviewbook.ledger.ledger import _judge, as_accepted, ledger
from reviewbook.tables.load import Evidence


@pytest.fixture(scope="module")
def judged():
    return ledger(BOOK.evidence)


@pytest.fixture(scope="module")
def entries(judged):
    return judged.entries.set_index("entry_id")


@pytest.fixture(scope="module")
def cells():
    """The numbers of the review's tables by column and reference, as another reader read them."""
    return printed_in_tables()


def changed(evidence, table, identifier, **cells):
    """The evidence with some cells of one row changed."""
    printed = dict(evidence.printed)
    frame = printed[table].copy()
    for column, value in cells.items():
        frame.loc[frame.iloc[:, 0] == identifier, column] = value
    printed[table] = frame
    return Evidence(evidence.tables, printed)


def test_every_verdict_is_the_accepted_one(judged):
    assert judged.moved.empty, judged.moved[["entry_id", "accepted", "verdict"]].to_string()


def test_every_number_has_a_name_a_place_a_verdict_and_a_reason(judged):
    entries = judged.entries
    assert entries["entry_id"].is_unique
    assert set(entries["verdict"]) == set(VERDICTS)
    for column in ("wording", "place", "chapter", "sentence"):
        assert (entries[column] != "").all(), entries.loc[entries[column] == "", "entry_id"]
    counted = entries["note"].str.contains("Counted from")
    assert (entries["raw"] != "")[~counted].all()


def test_every_fault_has_a_weight_and_nothing_else_has(judged):
    fault = judged.entries["verdict"].isin(FAULTS)
    assert set(judged.entries.loc[fault, "severity"]) == {"major", "minor"}
    assert set(judged.entries.loc[~fault, "severity"]) == {"none"}


@pytest.mark.parametrize(
    ("claim", "column"),
    [
        ("os-median", "os-median"),
        ("os-12", "os-12"),
        ("os-36", "os-36"),
        ("os-60", "os-60"),
        ("dfs-median", "dfs-median"),
        ("r0-share", "r0"),
        ("recurrence-median", "recurrence"),
        ("ehm-share", "ehm"),
        ("morbidity", "complications"),
        ("hospital-stay", "stay"),
    ],
)
def test_pooled_medians_are_judged_as_the_second_reading_has_them(entries, cells, claim, column):
    values = [value for value, _ in cells[column].values()]
    right = median(values) == float(entries.loc[claim, "value"])
    assert entries.loc[claim, "verdict"] == ("reproduced" if right else "discrepant")
    assert entries.loc[claim, "computed"] == pytest.approx(median(values))
    assert float(entries.loc[claim, "low"]) == min(values)
    assert float(entries.loc[claim, "high"]) == max(values)


def rounds_to(k, n, percent):
    return abs(100 * k / n - percent) <= 0.5 + 1e-9


def test_impossible_shares_are_those_that_counting_finds(entries, cells):
    sizes = {ref: int(value) for ref, (value, _) in cells["n"].items()}
    shares = [
        (ref, value, entry)
        for values in cells.values()
        for ref, (value, entry) in values.items()
        if entry.endswith(
            ("-solitary", "-ehm", "-r0", "-recurrence", "-mortality", "-complications")
        )
    ]
    impossible = {
        entry
        for ref, value, entry in shares
        if not any(rounds_to(k, sizes[ref], value) for k in range(sizes[ref] + 1))
    }
    named = {entry for *_, entry in shares}
    judged = entries.loc[sorted(named), "verdict"]
    of_others = {
        "kostov-2013-recurrence",
        "ruiz-2018-complications",
        "weinrich-2014-solitary",
    }
    assert len(impossible) == 8
    assert of_others <= impossible
    assert set(judged[judged == "infeasible"].index) == impossible - of_others


@pytest.mark.parametrize(
    ("entry", "verdict"),
    [
        ("os-36", "discrepant"),
        ("rfa-patients", "infeasible"),
        ("rfa-ehm", "infeasible"),
        ("ruiz-2018-surgery-os-60", "infeasible"),
        ("ruiz-2018-systemic-os-36", "infeasible"),
        ("polistina-2013-os-median", "infeasible"),
        ("bacalbasa-2014-os-60", "infeasible"),
        ("mariani-2013-os-36", "conflicting"),
        ("m1-highest", "not recomputable"),
        ("rfa-major-lowest", "not recomputable"),
        ("design-prospective", "reproduced"),
        ("ruiz-2018-surgery-os-median", "consistent"),
        ("ruiz-2018-systemic-os-median", "consistent"),
        ("kostov-2013-recurrence", "consistent"),
        ("systemic-described", "reproduced"),
        ("size-multivariable", "discrepant"),
        ("tumour-size-reports", "discrepant"),
        ("hr-reported", "conflicting"),
        ("sadot-surgery-recurrence-free-60", "consistent"),
        ("qa-resection-os-60", "consistent"),
        ("series-patients", "reproduced"),
        ("ruiz-2018-hr", "reproduced"),
        ("us-cases", "not recomputable"),
    ],
)
def test_known_verdicts(entries, entry, verdict):
    assert entries.loc[entry, "verdict"] == verdict


def test_survival_is_never_a_fault_because_no_whole_number_of_patients_gives_it(judged):
    found = judged.findings
    rates = judged.entries.query("statistic == 'survival'")["entry_id"]
    of_rates = found[found["entry_id"].isin(rates) & (found["check"] == "granularity")]
    assert len(of_rates) > 10
    assert not set(of_rates["verdict"]) & set(FAULTS)


def test_the_transposed_pairs_are_put_right(entries):
    instead = entries.loc["ruiz-2018-surgery-os-60", "instead"]
    assert "81% at 36 months, 69% at 60 months" in instead
    assert "33% at 36 months, 24% at 60 months" in instead


def test_a_corrected_number_moves_its_verdict():
    moved = ledger(changed(BOOK.evidence, "claims", "os-36", value="73")).moved
    assert list(moved["entry_id"]) == ["os-36"]
    assert moved["verdict"].item() == "reproduced"


def test_a_new_fault_moves_a_verdict_that_nobody_recorded():
    moved = ledger(changed(BOOK.evidence, "outcomes", "abbott-2012-os-60", value="99")).moved
    assert "abbott-2012-os-60" in set(moved["entry_id"])
    assert as_accepted("", "consistent")
    assert not as_accepted("", "infeasible")


def test_studies_are_named_and_not_only_numbered(entries):
    assert "(ref " in entries.loc["hr-reported", "sentence"]
    assert "Table 1" in entries.loc["solitary-over-half", "sentence"]


SHARES = {"R0 resection", "recurrence", "postoperative mortality", "complications"}


def simulated(evidence, seed):
    """The tables with every series replaced by a cohort that was drawn, and printed rounded."""
    draw = random.Random(seed)
    printed = dict(evidence.printed)
    outcomes = printed["outcomes"].copy()
    sizes = printed["arms"].set_index("arm_id")["n"]
    in_tables = outcomes["place"].isin(["Table 1", "Table 2"]) & (outcomes["value"] != "")
    for arm, rows in outcomes[in_tables & outcomes["arm_id"].map(sizes).ne("")].groupby("arm_id"):
        n = int(sizes[arm])
        lives = sorted(draw.expovariate(1 / draw.uniform(40, 60)) for _ in range(n))
        recurs = [life * draw.random() for life in lives]
        for index, row in rows.iterrows():
            if row["outcome"] in SHARES:
                value = f"{100 * draw.randint(0, n) / n:.0f}"
            elif row["statistic"] == "survival":
                alive = sum(life > float(row["time_months"]) for life in lives)
                value = f"{100 * alive / n:.0f}"
            elif row["outcome"] == "overall survival":
                value = f"{median(lives):.0f}"
            elif row["outcome"] == "disease-free survival":
                value = f"{median(recurs):.0f}"
            else:
                continue
            outcomes.loc[index, "value"] = value
    printed["outcomes"] = outcomes
    return Evidence(evidence.tables, printed), set(outcomes.loc[in_tables, "outcome_id"])


@pytest.mark.parametrize("seed", range(12))
def test_simulated_series_raise_no_alarm(seed):
    evidence, drawn = simulated(BOOK.evidence, seed)
    found = ledger(evidence).findings
    own = found[found["entry_id"].isin(drawn) & (found["check"] != "agreement")]
    assert len(own) > 100
    wrong = own[own["verdict"].isin(FAULTS)]
    assert wrong.empty, wrong[["entry_id", "sentence"]].to_string()


def test_a_check_that_cannot_be_run_is_named_with_its_row():
    evidence = BOOK.evidence
    checks = evidence.printed["checks"].copy()
    checks.loc[0, "inputs"] = "listed: nowhere[a=b].refs"
    checks.loc[1, "entry_id"] = "nobody"
    broken = Evidence(evidence.tables, {**evidence.printed, "checks": checks})
    with pytest.raises(ValueError, match="no table 'nowhere'") as error:
        ledger(broken)
    assert checks.loc[0, "check_id"] in str(error.value)
    assert "no entry 'nobody'" in str(error.value)


def test_a_number_without_a_check_is_told_with_its_reason_as_a_sentence():
    assert _judge({"reason": "taken as printed", "accepted": ""}, [])["sentence"] == (
        "Taken as printed."
    )


def test_an_entry_takes_what_its_worst_findings_say():
    def bearing(verdict, sentence, note="", **cells):
        return Bearing(("e",), Finding("ratio", verdict, sentence, **cells), note)

    given = [
        bearing("reproduced", "Right.", "as counted", computed=1.0),
        bearing("discrepant", "Wrong by one.", severity="minor"),
        bearing("discrepant", "Wrong by two.", "as read", severity="major", instead="5"),
        bearing("discrepant", "Wrong by three.", severity="minor", computed=0.0, instead="6"),
        bearing("discrepant", "Wrong by four.", severity="minor", computed=9.0),
    ]
    found = _judge({"reason": "none", "accepted": "discrepant"}, given)
    assert (found["verdict"], found["severity"], found["agreed"]) == ("discrepant", "major", True)
    assert (found["computed"], found["reading"], found["instead"]) == (0.0, "as read.", "5")
    assert found["sentence"] == "Wrong by two. Wrong by one. Wrong by three. Wrong by four."


def test_an_entry_that_nothing_bears_on_has_nothing_but_its_reason():
    found = _judge({"reason": "", "accepted": ""}, [])
    assert (found["sentence"], found["severity"], found["computed"]) == ("", "none", None)
