"""The archive: every fetched page in WARC files, so that coverage outlives the page.

Records follow ISO 28500 (WARC 1.1). A page is stored with its content encoding undone, the original named in
`X-Archive-Orig-Content-Encoding`; a redirect on the way is a record of its own. Each process writes files of
its own, a new one every day or gibibyte: what a killed process left half-written is never appended to. The archive
is a folder of this machine, or one elsewhere (`s3://…`), to which files are taken once they are closed.
"""

from storage.archive.index import ArchiveIndex, is_archive
from storage.archive.place import ArchivePlace, drop_files, files_in, local_folder
from storage.archive.reader import Archive
from storage.archive.remote import RemoteFolder, is_address, why_unusable
from storage.archive.uploads import not_uploaded
from storage.archive.writer import ArchiveWriter

__all__ = [
    "Archive",
    "ArchiveIndex",
    "ArchivePlace",
    "ArchiveWriter",
    "RemoteFolder",
    "drop_files",
    "files_in",
    "is_address",
    "is_archive",
    "local_folder",
    "not_uploaded",
    "why_unusable",
]
