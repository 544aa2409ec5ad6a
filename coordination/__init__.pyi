from coordination.library import MnrError as MnrError
from coordination.library import Workspace as Workspace
from coordination.library import answer_names as answer_names
from coordination.library import connectors as connectors
from coordination.library import gaps as gaps
from coordination.library import only_connections as only_connections
from coordination.library import open as open
from coordination.library import plain as plain
from coordination.library import sole_providers as sole_providers

__version__: str
