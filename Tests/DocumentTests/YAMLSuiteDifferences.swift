/// The cases of the YAML test suite with which rcsops differs from sops.
enum YAMLSuiteDifferences {
    private static let directive = "sops loses a comment on the line of a directive"

    static let table: [String: DeliberateDifference] = [
        "6HB6-00": .kept(
            "# Leading comment line spaces are\n# neither content nor indentation.\nNot indented:\n    By one space: |\n        By four\n          spaces\n"
                + "    Flow style:\n        # Leading spaces\n        # indentation.\n        # in flow style\n        - By two\n        # are neither\n"
                + "        - Also by two\n        # content nor\n        - Still by two\n",
            because: "sops loses a comment behind an opening bracket when one stands behind the closing bracket too"),
        "MUS6-00": .kept("#...\n{}\n", because: directive),
        "MUS6-04": .kept("# comment\n{}\n", because: directive),
    ]
}
