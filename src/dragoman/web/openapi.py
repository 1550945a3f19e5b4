"""The OpenAPI description of the pages' ``.json`` twins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from dragoman.web.pages import Page


def describe(pages: Iterable[Page], prefix: str, version: str) -> dict[str, Any]:
    """OpenAPI 3.1 of the twins: addresses, values, answers."""
    paths = {}
    for page in pages:
        address = f"{page.path.rstrip('/') or '/index'}.json"
        names = re.findall(r"\{(\w+)(?::\w+)?\}", page.path)
        parameters: list[dict[str, Any]] = [
            {"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names
        ]
        parameters += [
            {"name": n, "in": "query", "description": d, "schema": {"type": "string"}} for n, d in page.query.items()
        ]
        object_ = {"application/json": {"schema": {"type": "object"}}}
        answers: dict[str, Any] = {"200": {"description": "the data of the page", "content": object_}}
        if names:
            answers["404"] = {"description": "the record does not hold it"}
        if page.query:
            answers["400"] = {"description": "a value makes no sense; the answer says which"}
        paths[re.sub(r"\{(\w+):\w+\}", r"{\1}", address)] = {
            "get": {"summary": page.summary, "parameters": parameters, "responses": answers}
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Dragoman's reading room", "version": version},
        "servers": [{"url": prefix or "/"}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
        "paths": paths,
    }
