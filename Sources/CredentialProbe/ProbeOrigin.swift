/// Where a configuration names what is probed, and the way there: what tells results of one remote apart.
package struct ProbeOrigin: Sendable, Hashable {
    /// As the caller named it.
    package var file: String?
    /// The remotes between the one of the result and the one that stores, the outermost first.
    package var via: [String]
    /// The remote that stores: the result's own unless it wraps another; nil where none was found.
    package var storage: String?
    /// Bucket and folder there; empty for the service alone.
    package var path: String

    package init(file: String? = nil, via: [String] = [], storage: String? = nil, path: String = "") {
        self.file = file
        self.via = via
        self.storage = storage
        self.path = path
    }
}
