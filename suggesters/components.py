"""The steps of the suggester as spaCy components, Doc -> Doc, usable in anybody's pipeline.

| factory | needs | gives |
| --- | --- | --- |
| ``quotemark_lines`` | tokens; before the parser | a sentence start after each line break |
| ``quotemark_quotes`` | tags, lemmas, parse | ``doc._.quotemark_quotes``: list of ``suggestions.Quote`` |
| ``quotemark_people`` | the quotes, entities | ``doc._.quotemark_people``; speakers' names in the quotes |
| ``quotemark_entities`` | entities | ``doc._.quotemark_entities``: list of ``suggestions.Entity`` |

Captions that are known may be set beforehand as ``doc._.quotemark_captions``, spans of code points; their credits as
``doc._.quotemark_credits``. ``doc._.quotemark_profile``: a ``profiles.Profile``; without one, the default.
``doc._.quotemark_model``: a ``learning.model.Model`` that ranks the candidates and says what names are worth.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from suggesters.columns import text_of
from suggesters.entities import find_entities
from suggesters.people import find_people, name_speakers
from suggesters.people.recalibrated import recalibrated
from suggesters.profiles import DEFAULT
from suggesters.quotes import find_quotes
from suggesters.quotes.ranking import BY_POINTS, ByModel

LINES = "quotemark_lines"
QUOTES = "quotemark_quotes"
PEOPLE = "quotemark_people"
ENTITIES = "quotemark_entities"
CAPTIONS = "quotemark_captions"
CREDITS = "quotemark_credits"
PROFILE = "quotemark_profile"
MODEL = "quotemark_model"
OWN_STEPS = (QUOTES, PEOPLE, ENTITIES)  # those that follow spaCy's

for _extension in (QUOTES, PEOPLE, ENTITIES, CAPTIONS, CREDITS, PROFILE, MODEL):
    if not Doc.has_extension(_extension):
        Doc.set_extension(_extension, default=None)


@Language.component(LINES)
def lines_step(doc: Doc) -> Doc:
    """A line break ends a sentence: headlines and captions have no full stop for the parser to see."""
    for token in doc[:-1]:
        if token.is_space and "\n" in token.text:
            doc[token.i + 1].is_sent_start = True
    return doc


@Language.component(QUOTES, assigns=[f"doc._.{QUOTES}"])
def quotes_step(doc: Doc) -> Doc:
    model = doc._.get(MODEL)
    ranker = ByModel(model) if model is not None else BY_POINTS
    profile = doc._.get(PROFILE) or DEFAULT
    doc._.set(QUOTES, find_quotes(doc, captions=doc._.get(CAPTIONS) or (), profile=profile, ranker=ranker))
    return doc


@Language.component(PEOPLE, requires=[f"doc._.{QUOTES}"], assigns=[f"doc._.{PEOPLE}"])
def people_step(doc: Doc) -> Doc:
    people = find_people(doc, credits=doc._.get(CREDITS) or ())
    doc._.set(PEOPLE, people)
    quotes = name_speakers(doc, doc._.get(QUOTES), people=people)
    model = doc._.get(MODEL)
    doc._.set(QUOTES, recalibrated(quotes, model.names, text_of(doc)) if model is not None else quotes)
    return doc


@Language.component(ENTITIES, requires=[f"doc._.{PEOPLE}"], assigns=[f"doc._.{ENTITIES}"])
def entities_step(doc: Doc) -> Doc:
    doc._.set(ENTITIES, find_entities(doc, doc._.get(PEOPLE), credits=doc._.get(CREDITS) or ()))
    return doc


def add_steps(nlp: Language) -> Language:
    """Add all own steps to a pipeline that tags, parses and recognises entities; returns the pipeline."""
    if LINES not in nlp.pipe_names:
        nlp.add_pipe(LINES, before="parser" if "parser" in nlp.pipe_names else None)
    for step in OWN_STEPS:
        if step not in nlp.pipe_names:
            nlp.add_pipe(step)
    return nlp
