"""Kernels forked from a warm process, for whatever talks to kernels through jupyter_client."""

import json
import os
import select
import signal
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Self

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

WARM = "reviewbook-warm"


class WarmProcess:
    """The process that turns into kernels: `warm`. A context: at its end the process ends."""

    def __init__(self, folder: Path):
        """Start the process for the book of a folder; it warms up meanwhile."""
        command = [sys.executable, "-m", "reviewbook.page.execution.warm", str(folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def kernel(self, connection: str, cwd: str, env: dict[str, str]) -> "Forked":
        """Give the process of a new kernel; the arguments are those of `warm.become_kernel`.

        Raises:
            OSError: the warm process has ended.
        """
        asked = {"connection": connection, "cwd": cwd, "env": env}
        self._process.stdin.write(f"{json.dumps(asked)}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise ChildProcessError("The process that starts the kernels has ended.")
        return Forked(int(answer))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()


class Forked:
    """A process that is not our child, with what of `subprocess.Popen` a provisioner asks for."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int):
        """Take the process with a number that has just been given to it."""
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return nothing while the process runs, then 0: what it ended with is not known."""
        ready, _, _ = select.select([self._handle], [], [], 0)
        return 0 if ready else None

    def wait(self) -> int:
        """Wait until the process has ended."""
        select.select([self._handle], [], [])
        os.close(self._handle)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        signal.pidfd_send_signal(self._handle, number)


class WarmProvisioner(LocalProvisioner):
    """Starts the kernels of a manager that has a warm process."""

    async def launch_kernel(self, cmd: list[str], **kwargs) -> KernelConnectionInfo:
        """Fork a kernel that is known by the file `cmd` ends with."""
        self.cwd = str(kwargs["cwd"])
        self.process = self.parent.warm.kernel(self.parent.connection_file, self.cwd, kwargs["env"])
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class WarmKernel(AsyncKernelManager):
    """Manages a kernel that is forked from a warm process."""

    def __init__(self, warm: WarmProcess):
        """Manage a kernel to be forked from this process."""
        super().__init__(kernel_name="python3")
        self.warm = warm
        KernelProvisionerFactory.instance().provisioners[WARM] = EntryPoint(
            WARM, f"{__name__}:{WarmProvisioner.__name__}", KernelProvisionerFactory.GROUP_NAME
        )
        self.kernel_spec.metadata["kernel_provisioner"] = {"provisioner_name": WARM}


def can_fork() -> bool:
    """Tell whether this machine can fork a process and keep hold of it; Linux can."""
    return hasattr(os, "fork") and hasattr(os, "pidfd_open")
