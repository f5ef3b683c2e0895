/// What the remote is for in a sync job.
package enum ProbeRole: String, Sendable, CaseIterable { case source, destination }
