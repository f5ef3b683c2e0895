import MasterKeys

/// `doctor`: looks at all that commands here would use, and says what is there and what is wrong.
enum DoctorOperation {
    static func run(_ options: DoctorOptions) throws(Failure) {
        let sources = System.identities.survey()
        let findings =
            if let folder = options.kustomize {
                IdentityDiagnosis.findings(sources) + KustomizeDiagnosis.findings(in: folder)
            } else {
                IdentityDiagnosis.findings(sources) + ConfigurationDiagnosis.findings(named: options.config, sources) + MachineDiagnosis.findings()
            }
        if options.asJSON {
            try System.put(JSONList.text(findings.map(\.json)))
        } else {
            var text = ""
            for section in DoctorFinding.Section.allCases {
                let lines = findings.filter { $0.section == section }.map(\.line)
                if !lines.isEmpty { text += section.rawValue + "\n" + lines.joined() }
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
