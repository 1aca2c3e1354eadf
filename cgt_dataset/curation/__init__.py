"""`raw/` as people edit it: YAML read strictly, with the place of every value; records located in their folders."""

from .codes import RULES
from .folder import Folder, Located, is_unfinished, read_folder
from .reading import Document, Place, read_document

__all__ = ["RULES", "Document", "Folder", "Located", "Place", "is_unfinished", "read_document", "read_folder"]
