"""The files of a release written: first into a folder beside, which is put in place when all is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from articles.readers.storable import marked
from config.database.snapshot import one_state
from exchange.formats.catalogue import WRITTEN
from exchange.models import Release
from exchange.outgoing.agreement import agreement_in
from exchange.outgoing.exporting import Export, open_export, report_whole
from exchange.records.anonymous import Pseudonyms, pseudonyms_under
from exchange.records.loss import LossReport
from exchange.releases.card import card_of
from exchange.releases.comparing import changes_between
from exchange.releases.manifest import Written, as_text, manifest_of
from exchange.releases.options import ReleaseOptions, options_from_json
from exchange.releases.storage import CARD, LOSSES, MANIFEST, digest_and_size, new_folder, path_in
from exchange.releases.survey import INDEX, Survey, survey

ZIP_START = b"PK\x03\x04"


@dataclass(slots=True)
class Maker:
    """One making of one release in one folder.

    ``on_articles`` is called now and then with the number of articles read, each counted once for the survey and once
    for each format; it may stop the work by raising.
    """

    release: Release
    options: ReleaseOptions
    folder: Path
    on_articles: Callable[[int], None] = lambda number: None
    articles: int = 0
    configurations: list[str] = field(default_factory=list)

    @property
    def salt(self) -> bytes:
        return bytes.fromhex(self.release.salt)

    def make(self) -> dict[str, Any]:
        """Write all files and return the manifest. From the same state, release and earlier release: the same bytes."""
        left_out = LossReport(format="all", chosen="all", finished=True)
        report_whole(self.release.project, left_out, chosen=self.options.chosen)
        found = survey(self.release.project, self.options, self.folder, self.on_articles, left_out)
        self.articles = len(found.keys)
        written = [item for name in self.options.formats for item in self.write_format(name, found)]
        about = manifest_of(
            self.release,
            self.options,
            found,
            pseudonyms=self.pseudonyms(),
            left_out=left_out,
            written=written,
            agreement=agreement_in(self.release.project, self.options.chosen).as_json(),
            changes=self.changes(),
        )
        manifest: dict[str, Any] = marked(about)  # a project’s name or an option may hold what an older version let in
        reports = {"all files": left_out, **{item.name: item.report for item in written}}
        self.write_text(LOSSES, as_text({name: report.as_json() for name, report in reports.items()}))
        self.write_text(CARD, card_of(manifest))
        manifest["files"] = [
            *map(self.file_with_counts, written),
            *map(self.file, (*self.configurations, CARD, LOSSES, INDEX)),
        ]
        self.write_text(MANIFEST, as_text(manifest))
        return manifest

    def pseudonyms(self) -> Pseudonyms | None:
        return pseudonyms_under(self.salt) if self.options.anonymise else None

    def write_format(self, name: str, found: Survey) -> list[Written]:
        """A file for each side."""
        result: list[Written] = []
        for number, side in enumerate(self.options.split.sides):
            export = open_export(self.release.project, self.options.export_options(name), salt=self.salt, part=True)
            export.keep = found.keeper(number)
            file_name = write_export(export, self.folder, name_of_file(side, name), self.on_chunk)
            self.articles += export.report.articles
            if export.configuration:
                self.configurations.append(f"{file_name}.config.xml")
                self.write_text(self.configurations[-1], export.configuration)
            result.append(Written(file_name, name, side, export.report))
        return result

    def on_chunk(self, export: Export) -> None:
        self.on_articles(self.articles + export.report.articles)

    def changes(self) -> dict[str, Any] | None:
        """What changed since the last release whose files are there; None where there is none."""
        project = self.release.project
        earlier = project.releases.filter(state=Release.State.READY, number__lt=self.release.number)
        for release in earlier.order_by("-number"):
            release.project = project
            index = path_in(release, INDEX)
            if index is not None:
                gone = project.articles.filter(withdrawn_at__isnull=False).values_list("external_id", flat=True)
                changes = changes_between(index, self.folder / INDEX, withdrawn=set(gone))
                return {"since": release.number, **changes.as_json()}
        return None

    def write_text(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text, encoding="utf-8", newline="\n")

    def file(self, name: str) -> dict[str, Any]:
        digest, size = digest_and_size(self.folder / name)
        return {"name": name, "size": size, "sha256": digest}

    def file_with_counts(self, item: Written) -> dict[str, Any]:
        report = item.report.as_json()
        counts = {name: row["written"] for name, row in report["annotations"].items()}
        about = {"format": item.format, "side": item.side, "articles": report["articles"], "annotations": counts}
        return {**self.file(item.name), **about}


def name_of_file(side: str, format: str) -> str:  # noqa: A002
    """“train.jsonl”, “train.docbin.spacy”: the format is named where the extension does not begin with it."""
    extension = WRITTEN[format].extension
    is_told = extension.split(".")[0] == format
    return f"{side}.{extension}" if is_told else f"{side}.{format}.{extension}"


def write_export(export: Export, folder: Path, name: str, on_chunk: Callable[[Export], None]) -> str:
    """Write the file; its name, with “.zip” where the format has packed what was too large for one piece."""
    path = folder / name
    with path.open("wb") as file:
        for chunk in export.chunks():
            file.write(chunk)
            on_chunk(export)
    if name.endswith(".zip") or not is_zip(path):
        return name
    path.rename(folder / f"{name}.zip")
    return f"{name}.zip"


def is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(ZIP_START)) == ZIP_START


def write_release(release: Release, on_articles: Callable[[int], None]) -> dict[str, Any]:
    """Write the release’s files and put them in place; the manifest. Nothing is left where it fails or is stopped."""
    with new_folder(release) as folder, one_state():
        return Maker(release, options_from_json(release.options), folder, on_articles).make()
