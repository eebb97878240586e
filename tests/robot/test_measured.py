"""What the robot tells Prometheus is what happened in its calls."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import ACCOUNT, FakeCompany, FakeEars, play
from prometheus_client.parser import text_string_to_metric_families
from test_call import NO, ONE_BREATH, YES, caller, words

from meterline.ears.service import EarsUnavailable
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.robot.call import Parts
from meterline.robot.measures import Measures
from meterline.robot.robot import Robot


@pytest.fixture(scope="module")
def voice() -> Mouth:
    return Mouth(PromptPack.load())


def told(measures: Measures) -> dict[str, float]:
    """Figures by name, with the labels' values in brackets."""
    families = text_string_to_metric_families(measures.exposition().decode())
    samples = (sample for family in families for sample in family.samples)
    return {
        one.name + (f"[{','.join(one.labels.values())}]" if one.labels else ""): one.value
        for one in samples
    }


async def test_a_call_with_a_stored_reading_is_counted(voice: Mouth, tmp_path: Path) -> None:
    measures = Measures()
    line, company = caller(words(1.5), words(0.7), words(0.7)), FakeCompany()
    ears = FakeEars([ONE_BREATH, YES, NO])
    await play(line, ears, company, voice, tmp_path, measures=measures)
    found = told(measures)
    assert found["meterline_calls_ended_total[done]"] == 1
    assert found["meterline_readings_stored_total"] == len(company.stored) == 1
    asked = {name: value for name, value in found.items() if "turns_heard_total" in name}
    assert asked == {
        "meterline_turns_heard_total[one_breath]": 1,
        "meterline_turns_heard_total[confirm]": 1,
        "meterline_turns_heard_total[yes_no]": 1,
    }
    answers = [float(str(one.data["after"])) for one in company.events if "after" in one.data]
    assert found["meterline_answer_delay_seconds_count"] == len(answers) == 3
    assert found["meterline_answer_delay_seconds_sum"] == pytest.approx(sum(answers))
    assert all(0 < one < 2.5 for one in answers)
    assert found["meterline_call_seconds_count"] == 1
    assert found["meterline_company_seconds_count[StoreValues]"] == 1


async def test_ears_that_fail_are_counted_as_failing(voice: Mouth, tmp_path: Path) -> None:
    measures = Measures()
    ears = FakeEars([EarsUnavailable("gone")])
    await play(caller(words(1.5)), ears, FakeCompany(), voice, tmp_path, measures=measures)
    found = told(measures)
    assert found["meterline_call_parts_failed_total[ears]"] == 1
    assert found["meterline_messages_recorded_total[reading]"] == 1


@dataclass
class Queue:
    """Ears with a queue."""

    waiting: int = 3
    pids: tuple[int, ...] = (11, 12)


@pytest.mark.parametrize(("most", "room"), [(None, -1), (5, 5)])
async def test_what_goes_on_now_is_shown(
    voice: Mouth, tmp_path: Path, most: int | None, room: int
) -> None:
    parts = Parts(FakeEars([]), voice, FakeCompany(), lambda: datetime.now(UTC), tmp_path)
    parts.measures.watch_calls(Robot(parts, most))
    parts.measures.watch_recognition(Queue())
    found = told(parts.measures)
    assert found["meterline_calls_in_progress"] == 0
    assert found["meterline_calls_room"] == room
    assert found["meterline_recognition_waiting"] == 3
    assert found["meterline_recognition_processes"] == 2


async def test_no_number_of_a_customer_is_told(voice: Mouth, tmp_path: Path) -> None:
    measures = Measures()
    ears = FakeEars([ONE_BREATH, YES, NO])
    line = caller(words(1.5), words(0.7), words(0.7))
    await play(line, ears, FakeCompany(), voice, tmp_path, measures=measures)
    assert ACCOUNT.account not in measures.exposition().decode()
