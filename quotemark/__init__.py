"""Quotemark as one installed package: the command ``quotemark`` and the names for suggesters of other packages.

What it is made of lies in its rooms, `suggesters`, `articles`, `annotator`, `exchange` and `config`. They keep their
short names, and only programs that import this package find them: at the end of the path, where they hide nothing.
"""

import sys

from quotemark.place import ROOMS

if str(ROOMS) not in sys.path:
    sys.path.append(str(ROOMS))
