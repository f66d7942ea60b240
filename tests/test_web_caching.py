import json

import pytest

from search import Article, open_index, open_writer
from web import Settings, create_app
from web.library import installed

PATHS = (
    "/api/v1/search?q=寶坻",
    "/api/v1/articles/a",
    "/api/v1/articles/a/related",
    "/api/v1/articles/a/copies",
    "/api/v1/suggest?q=寶",
    "/api/v1/corrections?q=寶坻",
    "/api/v1/facets?field=source",
    "/api/v1/regions",
    "/api/v1/histogram",
    "/api/v1/openapi.json",
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "index"
    write(folder, "a", rebuild=True)
    return folder


@pytest.fixture
def client(folder):
    app = create_app(Settings(index=folder))
    installed(app).index().load_suggestions()
    yield app.test_client()
    installed(app).index().close()


def write(folder, article_id, rebuild=False):
    with open_writer(folder, rebuild=rebuild) as writer:
        writer.add(Article(id=article_id, title="寶坻", body="寶坻智能科技", published="2020-01-01"))
        writer.commit()


def ready(folder):
    with open_index(folder) as index:
        index.load_suggestions()
        return index.version


@pytest.mark.parametrize("path", PATHS)
def test_who_holds_an_answer_is_told_that_it_stands(client, path):
    first = client.get(path)
    tag = first.headers["ETag"]
    assert tag.startswith('W/"')
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert "Content-Type" not in again.headers
    assert client.head(path, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize("held", ['"x"', 'W/"x", {}', '{}, W/"y"', "*", "", ",,,", '"' * 50_000, "天"])
def test_any_list_of_tags_is_understood(client, held):
    tag = client.get(PATHS[0]).headers["ETag"]
    headers = {"If-None-Match": held.format(tag)}
    status = client.get(PATHS[0], headers=headers).status_code
    assert status == (304 if "{}" in held else 200)


def test_different_questions_have_different_tags(client):
    paths = (*PATHS, "/api/v1/search?q=寶坻&limit=1", "/api/v1/search?q=", "/api/v1/articles/b")
    tags = [client.get(path).headers.get("ETag") for path in paths]
    assert len(set(tags[: len(PATHS) + 1])) == len(PATHS) + 1
    assert tags[-2:] == [None, None]


def test_errors_are_kept_by_nobody(client):
    tag = client.get("/api/v1/articles/a").headers["ETag"]
    answer = client.get("/api/v1/articles/b", headers={"If-None-Match": f"{tag}, *"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (404, "no-store")


def test_a_commit_makes_every_answer_new(client, folder):
    held = {path: client.get(path).headers["ETag"] for path in PATHS}
    write(folder, "b")
    for path, tag in held.items():
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 200
    assert json.loads(client.get(PATHS[0], headers={"If-None-Match": held[PATHS[0]]}).data)["total"] == 2


def test_version_changes_with_a_commit_and_not_without(folder):
    before = ready(folder)
    assert ready(folder) == before
    write(folder, "a")  # the same article: nothing is written
    assert ready(folder) == before
    write(folder, "b")
    assert ready(folder) != before


def test_version_changes_with_a_generation_that_holds_the_same(folder):
    before = ready(folder)
    write(folder, "a", rebuild=True)
    assert ready(folder) != before


def test_version_changes_with_the_vocabulary_of_an_open_index(folder):
    with open_index(folder) as index:
        index.load_suggestions()
        versions = [index.version]
        for line in ("寶坻 天津\n", "寶坻 天津 北京\n"):
            (folder / "vocabulary.tsv").write_text(line, encoding="utf-8")
            versions.append(index.version)
        (folder / "vocabulary.tsv").unlink()
        assert len(set(versions)) == 3
        assert index.version == versions[0]


def test_version_changes_once_suggestions_are_ready(folder):
    with open_index(folder) as index:
        before = index.version
        index.load_suggestions()
        assert index.version != before
        assert index.version == ready(folder)
    with pytest.raises(ValueError, match="closed"):
        _ = index.version
