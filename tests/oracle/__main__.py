"""`make oracle`: generated requests, decided by apiwhy and by an independent evaluator; prints what they agree on.

`python -m tests.oracle CASES SEED LEAST`. Exit 1 where they disagree on anything, where apiwhy calls a token good that
PyJWT refuses, or where a smaller share than LEAST of the denials of access has a proved fix. Disagreements are made
small and written below `build/oracle`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.oracle.comparing import Compared, Report, run
from tests.oracle.make.toml_text import toml_text
from tests.oracle.shrinking import shrink

OUT = Path("build") / "oracle"


def main(words: list[str]) -> int:
    """Runs, prints, writes; the exit code."""
    given = dict(enumerate(words))
    cases, seed, least = int(given.get(0, 10_000)), int(given.get(1, 1)), float(given.get(2, 0))
    with TemporaryDirectory() as name:
        folder = Path(name)
        report = run(cases, seed, folder)
        print(f"seed {seed}\n{summary(report)}")
        for number, found in enumerate(report.kept, 1):
            write(shrink(found, folder), OUT / f"{seed}-{number}")
    return 1 if report.differences or report.wrongly_good or report.fix_share < least else 0


def summary(report: Report) -> str:
    """The figures of a run."""
    lines = [
        f"cases                            {report.cases:,} in {report.environments:,} environments",
        f"agreement on verdict and stage   {report.agreement:.2%} ({report.differences} disagreements)",
        f"tokens that PyJWT judged         {report.judged_by_pyjwt:,}",
        f"called good, refused by PyJWT    {report.wrongly_good}",
        f"denials of access                {report.denials.total():,}",
        f"  with a proved fix              {report.fix_share:.1%}",
        f"  each fix leaves another reason {report.half_fixed}",
    ]
    lines += [
        f"  no proved fix: {reason:<28} {count} of {report.denials[reason]}"
        for reason, count in report.unfixed.most_common()
    ]
    lines.append("share of the answers")
    for (verdict, stage), count in sorted(report.answers.items(), key=lambda pair: (pair[0][0], -pair[1])):
        lines.append(f"  {verdict:<12} {stage or '':<8} {count / report.cases:6.1%}")
    lines.append("formats  " + ", ".join(f"{kind} {count:,}" for kind, count in report.formats.most_common()))
    return "\n".join(lines)


def write(found: Compared, folder: Path) -> None:
    """Writes a disagreement as files that `apiwhy diagnose` takes, and says what both answer."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "environment.toml").write_text(toml_text(found.environment), "utf-8")
    (folder / "request.txt").write_text(found.made.text, "utf-8")
    sent = found.made.sent
    options = f"--now {sent.now.isoformat()}" if found.made.flag else ""
    options += f" --source-ip {sent.source_ip}" if sent.source_ip else ""
    if sent.reply is not None:
        (folder / "reply.json").write_text(sent.reply, "utf-8")
        options += " --with reply.json"
    settled = f"{found.trace.verdict} {found.trace.decided_by}" if found.trace and sent.status else "no answer"
    said = (
        f"wanted: {' '.join(map(str, found.wanted[:4]))} ({found.wanted.says})\n"
        f"found:  {' '.join(map(str, found.found[:4]))} ({found.found.says})\n"
        f"settled, where an answer was captured: {settled}\n"
        f"spoilt: {', '.join(found.made.faults) or 'nothing'}\n"
        f"apiwhy diagnose request.txt --environment environment.toml {options}\n"
    )
    (folder / "answers.txt").write_text(said, "utf-8")
    print(f"\n{folder}\n{said}", end="")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
