"""The registry that the bench makes up is one, and its figures are read off the command's words."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tables_made_up import make_company

from meterline.bench.registries import LARGEST, TOLD, missed
from meterline.bench.registry_file import write
from meterline.errors import Mendable
from meterline.importing.banks import map_named
from meterline.importing.formats import REGISTRY
from meterline.importing.registry import import_registry
from meterline.importing.services import Manner


def test_a_made_up_registry_is_taken(db: None, tmp_path: Path) -> None:
    make_company(tmp_path)
    path = tmp_path / "registry.txt"
    with pytest.raises(Mendable, match="for 4 rows only"):
        write(path, 5)
    write(path, 4)
    now = datetime.now().astimezone() + timedelta(minutes=1)
    done = import_registry(path, now, Manner(columns=map_named("terminals", REGISTRY.all)))
    assert done.file.problems == []
    # The first row of a hundred is for no account, the second too high, the third paid only.
    assert (len(done.refused), done.empty, done.accepted + len(done.under_review)) == (1, 1, 2)
    counts = TOLD.search(str(done))
    assert counts is not None
    assert counts.groupdict() | {"paid": "3", "refused": "1"} == counts.groupdict()


def test_a_registry_that_took_too_long_is_missed() -> None:
    late, soon = {"seconds": 60.5}, {"seconds": 59.5}
    assert missed([LARGEST], [late]) == ["seconds"]
    assert missed([LARGEST, 10_000], [soon, late]) == []
