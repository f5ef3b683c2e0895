import MasterKeys

/// `doctor`: looks at all that commands here would use, and says what is there and what is wrong.
enum DoctorOperation {
    static func run(_ options: DoctorOptions) throws(Failure) {
        let sources = System.identities.survey()
        let findings =
            IdentityDiagnosis.findings(sources) + ConfigurationDiagnosis.findings(named: options.config, sources) + MachineDiagnosis.findings()
        if options.asJSON {
            try System.put(JSONList.text(findings.map(\.json)))
        } else {
            var text = ""
            for section in DoctorFinding.Section.allCases {
                text += section.rawValue + "\n" + findings.filter { $0.section == section }.map(\.line).joined()
            }
            try System.put(System.printable(text))
        }
        let errors = findings.count { $0.status == .error }
        guard errors == 0 else {
            throw Failure(
                "RC6420", exit: 1, errors == 1 ? "one thing is wrong" : "\(errors) things are wrong", fix: "see the lines marked error, each with its way out")
        }
    }
}
