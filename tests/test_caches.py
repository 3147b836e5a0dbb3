"""What a process keeps depends on nothing but what it is kept by, so that tests run in any order."""

from __future__ import annotations

import importlib

from tests.test_layers import MAY_IMPORT, module_name, modules

KEPT = {
    "annotator.frame.check_attributes": "a kind, a verdict and attributes",
    "annotator.frame.is_order_of_roles": "a kind and roles",
    "annotator.counted.number_then": "a project’s newest event, and when its newest article came",
    "annotator.counted.value_stored": "a stored count, and the time at which it was counted",
    "annotator.everybody.everybody_at": "a project’s newest event, and when its newest entry was made",
    "annotator.services.decide.marked": "a text",
    "annotator.services.learning.model_of_version": "a version, and the key of what is in it",
    "annotator.services.suggest.loaded": "a name and the settings",
    "annotator.workbench.block_html.pieces_of": "a kind, a direction and the template",
    "annotator.workbench.bench.types_labelled": "the types that are off, and the language",
    "annotator.workbench.brief.shape_of": "a shape, two languages and the template",
    "annotator.workbench.brief.verdict_label": "a verdict and the language",
    "config.packed.power": "a number",
    "annotator.workbench.kept.renderer": "nothing: the program does not change while it runs",
    "annotator.templatetags.kept.around_number": "the name of an address, and the path below which the site is served",
    "annotator.templatetags.article_rows.row_drawn": "what a row shows, the template, the language, the path",
    "annotator.templatetags.article_rows.row_pieces": "a shape, the template and the language",
    "annotator.workbench.card_html.pieces_of": "a shape, the template and the language",
    "config.database.rows.readers": "a type of row",
    "config.database.rows.time_text": "a time",
    "config.middleware.policy_of_most": "the settings",
    "config.hashing.hashing_thread": "nothing: one for the process",
    "exchange.api.common.schema.document_in": "the language",
    "exchange.backup.schema.known": "nothing: it is the same for ever",
    "exchange.formats.dates.months": "nothing: it is the same for ever",
    "exchange.formats.cas.reading.loaded_types": "the bytes of a file",
    "exchange.formats.cas.types.our_types": "nothing: it is the same for ever",
    "exchange.formats.cas.xmi.element_of": "a type of ours",
    "exchange.formats.docbin.shard.numbers_of_attributes": "nothing: it is the same for ever",
    "exchange.formats.native.annotations.known_owner": "what a record tells",
    "exchange.formats.native.annotations.shape_of": "a kind and the keys of an annotation",
    "exchange.formats.native.lines.owner_text": "an owner",
    "exchange.formats.tokens.is_punctuation": "a word",
    "exchange.formats.tokens.sentence_ends": "nothing: it is the same for ever",
    "exchange.outgoing.selection.owner_named": "the parts of an owner",
    "suggesters.evaluation.agreement.figures.draws": "a number of groups",
    "suggesters.quotes.cues._keys_of": "lemmas of ours",
    "suggesters.quotes.wide_features._is_plain": "a word",
    "suggesters.word_frequencies._table": "nothing: it is the same for ever",
}
"""Every function of ours that remembers its answers, and what they depend on."""


def test_it_is_known_what_each_kept_answer_depends_on() -> None:
    found = set()
    for room in MAY_IMPORT:
        for path in modules(room):
            if "cache" in path.read_text(encoding="utf-8"):
                module = importlib.import_module(module_name(path))
                names = [name for name, value in vars(module).items() if hasattr(value, "cache_clear")]
                found |= {f"{value.__module__}.{value.__name__}" for value in map(vars(module).get, names) if value}
    assert found == KEPT.keys()
