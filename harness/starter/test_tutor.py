"""A plain test, for what a dataset cannot say: it is recorded once and replayed ever after."""


def test_the_tutor_answers(tutor):
    run = tutor.ask("3x + 11 = 14. What is x?", transport="streaming")
    assert run.status == "completed"
    assert run.answer
