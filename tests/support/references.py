# SPDX-License-Identifier: Apache-2.0
"""Image references by the grammar of distribution/reference (reference.go, normalize.go), as regular expressions that share
nothing with the program. `python3 tests/support/references.py` holds them to rows taken from its own tests."""

import re

COMPONENT = r"(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])"
HOST = rf"(?:{COMPONENT}(?:\.{COMPONENT})*|\[(?:[a-fA-F0-9:]+)\])"
DOMAIN = rf"{HOST}(?::[0-9]+)?"
PATH_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
PATH = rf"{PATH_COMPONENT}(?:/{PATH_COMPONENT})*"
TAG = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
# The registered algorithms with their lengths: go-digest's Canonical and its kin.
DIGEST = r"sha256:[a-f0-9]{64}|sha384:[a-f0-9]{96}|sha512:[a-f0-9]{128}"
REFERENCE = re.compile(rf"(?:(?P<domain>{DOMAIN})/)?(?P<path>{PATH})(?::(?P<tag>{TAG}))?(?:@(?P<digest>{DIGEST}))?", re.ASCII)
LONGEST_PATH = 255


def is_host(first):
    """Whether the first component of a name is a registry (splitDockerDomain)."""
    return first == "localhost" or "." in first or ":" in first or first != first.lower()


def parts(text):
    """(domain or "", path, tag or "", digest or "") as a container runtime reads the text, or None where it is no reference."""
    first, slash, rest = text.partition("/")
    domain = first if slash and is_host(first) else ""
    if domain and re.fullmatch(DOMAIN, domain, re.ASCII) is None:
        return None
    match = REFERENCE.fullmatch(f"{domain}/{rest}" if domain else f"docker.io/{text}")
    if match is None or len(match["path"]) > LONGEST_PATH or re.fullmatch(r"[a-f0-9]{64}", text):
        return None
    return domain, match["path"], match["tag"] or "", match["digest"] or ""


def is_reference(text):
    return parts(text) is not None


def main():
    long_path = "/".join(["a"] * 128)
    sha = "sha256:" + "f" * 64
    rows = [
        ("test_com", ("", "test_com", "", "")),
        ("test.com:tag", ("", "test.com", "tag", "")),
        ("test.com/repo:tag", ("test.com", "repo", "tag", "")),
        ("test:5000/repo", ("test:5000", "repo", "", "")),
        (f"test:5000/repo:tag@{sha}", ("test:5000", "repo", "tag", sha)),
        ("", None),
        (":justtag", None),
        (f"@{sha}", None),
        ("repo@sha256:" + "f" * 34, None),
        ("a@invalid:" + "f" * 64, None),
        ("Uppercase:tag", None),
        ("test:5000/Uppercase/lowercase:tag", None),
        ("lowercase:Uppercase", ("", "lowercase", "Uppercase", "")),
        (f"example.com/{long_path}", ("example.com", long_path, "", "")),
        (f"example.com/{long_path}/a", None),
        ("aa/asdf$$^/aa", None),
        ("[2001:db8::1]/repo", ("[2001:db8::1]", "repo", "", "")),
        ("[fe80::1%eth0]:5000/repo", None),
        ("192.168.1.1:5000", ("", "192.168.1.1", "5000", "")),
        ("foo/-bar", None),
        ("_docker/_docker", None),
        ("foo.com:http/bar", None),
        ("localhost/fooo", ("localhost", "fooo", "", "")),
        ("FOO/bar", ("FOO", "bar", "", "")),
        ("f" * 64, None),
        ("a//b", None),
        ("a/b/", None),
        ("ghcr.io/o/a:%s", None),
        ("ghcr.io/o/a:${TAG}", None),
    ]
    wrong = [(text, parts(text)) for text, expected in rows if parts(text) != expected]
    for text, got in wrong:
        print(f"problem: {text}: {got}")
    print(f"references: {len(rows)} rows, {len(wrong)} problems")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
