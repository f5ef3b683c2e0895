package import AWSSigning

/// The pairs of a rotation: what the journal holds encrypted. The new one is erased when the rotation ends.
package struct RotationSecrets: Sendable {
    package var old: AWSCredentials?
    package var new: AWSCredentials?

    package init(old: AWSCredentials?, new: AWSCredentials? = nil) {
        self.old = old
        self.new = new
    }
}
