"""The same answers as JSON, under `/api/v1`, for programs, and the OpenAPI document made of it.

parameters   what an operation can be asked     answers, counts  what it answers
asked        reads and checks a request         records          what `search` found, as records
blueprint    an operation, and how it is served
searching, reading, counting, exporting         the operations
document     the OpenAPI document               describing       serves it
"""

from web.api import counting, describing, reading, searching
from web.api.blueprint import api

__all__ = ["api", "counting", "describing", "reading", "searching"]
