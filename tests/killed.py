"""An act killed at each of its calls of the file system, as when a machine is switched off."""

import os
import sys
from collections.abc import Callable, Iterator
from itertools import count

CALLS = ("open", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod", "os.utime")


def killed_at_each_step(act: Callable[[], None], most: int = 200) -> Iterator[int]:
    """Give every step after an act was killed before it; the act is whole at the last one."""
    for step in count(1):
        assert step < most, "the act has no end"
        ended = not killed(act, step)
        yield step
        if ended:
            return


def killed(act: Callable[[], None], step: int) -> bool:
    """Kill an act before a call; tell whether it got that far."""
    child = os.fork()
    if not child:
        try:
            sys.addaudithook(_counting(step))
            act()
            os._exit(0)
        except BaseException:
            os._exit(1)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, 9), "the act failed by itself"
    return status == 9


def _counting(step: int) -> Callable:
    left = iter(range(step, 0, -1))

    def hook(event: str, args: tuple) -> None:
        if event in CALLS and next(left, 1) == 1:
            os._exit(9)

    return hook
