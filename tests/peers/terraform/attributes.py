#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What Terraform's AWS provider takes, out of the types of the npm package @cdktf/provider-aws: a line an attribute.

    attributes.py FOLDER/node_modules/@cdktf/provider-aws TYPE… > attributes.tsv

TYPE is `resource aws_iam_policy`, `data aws_region` or `provider aws`, with a dot in place of the blank.
"""
import pathlib
import re
import sys

# The comment of an attribute names it as Terraform does; it ends before the attribute's line.
ATTRIBUTE = re.compile(r"/\*\*((?:(?!\*/).)*)\*/\s*readonly \w+(\??):", re.S)
NAME = re.compile(r"#(\w+) \w+#")


def folder_of(kind, name):
    word = name.removeprefix("aws_").replace("_", "-")
    return {"resource": word, "data": "data-aws-" + word, "provider": "provider"}[kind]


def main():
    package = pathlib.Path(sys.argv[1])
    text = (package / "package.json").read_text()
    version = re.search(r'"version": "([^"]+)"', text).group(1)
    lines = []
    provider = None
    for argument in sys.argv[2:]:
        kind, name = argument.split(".")
        source = (package / "lib" / folder_of(kind, name) / "index.d.ts").read_text()
        provider = re.search(r"providers/hashicorp/aws/([\d.]+)/", source).group(1)
        # The first interface that is the configuration; those of nested blocks have names of their own.
        config = re.search(r"export interface \w+Config (?:extends cdktf\.TerraformMetaArguments )?\{(.*?)\n\}", source, re.S).group(1)
        found = ATTRIBUTE.findall(config)
        assert found or kind == "data", argument
        for comment, optional in found:
            attribute = NAME.search(comment).group(1)
            lines.append(f"{kind}\t{name}\t{attribute}\t{'optional' if optional else 'required'}")
    print(f"# Of hashicorp/aws {provider}, by attributes.py from @cdktf/provider-aws {version}.")
    print("# kind\ttype\tattribute\trequired")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
