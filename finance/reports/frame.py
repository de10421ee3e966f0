"""What stands around the figures of every report, asked in one query: words of the facility, answered doubts."""

from finance.answered_doubts import answers_to, standing
from finance.asking_once import answered
from finance.asking_together import together
from finance.models import DoubtAnswer, HeaderLine, SectionText, Signatory
from finance.reports.document import texts_of
from finance.reports.signing import lines_of, people_of
from finance.scope import Scope


def ask(scope: Scope) -> None:
    """Known from now on within `asking_once`, as of the period being told. One query."""
    facility = scope.facility
    lines, people, texts, answers = together(
        *(model.objects.filter(facility=facility) for model in (HeaderLine, Signatory, SectionText)),
        DoubtAnswer.objects.filter(standing(), budget__in=scope.budget_ids),
    )
    answered(lines_of, lines, facility)
    answered(people_of, people, facility)
    answered(texts_of, texts, facility)
    answered(answers_to, answers, scope.budget_ids)
