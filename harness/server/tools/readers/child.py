"""The process that reads one file: `python -P -m harness.server.tools.readers.child PATH FORMAT`.

It limits its own memory and time before it looks at the file, and prints one JSON object: `{"text": …}`, or
`{"code": …, "message": …}` of the fault.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from harness.server.tools.base import UnreadableDocument
from harness.server.tools.readers.extract import extract
from harness.server.tools.readers.limits import MEMORY_BYTES, SECONDS


def main() -> None:
    """Reads the file named by the arguments."""
    path, format = Path(sys.argv[1]), sys.argv[2]
    _limit()
    try:
        answer = {"text": extract(path, format)}
    except UnreadableDocument as fault:
        answer = {"code": fault.code, "message": fault.message}
    except MemoryError:
        answer = {"code": "invalid_file", "message": "The file takes too much memory to read."}
    except Exception as error:  # the libraries raise anything at all for damaged files
        answer = {"code": "invalid_file", "message": f"The file is damaged: {type(error).__name__}."}
    sys.stdout.write(json.dumps(answer))


def _limit() -> None:
    """No more memory and processor time than a document is worth; not on Windows, where the clock must do."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
