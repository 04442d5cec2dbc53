"""What can only be tried on Linux, or as root, is collected only there."""

from __future__ import annotations

import os
import sys

collect_ignore = [
    *([] if sys.platform == "linux" else ["test_killed_supervisor.py"]),
    *([] if os.geteuid() == 0 else ["embedded/test_root_account.py"]),
]
