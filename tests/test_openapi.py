import json
import re
from typing import get_args

import pytest
from flask import Flask
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from search import FACETS, SORTS, QueryNotice
from tests.web_archive import SEED
from web.api.blueprint import Service
from web.api.document import document, operations, problem_codes
from web.api.exporting import EXPORT
from web.api.parameters import Asked, FacetParameters, SearchParameters
from web.asking import COPIES, VOCABULARY
from web.links import segment
from web.problems import CODES, QUERY_CODES

UNDESCRIBED = {"/healthz", "/readyz", "/metrics"}
"""Routes of the blueprint for who runs the server, not for programs that search."""

ASKED = (
    ("/api/v1/search", "/api/v1/search?q=干事创业"),
    ("/api/v1/search", "/api/v1/search?q=颱風 投票 計程車&copies=fold"),
    ("/api/v1/search", "/api/v1/search?q=立發会選舉"),
    ("/api/v1/search", "/api/v1/search?source=氣象報"),
    ("/api/v1/articles/{id}", f"/api/v1/articles/{segment(SEED.id)}"),
    ("/api/v1/articles/{id}/related", "/api/v1/articles/w01/related"),
    ("/api/v1/articles/{id}/copies", "/api/v1/articles/w01/copies"),
    ("/api/v1/suggest", "/api/v1/suggest?q=天"),
    ("/api/v1/corrections", "/api/v1/corrections?q=立發会選舉"),
    ("/api/v1/facets", "/api/v1/facets?field=region"),
    ("/api/v1/regions", "/api/v1/regions"),
    ("/api/v1/histogram", "/api/v1/histogram?q=天氣"),
    ("/api/v1/openapi.json", "/api/v1/openapi.json"),
)


@pytest.fixture(scope="module")
def described(app):
    answer = app.test_client().get("/api/v1/openapi.json")
    assert answer.mimetype == "application/json"
    return json.loads(answer.data)


def described_operations(described):
    return [(path, item["get"]) for path, item in described["paths"].items()]


def errors(described, schema, record):
    """What of a record is not as a schema of the document has it, and what the schema does not know."""
    strict = json.loads(json.dumps(described["components"]))
    for known in strict["schemas"].values():
        if "properties" in known:
            known["additionalProperties"] = False
    validator = Draft202012Validator(schema | {"components": strict})
    return [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(record)]


def test_the_document_is_valid_openapi(described):
    assert described["openapi"].startswith("3.1")
    assert described["security"] == []  # linters ask an API without keys to say so
    validate(described)


def test_every_route_of_the_api_is_in_the_document(app, described):
    rules = {
        rule.rule.replace("<id:article_id>", "{id}")
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.") or rule.rule.startswith("/api/v1/")
    }
    assert rules - UNDESCRIBED == set(described["paths"])


def test_an_operation_that_lives_elsewhere_is_described_once_it_is_served():
    app = Flask("elsewhere")
    assert document(app)["paths"] == {}
    app.add_url_rule(EXPORT.path, view_func=lambda: "")
    described = document(app)
    assert list(described["paths"]) == ["/api/v1/export"]
    export = described["paths"]["/api/v1/export"]["get"]
    assert set(export["responses"]["200"]["content"]) == {answer.type for answer in EXPORT.answers}
    assert {"q", "source", "from", "format"} <= {parameter["name"] for parameter in export["parameters"]}
    validate(described)


@pytest.mark.parametrize(("path", "asked"), ASKED)
def test_a_real_answer_is_what_the_document_says_and_no_more(client, described, path, asked):
    answer = client.get(asked)
    assert answer.status_code == 200
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    assert errors(described, content[answer.mimetype]["schema"], json.loads(answer.data)) == []


def test_every_operation_is_asked_here(described):
    assert {path for path, _ in ASKED} | {EXPORT.path} >= set(described["paths"])


def test_every_example_is_what_its_schema_says(described):
    for _, operation in described_operations(described):
        for content in operation["responses"]["200"]["content"].values():
            assert errors(described, content["schema"], content["example"]) == []
        for parameter in operation["parameters"]:
            if "example" in parameter:
                wanted = parameter["example"]
                if parameter["schema"].get("type") == "array":
                    wanted = [wanted] if isinstance(wanted, str) else wanted
                assert errors(described, parameter["schema"], wanted) == []
    for answer in described["components"]["responses"].values():
        for content in answer.get("content", {}).values():
            for example in content["examples"].values():
                assert errors(described, content["schema"], example["value"]) == []


def test_problems_are_what_the_document_says(client, described):
    schema = {"$ref": "#/components/schemas/Problem"}
    for path in ("search", "search?q=%22", "search?q=a&limit=0", "articles/none", "nothing", "search?x=1"):
        answer = client.get(f"/api/v1/{path}")
        assert errors(described, schema, json.loads(answer.data)) == []


def test_every_operation_says_what_else_it_can_answer(described):
    for path, operation in described_operations(described):
        statuses = set(operation["responses"])
        assert {"200", "400", "429", "503"} <= statuses
        assert ("404" in statuses) == ("{id}" in path)
        assert ("304" in statuses) == (path != EXPORT.path)
        assert operation["summary"]
        assert operation["description"]


def test_every_parameter_and_field_has_a_description_and_every_bound_stands_there(described):
    for _, operation in described_operations(described):
        for parameter in operation["parameters"]:
            assert parameter.get("description") or "$ref" in parameter
            if parameter.get("schema", {}).get("type") == "integer":
                assert {"minimum", "maximum", "default"} <= set(parameter["schema"])
    for name, schema in described["components"]["schemas"].items():
        assert schema["description"], name
        assert [field for field, about in schema["properties"].items() if not about.get("description")] == []


def test_bounds_in_the_document_are_those_that_hold(client, described):
    for path, operation in described_operations(described):
        for parameter in operation["parameters"]:
            if parameter.get("schema", {}).get("type") != "integer":
                continue
            schema = parameter["schema"]
            address = path.replace("{id}", "w01")
            given = {"q": "天氣", "field": "source"}
            names = {other.get("name") for other in operation["parameters"]}
            query = {name: value for name, value in given.items() if name in names}
            for value, status in (
                (schema["minimum"] - 1, 400),
                (schema["minimum"], 200),
                (schema["maximum"], 200),
                (schema["maximum"] + 1, 400),
            ):
                answer = client.get(address, query_string=query | {parameter["name"]: value})
                assert answer.status_code == status, (path, parameter["name"], value)


def test_choices_are_those_of_the_library_and_the_pages():
    assert get_args(SearchParameters.model_fields["sort"].annotation) == SORTS
    assert get_args(SearchParameters.model_fields["copies"].annotation) == COPIES
    assert get_args(Asked.model_fields["vocabulary"].annotation) == VOCABULARY
    assert get_args(FacetParameters.model_fields["field"].annotation) == FACETS


def test_every_error_of_a_query_is_a_problem_that_is_described():
    said = QueryNotice.__doc__
    refusals = re.search(r"Refusals: (.*?)\.\n", said, re.DOTALL)[1]
    mended = re.search(r"Errors: (.*?)\.\n", said, re.DOTALL)[1]
    assert set(re.findall(r"`(\w+)`", refusals + mended)) == set(QUERY_CODES)


def test_the_page_shows_every_operation_record_and_problem(app, client, described):
    html = client.get("/api/?lang=en").get_data(as_text=True)
    anchors = set(re.findall(r' id="([^"]+)"', html))
    codes = problem_codes(operations(app))
    assert len(codes) == len(set(codes))
    assert {*CODES, *QUERY_CODES, "bad_limit", "bad_field", "bad_from"} <= set(codes) <= anchors
    assert {operation["operationId"] for _, operation in described_operations(described)} <= anchors
    assert set(described["components"]["schemas"]) <= anchors
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert links <= anchors
    assert "curl -G http://localhost/api/v1/search --data-urlencode &#39;q=干事创业&#39;" in html


def test_the_page_speaks_the_readers_language_around_the_document(client):
    html = client.get("/api/?lang=zh-Hant").get_data(as_text=True)
    assert '<html lang="zh-Hant">' in html
    assert '<div lang="en">' in html
    assert client.get("/api").headers["Location"].endswith("/api/")
    assert client.get("/api/?lang=xx").mimetype == "text/html"


def test_a_hostile_host_writes_no_markup_into_the_page(client):
    answer = client.get("/api/", headers={"Host": "a\"'$(x)<script>"})
    assert b"<script>" not in answer.data.replace(b'<script src="', b"")


def test_the_operations_of_the_blueprint_stand_beside_their_views(app):
    views = [view for view in app.view_functions.values() if isinstance(view, Service)]
    assert {view.operation.name for view in views} >= {"search", "article", "suggest", "facets", "openapi"}
