"""A model's file: what was written is read again, and whatever else is given is refused with a reason."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suggesters.learned.model import CALIBRATED, MOST_BYTES, Model, ModelError, model_at, model_of
from suggesters.learned.outside import MOST_DEPTH
from suggesters.profiles import EDGES, KINDS, PARTS, PRESETS, Profile
from tests.suggesters.learning.models import MODEL, small_model

WEIGHTS = st.floats(-50, 50)
SHARES = st.floats(0, 1)
FORMS = st.from_regex(r"[a-z_]{1,9}", fullmatch=True)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
FORMS = st.from_regex(r"[a-z_]{1,9}", fullmatch=True)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=10,
)
PROFILES = st.builds(
    Profile,
    name=WORDS.filter(bool),
    parts=st.sampled_from(PARTS),
    kinds=st.frozensets(st.sampled_from(KINDS)),
    **dict.fromkeys(EDGES, st.booleans()),
)


@st.composite
def steps(draw: st.DrawFn) -> tuple[tuple[float, float], ...]:
    raw = sorted(draw(st.sets(WEIGHTS, max_size=6)))
    shares = sorted(draw(st.lists(SHARES, min_size=len(raw), max_size=len(raw))))
    return tuple(zip(raw, shares, strict=True))


MODELS = st.builds(
    small_model,
    rules=st.from_regex(r"[0-9A-Za-z.]{1,20}", fullmatch=True),
    profile=PROFILES,
    weights=st.dictionaries(st.from_regex(r"[a-z_]{1,9}=[!-~]{1,9}", fullmatch=True), WEIGHTS, max_size=5),
    none=WEIGHTS,
    calibration=st.fixed_dictionaries({name: steps() for name in CALIBRATED}),
    loose=st.dictionaries(FORMS, SHARES, max_size=4),
    card=st.dictionaries(WORDS, VALUES, max_size=4),
    captions=st.dictionaries(FORMS, SHARES, max_size=4),
    names=st.dictionaries(FORMS, st.floats(-4, 4), max_size=4),
)


@given(MODELS)
def test_what_is_written_is_read_again(model: Model) -> None:
    again = model_of(model.as_bytes())
    assert again == model
    assert again.key == model.key
    assert again.as_bytes() == model.as_bytes()


@given(MODELS, st.floats(-60, 60), st.floats(-60, 60))
def test_a_higher_score_is_never_worth_less(model: Model, one: float, other: float) -> None:
    low, high = sorted((one, other))
    for is_direct in (True, False):
        left, right = (model.probability(raw, is_direct=is_direct) for raw in (low, high))
        assert 0 <= left <= right + 1e-12 <= 1 + 1e-9


def test_the_key_stands_for_what_changes_a_suggestion() -> None:
    assert small_model(card={}).key == MODEL.key
    assert small_model(weights={"lemma=say": 1.4}).key != MODEL.key
    assert small_model(profile=PRESETS["gum"]).key != MODEL.key
    assert small_model(rules="6").key != MODEL.key
    assert small_model(captions={"label": 0.4}).key != MODEL.key
    assert small_model(names={"pronoun": 0.4}).key != MODEL.key


def test_a_file_from_before_captions_and_names_were_learned_is_read_as_it_was() -> None:
    values = MODEL.as_json()
    assert not {"captions", "names"} & set(values)
    again = model_of(json.dumps(values).encode())
    assert (again.captions, again.names, again.key) == ({}, {}, MODEL.key)


@given(st.binary(max_size=60))
def test_bytes_at_random_are_refused_and_break_nothing(content: bytes) -> None:
    with pytest.raises(ModelError):
        model_of(content)


@given(st.data())
def test_a_model_with_one_value_at_random_is_read_or_refused(data: st.DataObject) -> None:
    values = MODEL.as_json()
    key = data.draw(st.sampled_from(sorted(values)))
    values[key] = data.draw(VALUES)
    with suppress(ModelError):
        model = model_of(json.dumps(values).encode())
        assert model_of(model.as_bytes()) == model


def zipped(words: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("model.json", words)
    return file.getvalue()


HOSTILE: dict[str, tuple[bytes | Callable[[], bytes], str]] = {
    "empty": (b"", "not JSON"),
    "words": (b"hello", "not JSON"),
    "not UTF-8": (b'{"format": "\xff"}', "not JSON"),
    "UTF-16": (MODEL.as_bytes().decode().encode("utf-16"), "not JSON"),
    "cut off": (MODEL.as_bytes()[:-10], "not JSON"),
    "two of them": (MODEL.as_bytes() * 2, "not JSON"),
    "too long": (lambda: b" " * (MOST_BYTES + 1), "4,000,000 bytes at most"),
    "deep lists": (lambda: b"[" * 1_000_000, "nests"),
    "deep objects": (lambda: b'{"a":' * 200_000, "nests"),
    "a pickle": (pickle.dumps({"format": "quotemark-model/1"}), "a pickle"),
    "a ZIP bomb": (lambda: zipped(b" " * 50_000_000), "a ZIP file"),
    "a gzip bomb": (lambda: gzip.compress(b" " * 50_000_000), "compressed by gzip"),
    "a list": (b"[]", "not a model"),
    "null": (b"null", "not a model"),
    "a number": (b"1", "not a model"),
    "another file": (b'{"name": "our desk", "parts": "apart"}', "format should be “quotemark-model/1”"),
    "another format": (b'{"format": "quotemark/1"}', "format is “quotemark/1”"),
    "a later format": (b'{"format": "quotemark-model/2", "layers": []}', "written by a newer Quotemark"),
    "signs that steer a terminal": (b'{"format": "\\u001b[2J\\u202e"}', r"“\\x1b\[2J\\u202e”"),
    "a key twice": (
        b'{"format": "quotemark-model/1", "format": "quotemark-model/1"}',
        "“format” stands more than once",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_what_it_is(name: str) -> None:
    content, reason = HOSTILE[name]
    with pytest.raises(ModelError, match=reason):
        model_of(content if isinstance(content, bytes) else content())


def deep(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a further key": ({"code": "import os"}, "no place for “code”"),
    "a further key that is long": ({"k" * 1000: 1}, "no place for “kkk"),
    "rules as a number": ({"rules": 5}, "rules is the version"),
    "rules with signs": ({"rules": "5\n"}, "rules is the version"),
    "no profile": ({"profile": None}, "profile: A profile is a JSON object"),
    "a profile that is a text": ({"profile": "ggt"}, "profile: A profile is a JSON object"),
    "an unknown kind": ({"profile": {"name": "x", "kinds": ["k" * 5000]}}, "profile: There is no kind “kkk"),
    "kinds within kinds": ({"profile": {"name": "x", "kinds": [["objects"]]}}, "profile: There is no kind"),
    "weights as a list": ({"weights": []}, "weights is an object"),
    "too many weights": ({"weights": {f"a={n}": 0 for n in range(60_001)}}, "60,000 features at most"),
    "a weight without a family": ({"weights": {"say": 1}}, "“say” is not a feature"),
    "a weight with white space": ({"weights": {"lemma=a b": 1}}, "is not a feature"),
    "a weight of a long name": ({"weights": {"lemma=" + "a" * 101: 1}}, "is not a feature"),
    "a weight that is a text": ({"weights": {"lemma=say": "1"}}, "weights.lemma=say is a number from -50 to 50"),
    "a weight that is true": ({"weights": {"lemma=say": True}}, "weights.lemma=say is a number"),
    "a weight that is a list": ({"weights": {"lemma=say": [1]}}, "weights.lemma=say is a number"),
    "a weight that is too large": ({"weights": {"lemma=say": 50.5}}, "weights.lemma=say is a number from -50 to 50"),
    "none as null": ({"none": None}, "none is a number"),
    "calibration as a list": ({"calibration": []}, "calibration is an object with direct and other"),
    "one calibration": ({"calibration": {"direct": []}}, "calibration is an object with direct and other"),
    "steps as numbers": ({"calibration": {"direct": [1, 2], "other": []}}, "each step is a raw score and a share"),
    "a step of three": ({"calibration": {"direct": [[1, 0, 0]], "other": []}}, "each step is a raw score and a share"),
    "steps that fall": ({"calibration": {"direct": [[1, 0.5], [2, 0.4]], "other": []}}, "the steps do not rise"),
    "steps that stand": ({"calibration": {"direct": [[1, 0.5], [1, 0.5]], "other": []}}, "the steps do not rise"),
    "a share above 1": ({"calibration": {"direct": [[1, 1.5]], "other": []}}, "calibration.direct is a number"),
    "a share below 0": ({"calibration": {"direct": [[1, -0.5]], "other": []}}, "lies between 0 and 1"),
    "too many steps": ({"calibration": {"direct": [[n / 100, 0] for n in range(201)], "other": []}}, "200 steps"),
    "loose as a list": ({"loose": ["paragraph"]}, "loose is an object"),
    "loose by a sentence": ({"loose": {"Ada Weber": 0.5}}, "loose is an object"),
    "captions as a list": ({"captions": ["label"]}, "captions is an object"),
    "captions by a name": ({"captions": {"Ada Weber": 0.5}}, "“Ada Weber” is not a form"),
    "captions above 1": ({"captions": {"label": 1.5}}, "captions.label is a number from -1 to 1"),
    "captions below 0": ({"captions": {"label": -0.5}}, "captions.label: a share lies between 0 and 1"),
    "too many forms": (
        {"names": {letter * n: 0 for letter in "ab" for n in range(1, 40)}},
        "each of 60 forms at most",
    ),
    "names as null": ({"names": None}, "names is an object"),
    "names that shift too far": ({"names": {"pronoun": 4.5}}, "names.pronoun is a number from -4 to 4"),
    "names by a person": ({"names": {"Lee": 1}}, "“Lee” is not a form"),
    "loose above 1": ({"loose": {"paragraph": 2}}, "loose.paragraph is a number"),
    "a name that is a text": ({"names": {"title": "Ada Weber"}}, "names.title is a number from -4 to 4"),
    "a card that is a text": ({"card": "good"}, "card is an object"),
    "a card that is long": ({"card": {"words": "a" * 200_001}}, "card is an object of 200,000 characters"),
    "a card that is deep": ({"card": {"deep": deep(MOST_DEPTH)}}, "deep"),
    "half of a character": ({"card": {"words": "\ud800"}}, "halves of characters"),
    "half of a character in a name": ({"profile": {"name": "\udfff"}}, "halves of characters"),
    "half of a character as a key": ({"card": {"\ud800": 1}}, "halves of characters"),
    "NUL": ({"profile": {"name": "desk\0"}}, "NUL characters"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_value_is_refused_by_its_place(name: str) -> None:
    changes, reason = WRONG[name]
    with pytest.raises(ModelError, match=reason) as refused:
        model_of(json.dumps({**MODEL.as_json(), **changes}).encode())
    assert len(str(refused.value)) < 400
    str(refused.value).encode()


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" + "0" * 400, "1" * 5000])
@pytest.mark.parametrize("key", ["none", "card"])
def test_numbers_that_are_none_are_refused_wherever_they_stand(number: str, key: str) -> None:
    words = MODEL.as_bytes().decode()
    place = {"none": '"none":-0.5', "card": '"articles":5'}[key]
    assert words.count(place) == 1
    with pytest.raises(ModelError, match="number"):
        model_of(words.replace(place, f"{place.partition(':')[0]}:{number}").encode())


@pytest.mark.parametrize("key", sorted(MODEL.as_json()))
def test_a_model_without_one_of_its_keys_is_refused(key: str) -> None:
    values = MODEL.as_json()
    del values[key]
    with pytest.raises(ModelError, match="format" if key == "format" else f"A model needs “{key}”"):
        model_of(json.dumps(values).encode())


def test_a_file_is_named_where_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "model.json"
    with pytest.raises(ModelError, match=r"model\.json cannot be opened: No such file"):
        model_at(str(path))
    path.write_bytes(b"{}")
    with pytest.raises(ModelError, match=r"model\.json: This is not a model"):
        model_at(str(path))
    path.write_bytes(b"\xef\xbb\xbf" + MODEL.as_bytes())
    assert model_at(str(path)) == MODEL, "an editor has put a byte order mark before it"


def test_a_file_without_an_end_is_read_no_further_than_a_model_is_long() -> None:
    with pytest.raises(ModelError, match="bytes at most"):
        model_at("/dev/zero")


def test_weights_stand_by_family_and_value() -> None:
    model = small_model(weights={"lemma=say": 1.5, "lemma=a=b": 2.0, "rule=clause_after/parsed": -0.25})
    assert model.by_family["lemma"] == {"say": 1.5, "a=b": 2.0}
    assert model.by_family["rule"] == {"clause_after/parsed": -0.25}
    assert model.by_family["never"] == {}
