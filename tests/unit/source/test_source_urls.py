"""URLs: one spelling for each, and what a prefix allows."""

import pytest

from asyncapi_pygen.source.urls import BadUrlError, Url, folder_of, is_within, read_prefix, read_url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://example.com", "https://example.com/"),
        ("HTTPS://Example.COM:443/A?b=C#d", "https://example.com/A?b=C"),
        ("http://example.com:80/", "http://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https://example.com/a/./b/../c", "https://example.com/a/c"),
        ("https://example.com/a/%2e%2E/b", "https://example.com/b"),
        ("https://example.com/../../a/..", "https://example.com/"),
        ("https://example.com/a b/é", "https://example.com/a%20b/%C3%A9"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://[0:0::1]/", "http://[::1]/"),
    ],
)
def test_a_url_has_one_spelling(text: str, url: str) -> None:
    assert read_url(text) == url
    assert read_url(url) == url


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("b.json", "https://example.com/a/b.json"),
        ("../b.json", "https://example.com/b.json"),
        ("/b.json", "https://example.com/b.json"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example/b", "http://other.example/b"),
    ],
)
def test_a_relative_url_is_relative_to_the_file_that_holds_it(text: str, url: str) -> None:
    assert read_url(text, Url("https://example.com/a/x.json")) == url


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://example.com/", "neither http nor https"),
        ("file:///etc/hostname", "neither http nor https"),
        ("https://", "names no host"),
        ("https:///a", "names no host"),
        ("https://user:word@example.com/", "a user name or a password"),
        ("https://example.com@evil.example/", "a user name or a password"),
        ("https://example.com\\@evil.example/", "a backslash or a control character"),
        ("https://exam\tple.com/", "a backslash or a control character"),
        ("https://exam ple.com/", "`exam ple.com` is not a host"),
        ("https://[::1/", "not a URL"),
        ("https://[::zz]/", "not a"),
        ("https://example.com:port/", "not a URL"),
        ("https://example..com/", "not a host"),
        ("https://\N{FULLWIDTH FULL STOP}/", "not a"),
    ],
)
def test_what_cannot_be_fetched_is_no_url(text: str, reason: str) -> None:
    with pytest.raises(BadUrlError, match=reason):
        read_url(text)


@pytest.mark.parametrize(
    ("prefix", "url", "within"),
    [
        ("https://example.com", "https://example.com/a", True),
        ("https://example.com/a", "https://example.com/a", True),
        ("https://example.com/a", "https://example.com/a?b", True),
        ("https://example.com/a", "https://example.com/a/b", True),
        ("https://example.com/a/", "https://example.com/a/b", True),
        ("https://example.com/a", "https://example.com/ab", False),
        ("https://example.com/a/", "https://example.com/a", False),
        ("https://example.com/a/", "https://example.com/a/../b", False),
        ("https://example.com/a/", "https://example.com/a/%2e%2e/b", False),
        ("https://example.com", "https://example.com.evil.example/", False),
        ("https://example.com", "https://example.com:8443/", False),
        ("https://127.0.0.1", "http://127.0.0.1/", False),
    ],
)
def test_a_prefix_allows_its_host_and_whole_segments(
    prefix: str, url: str, *, within: bool
) -> None:
    assert is_within(read_url(url), read_prefix(prefix)) is within


@pytest.mark.parametrize(
    "text", ["http://localhost:8080/", "http://127.0.0.1/", "http://127.1.2.3/", "http://[::1]/"]
)
def test_this_computer_may_be_asked_without_encryption(text: str) -> None:
    assert read_prefix(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("http://example.com/", "only https is fetched"),
        ("http://localhost.example/", "only https is fetched"),
        ("http://10.0.0.1/", "only https is fetched"),
        ("https://example.com/?a", "neither a query nor a fragment"),
        ("https://example.com/#a", "neither a query nor a fragment"),
        ("example.com", "neither http nor https"),
        ("*", "neither http nor https"),
    ],
)
def test_what_is_no_prefix(text: str, reason: str) -> None:
    with pytest.raises(BadUrlError, match=reason):
        read_prefix(text)


def test_the_folder_of_a_url_allows_it() -> None:
    url = read_url("https://example.com/a/b.json?c")

    assert folder_of(url) == "https://example.com/a/"
    assert is_within(url, read_prefix(folder_of(url)))
