"""Acts on people and on the facts about them, by their names; each subject has a file of its own."""

from units.people.apart import tell_apart, untell_apart
from units.people.careers import (
    correct_posting,
    correct_rank,
    follow_rows,
    promote,
    record_past_postings,
    record_past_ranks,
    transfer,
)
from units.people.carried import carry_hold, drop_carried
from units.people.facts import (
    correct_fact,
    end_discipline,
    end_hold,
    record_discipline,
    record_disciplines,
    record_grade,
    record_grades,
    record_hold,
    record_holds,
    record_test_result,
    record_test_results,
)
from units.people.initiatives import (
    attach_certificate,
    edit_initiative,
    record_initiative,
    record_initiatives,
)
from units.people.leaving import end_service, take_back_leaving
from units.people.persons import (
    create_people,
    create_person,
    edit_person,
    faults_of,
)
from units.people.photos import remove_photo, set_photo
from units.people.transfers import (
    receive_transfer,
    refuse_transfer,
    send_transfer,
    withdraw_transfer,
)

__all__ = [
    "attach_certificate",
    "carry_hold",
    "correct_fact",
    "correct_posting",
    "correct_rank",
    "create_people",
    "create_person",
    "drop_carried",
    "edit_initiative",
    "edit_person",
    "end_discipline",
    "end_hold",
    "end_service",
    "faults_of",
    "follow_rows",
    "promote",
    "receive_transfer",
    "record_discipline",
    "record_disciplines",
    "record_grade",
    "record_grades",
    "record_hold",
    "record_holds",
    "record_initiative",
    "record_initiatives",
    "record_past_postings",
    "record_past_ranks",
    "record_test_result",
    "record_test_results",
    "refuse_transfer",
    "remove_photo",
    "send_transfer",
    "set_photo",
    "take_back_leaving",
    "tell_apart",
    "transfer",
    "untell_apart",
    "withdraw_transfer",
]
