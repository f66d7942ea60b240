from tests.browser import PAGES
from tests.measure_pages import Measured, over, questions
from tests.screenshots import pages_of
from web.library import installed


def test_floors_name_the_page_and_what_it_exceeds():
    good = Measured("results", 480, 0.01, 99, 4)
    assert over([good]) == []
    slow = Measured("front", 501, 0.03, 300, 4)
    heavy = Measured("results-none", 100, 0, 101, 4)
    assert [line.partition(":")[0] for line in over([good, slow, heavy])] == [
        "front",
        "front",
        "results-none",
    ]


def test_questions_are_made_of_what_the_archive_holds_and_are_the_same_every_time(app, client):
    index = installed(app).index()
    asked = questions(index, 30)
    assert asked == questions(index, 30)
    assert len(asked) == 30
    assert all(client.get(f"/{path}").status_code == 200 for path in asked)


def test_pages_to_look_at_are_of_the_archive(app, client):
    for name, path in pages_of(installed(app).index()).items():
        wanted = {"refused": 400, "nowhere": 404, "error": 404}.get(name, 200)
        status = client.get(f"/{path}").status_code
        assert status == wanted or (name in {"copies", "cite", "api"} and status == 404), name
    assert PAGES
