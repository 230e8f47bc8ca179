"""Whose a copy of the book is: one setting gives every link, and without it there is none."""

import pytest

from reviewbook.page.identity.address import identity

FORM = ".github/ISSUE_TEMPLATE/challenge-a-number.yml"
HOSTED = {"GITHUB_REPOSITORY": "Sea/sleep", "GITHUB_SERVER_URL": "https://github.com"}
RELEASE = HOSTED | {"GITHUB_REF_TYPE": "tag", "GITHUB_REF_NAME": "v3"}


@pytest.fixture
def known(tmp_path):
    def of(config="title: A book\n", variables=None, cff="", files=()):
        for name in files:
            (tmp_path / name).parent.mkdir(parents=True)
            (tmp_path / name).touch()
        (tmp_path / "_config.yml").write_text(config, encoding="utf-8")
        if cff:
            (tmp_path / "CITATION.cff").write_text(cff, encoding="utf-8")
        return identity(tmp_path, variables or {})

    return of


def test_without_an_address_there_is_no_link(known):
    nobody = known()
    assert nobody.title == "A book"
    links = [
        nobody.page("intro"),
        nobody.edit("intro.md"),
        nobody.challenge("os"),
        nobody.binder("x"),
    ]
    assert links == [""] * 4


def test_the_hosting_repository_gives_every_address(known):
    it = known(variables=HOSTED, files=(FORM, ".binder/postBuild"))
    assert it.repository == "https://github.com/Sea/sleep"
    assert it.page("chapters/a", "os-36") == "https://sea.github.io/sleep/chapters/a.html#os-36"
    assert it.edit("chapters/a b.md") == f"{it.repository}/edit/main/chapters/a%20b.md"
    assert it.challenge("a&b").endswith(
        "/issues/new?template=challenge-a-number.yml&title=Challenge%3A%20a%26b&entry=a%26b"
    )
    assert "/v2/gh/Sea/sleep/main?urlpath=lab%2Ftree%2F" in it.binder("intro")


def test_what_the_book_says_itself_comes_first(known):
    config = (
        "repository: {url: https://git.example/x/y/}\nhtml: {baseurl: https://book.example/y}\n"
    )
    it = known(config, HOSTED)
    assert it.repository == "https://git.example/x/y"
    assert it.page("intro") == "https://book.example/y/intro.html"
    assert not it.binder("intro")


def test_what_the_repository_lacks_is_not_linked_to(known):
    it = known(variables=HOSTED)
    assert not it.binder("intro")
    assert it.challenge("os") == f"{it.repository}/issues/new?title=Challenge%3A%20os&body=os"
    assert it.challenge() == f"{it.repository}/issues/new"


def test_a_book_within_a_repository_is_edited_there(known):
    it = known("repository: {path_to_book: books/sleep}\n", HOSTED)
    assert it.edit("intro.md").endswith("/edit/main/books/sleep/intro.md")


def test_a_site_of_an_owner_lies_at_its_root(known):
    it = known("repository: {url: https://github.com/Sea/sea.github.io}\n")
    assert it.site == "https://sea.github.io/"


def test_elsewhere_no_site_is_guessed(known):
    assert not known("repository: {url: https://git.example/x/y}\n").site


def test_a_version_is_the_one_that_is_cited(known):
    cff = "title: The sleep book\nversion: 1.10\ndate-released: 2026-01-02\nlicense: CC-BY-4.0\n"
    it = known(variables=RELEASE | {"SOURCE_DATE_EPOCH": "0"}, cff=cff.replace("1.10", "'1.10'"))
    assert (it.title, it.version, it.date, it.tag) == ("The sleep book", "1.10", "2026-01-02", "v3")


def test_a_branch_is_no_tag(known):
    assert not known(variables=RELEASE | {"GITHUB_REF_TYPE": "branch"}).tag


def test_a_book_without_a_release_is_of_the_day_it_is_told(known):
    assert known(variables={"SOURCE_DATE_EPOCH": "86400"}).date == "1970-01-02"
