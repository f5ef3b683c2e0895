/// `sops [flags] FILE` without a command: what sops did before it had any, and many scripts still do.
enum SopsLegacyForm {
    static func run(_ flags: GoFlags) throws(Failure) -> Int32 {
        let file = try SopsOptions.file(flags, isNeeded: true)
        let asked = ["encrypt", "decrypt", "rotate"].filter { flags.boolean($0) } + ((flags.text("set") ?? "").isEmpty ? [] : ["set"])
        if asked.count > 1 {
            System.warn(
                "More than one command (--encrypt, --decrypt, --rotate, --set) has been specified. Only the changes made by the last one "
                    + "will be visible. Note that this behavior is deprecated and will cause an error eventually.")
        }
        if asked.dropLast().contains("encrypt") { try EncryptOperation.checkKeys(try SopsOptions.encrypt(flags, flags, file: file)) }
        switch asked.last {
        case "encrypt":
            let options = try SopsOptions.encrypt(flags, flags, file: file)
            try SopsOptions.checkKeys(flags, opens: false)
            try EncryptOperation.run(options)
        case "decrypt":
            let options = try SopsOptions.decrypt(flags, flags, file: file)
            try SopsOptions.checkKeys(flags, opens: true)
            try DecryptOperation.run(options)
        default: break
        }
        return 0
    }
}
