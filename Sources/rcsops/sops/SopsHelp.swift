/// The help texts under the name `sops`.
enum SopsHelp {
    static func text(of commands: [SopsCommand]) -> String {
        "NAME:\n   sops - encrypts and decrypts files, done by " + Version.text + "\n\nUSAGE:\n   sops [global options] FILE\n"
            + "   sops [global options] command [command options] [arguments...]\n\n"
            + "   Without a command FILE is opened in an editor. Flags before FILE count, those behind it don't.\n"
            + "   Called as rcsops it does more: rcsops help.\n\nVERSION:\n   " + Version.sops.dropFirst(5) + "\n\nCOMMANDS:\n"
            + table(commands.map { ($0.name, $0.summary) } + [("help, h", "show the commands, or help for one")])
            + "\nGLOBAL OPTIONS:\n" + table((SopsFlags.global + [SopsFlags.help]).map(row))
    }

    static func text(of command: SopsCommand, path: String) -> String {
        var text = "NAME:\n   sops " + path + " - " + command.summary + "\n\nUSAGE:\n   sops " + path
        if command.subcommands.isEmpty {
            text += (command.flags.isEmpty ? "" : " [command options]") + (command.argument.isEmpty ? "" : " " + command.argument) + "\n"
        } else {
            text += " command [command options] [arguments...]\n\nCOMMANDS:\n" + table(command.subcommands.map { ($0.name, $0.summary) })
        }
        return text + "\nOPTIONS:\n" + table((command.flags + [SopsFlags.help]).map(row))
    }

    private static func row(of flag: SopsFlag) -> (String, String) {
        let value = flag.kind == .boolean ? "" : " value"
        let names = flag.names.map { ($0.count > 1 ? "--" : "-") + $0 + value }.joined(separator: ", ")
        return (names, flag.summary + (flag.variable.map { " [$" + $0 + "]" } ?? ""))
    }

    private static func table(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { "   " + $0.0 + String(repeating: " ", count: width - $0.0.count + 2) + $0.1 + "\n" }.joined()
    }
}
