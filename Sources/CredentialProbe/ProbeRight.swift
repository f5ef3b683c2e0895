/// Whether something may be done, as far as was seen.
package enum ProbeRight: String, Sendable, CaseIterable { case yes, no, unknown }
