"""A run in a process of its own that waits where it is told, to be killed there."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from anlan.base.clock import CHINA
from anlan.base.settings import open_workspace
from anlan.collection.collect import collect, standardise
from anlan.collection.contract import read_contracts
from anlan.collection.exchange import receipt
from anlan.pool.loads import LoadPackage, Loads, LoadState
from anlan.pool.pool import Pool
from anlan.standards.registry import load_registry

NOW = datetime(2026, 11, 22, 20, tzinfo=CHINA)


def main(folder: str, moment: str) -> None:
    """Run collection over a workspace and stand still at a moment, saying so on standard output."""

    def stand_still() -> None:
        print(moment, flush=True)
        time.sleep(600)

    save = Loads.save

    def slowed(write: Callable[..., int], at: int) -> Callable[..., int]:
        def slow_write(pool: Pool, *given: object, **options: object) -> int:
            if moment == f"before {given[at]}":
                stand_still()
            version = write(pool, *given, **options)
            if moment == f"after {given[at]}":
                stand_still()
            return version

        return slow_write

    def slow_save(loads: Loads, package: LoadPackage, state: LoadState | None = None, **facts: object) -> LoadPackage:
        if state is not None and moment == f"state {state}":
            stand_still()
        return save(loads, package, state, **facts)

    write_bytes = receipt.write_bytes

    def slow_receipt(path: Path, data: bytes) -> None:
        if moment == "before receipt":
            stand_still()
        write_bytes(path, data)
        if moment == "after receipt":
            stand_still()

    receipt.write_bytes = slow_receipt  # type: ignore[assignment]
    Pool.write_stream = slowed(Pool.write_stream, 0)  # type: ignore[method-assign]
    Pool.write = slowed(Pool.write, 0)  # type: ignore[method-assign]
    Pool.write_query = slowed(Pool.write_query, 1)  # type: ignore[method-assign]
    Loads.save = slow_save  # type: ignore[method-assign,assignment]
    workspace, registry = open_workspace(Path(folder)), load_registry()
    pool, contracts = Pool(workspace.pool), read_contracts(workspace.sources, registry)
    collect(workspace, contracts, pool, registry, NOW)
    standardise(contracts, pool, registry, NOW)
    receipt.acknowledge(workspace, contracts, pool, NOW)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
