"""Jobs in lanes: those of a lane one after another, lanes beside each other, results as if all had run in order."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")
_LOOK_SECONDS = 0.2


@dataclass(frozen=True)
class Job(Generic[Result]):
    """A piece of work with its label; ``number`` is its place in the order in which results are wanted."""

    number: int
    label: str
    act: Callable[[], Result]


def in_lanes(lanes: Sequence[Sequence[Job[Result]]], at_once: int, told: Callable[[str], None]) -> dict[int, Result]:
    """What the jobs give, by their number; ``told`` hears the label of each as it begins, in the calling thread.

    What a job raises ends the others after the job they are at, and is raised.
    """
    begun: deque[str] = deque()
    stop = threading.Event()

    def run(lane: Sequence[Job[Result]]) -> dict[int, Result]:
        found: dict[int, Result] = {}
        for job in lane:
            if stop.is_set():
                break
            begun.append(job.label)
            found[job.number] = job.act()
        return found

    with ThreadPoolExecutor(max(at_once, 1)) as pool:
        waiting: set[Future[dict[int, Result]]] = {pool.submit(run, lane) for lane in lanes}
        results: dict[int, Result] = {}
        try:
            while waiting:
                done, waiting = wait(waiting, _LOOK_SECONDS, FIRST_COMPLETED)
                while begun:
                    told(begun.popleft())
                for one in done:
                    results |= one.result()
        finally:
            stop.set()
    return results
