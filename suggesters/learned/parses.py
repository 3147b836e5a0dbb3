"""Parses kept on disk: learning goes over the same articles again and again, and their parse is nearly all of its time.

A file a text, named by a hash of the text and of all that its parse depends on. The files are a cache: each may go at
any moment, and several processes may write and tidy one folder at once.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

STEPS_VERSION = "1"  # raise whenever what we do before spaCy's parser could change its result
MOST_BYTES = 500_000_000
MOST_DAYS = 30
LOOKS = 16
"""A process looks at the whole folder again when it has written this part of its bytes."""
LEFT_OUT = ("tensor", "user_data")

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Parses:
    """What is kept in ``folder``, at most about ``most_bytes``: what was not used for longest goes first.

    ``tidy`` removes what nobody used for ``most_days``.
    """

    folder: Path
    most_bytes: int = MOST_BYTES
    most_days: float = MOST_DAYS
    _left: int = field(default=0, init=False)

    def docs(
        self, nlp: Language, texts: Sequence[str], parse: Callable[[Sequence[str]], Iterator[Doc]]
    ) -> Iterator[Doc]:
        """The parse of each text, in order: as it was kept, else by ``parse``, which gets those that are not."""
        found = [self.kept(nlp, text) for text in texts]
        fresh = parse([text for text, doc in zip(texts, found, strict=True) if doc is None])
        for text, doc in zip(texts, found, strict=True):
            if doc is None:
                doc = next(fresh)
                self.keep(nlp, text, doc)
            yield doc

    def kept(self, nlp: Language, text: str) -> Doc | None:
        """The parse of this text by this pipeline; None where it is not kept, or damaged."""
        from spacy.tokens import Doc

        place = self.place(nlp, text)
        try:
            doc = Doc(nlp.vocab).from_bytes(zlib.decompress(place.read_bytes()), exclude=LEFT_OUT)
            if doc.text != text:
                raise ValueError("it is the parse of another text")
            os.utime(place)
        except FileNotFoundError:
            return None
        except Exception:  # whatever a damaged file makes of the libraries that read it
            logger.warning("the kept parse %s cannot be read: the text is parsed again", place, exc_info=True)
            return None
        return doc

    def keep(self, nlp: Language, text: str, doc: Doc) -> None:
        """Keep the parse. Where it cannot be written, it is not kept."""
        content = zlib.compress(doc.to_bytes(exclude=LEFT_OUT), level=1)
        place = self.place(nlp, text)
        part = place.with_name(f"{place.name}.{os.getpid()}.part")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_bytes(content)
            part.replace(place)
        except OSError as error:
            logger.warning("a parse cannot be kept in %s: %s", self.folder, error)
            return
        self._left -= len(content)
        if self._left < 0:
            self.tidy()

    def tidy(self) -> None:
        """Remove what is too old, and the oldest while there is too much."""
        files = sorted(self._files())
        too_much = sum(size for _, size, _ in files) - self.most_bytes
        too_old = time.time() - self.most_days * 86_400
        for used, size, path in files:
            if too_much <= 0 and used >= too_old:
                break
            with suppress(OSError):  # another process has removed it
                path.unlink()
            too_much -= size
        self._left = min(-too_much, self.most_bytes // LOOKS)

    def clear(self) -> None:
        """Remove all that is kept."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def place(self, nlp: Language, text: str) -> Path:
        """Where the parse of this text by this pipeline is kept."""
        content = f"{pipeline_key(nlp)}\n{text}".encode("utf-8", "surrogatepass")
        return self.folder / f"{hashlib.sha256(content).hexdigest()}.doc"

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        """When each file was last used, its bytes, and its place."""
        with suppress(FileNotFoundError), os.scandir(self.folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    found = entry.stat()
                    yield found.st_mtime, found.st_size, Path(entry.path)


def pipeline_key(nlp: Language) -> str:
    """All that a parse depends on beside its text."""
    from spacy.about import __version__

    meta = nlp.meta
    parts = [STEPS_VERSION, __version__, meta["lang"], meta["name"], meta["version"], *nlp.pipe_names]
    return json.dumps(parts)
