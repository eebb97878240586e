"""What an import did, or why it did nothing. The texts are for people, in Russian."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a file, where its reader sees it.

    `line` counts from 1, the header included; `column` is the file's own name of it.
    """

    file: str
    line: int
    column: str
    value: str
    reason: str
    sheet: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, строка {self.line}"
        if self.sheet:
            place = f"{self.file}, лист «{self.sheet}», строка {self.line}"
        if self.column:
            place += f", столбец {self.column}"
        if self.value:
            place += f", «{self.value}»"
        return f"{place}: {self.reason}"


@dataclass
class FileReport:
    """One file: how many rows were read, and what they changed.

    `shown` is what the file itself calls our columns, where that is something else; `left`
    is how many empty columns a sheet has before its table. `doubts` are those of the problems
    that the file's own totals make.
    """

    file: str
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    doubts: list[Problem] = field(default_factory=list)
    sheet: str = ""
    left: int = 0
    shown: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.problems:
            return f"{self.file}: строк {self.rows}, ошибок {len(self.problems)}"
        return (
            f"{self.file}: строк {self.rows}, добавлено {self.added}, "
            f"изменено {self.changed}, без изменений {self.unchanged}"
        )

    def count(self, changed: bool | None) -> None:
        """Count a row by what it did: changed something known or not; None: it is new."""
        if changed is None:
            self.added += 1
        elif changed:
            self.changed += 1
        else:
            self.unchanged += 1

    def blame(self, line: int, column: str, value: str, reason: str) -> None:
        """Add a problem."""
        self.problems.append(self.problem(line, column, value, reason))

    def doubt(self, line: int, column: str, value: str, reason: str) -> None:
        """Add a problem with the file's own totals, which a person may pass over."""
        self.blame(line, column, value, reason)
        self.doubts.append(self.problems[-1])

    def pass_over(self) -> None:
        """Take the file though its totals disagree: somebody has looked at it."""
        self.problems = [one for one in self.problems if one not in self.doubts]

    def problem(self, line: int, column: str, value: str, reason: str) -> Problem:
        """What is wrong at a place of this file."""
        shown = self.shown.get(column, column)
        return Problem(self.file, line, shown, value, reason, self.sheet)


@dataclass(frozen=True)
class ImportReport:
    """All files of an import. With any problem, or in a dry run, nothing at all was stored."""

    files: tuple[FileReport, ...]
    dry_run: bool = False

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem, in the order of files and lines."""
        return tuple(problem for one in self.files for problem in one.problems)

    @property
    def ok(self) -> bool:
        """Whether the files could be imported."""
        return not self.problems

    @property
    def changes(self) -> int:
        """How many rows of the files added or changed something."""
        return sum(one.added + one.changed for one in self.files)
