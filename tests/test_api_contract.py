from tests.api_contract import ask


def test_the_api_is_what_its_document_says(app):
    asked = ask(app, examples=5)
    assert asked.failures == []
    assert {200, 400, 404, 405} <= set(asked.statuses)
