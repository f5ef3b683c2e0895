import SecretMemory
import SopsDocument

/// What a new file begins with. Under the name sops the same bytes as there (sops 3.11 `stores/*/store.go`, `EmitExample`).
enum EditExample {
    static func text(for format: DocumentFormat, isRcloneConfig: Bool, in arena: SecretArena) -> SecretSlice {
        arena.store(Array((isRcloneConfig ? rclone : document(format)).utf8))
    }

    private static func document(_ format: DocumentFormat) -> String {
        switch format {
        case .yaml:
            """
            hello: Welcome to SOPS! Edit this file as you please!
            example_key: example_value
            # Example comment
            example_array:
                - example_value1
                - example_value2
            example_number: 1234.56789
            example_booleans:
                - true
                - false

            """
        case .json:
            """
            {
            \t"hello": "Welcome to SOPS! Edit this file as you please!",
            \t"example_key": "example_value",
            \t"example_array": [
            \t\t"example_value1",
            \t\t"example_value2"
            \t],
            \t"example_number": 1234.56789,
            \t"example_booleans": [
            \t\ttrue,
            \t\tfalse
            \t]
            }

            """
        case .dotenv:
            """
            # This is an example file.
            hello=Welcome to SOPS! Edit this file as you please!
            example_key=example_value
            example_multiline=foo\\nbar\\nbaz

            """
        case .ini:
            """
            ; This is an example file.
            [Welcome!]
            hello       = Welcome to SOPS! Edit this file as you please!
            example_key = example_value

            """
        case .binary: "Welcome to SOPS! Edit this file as you please!"
        }
    }

    private static let rclone = """
        # An example: put your remotes here, and take this one out.
        [example]
        type = s3
        provider = AWS
        region = eu-central-1
        access_key_id = YOUR-ACCESS-KEY-ID
        secret_access_key = YOUR-SECRET-ACCESS-KEY

        """
}
